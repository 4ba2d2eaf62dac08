import type { Status } from '../api/types'

export const common = {
  product: 'Parley',
  retry: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
  undo: 'Undo',
  copy: 'Copy',
  copied: 'Copied',
  never: 'never',
  unreachable: 'The server cannot be reached. Nothing was lost; try again in a moment.',
  failed: 'That did not work. Nothing was changed.',
  status: { new: 'New', active: 'Active', pending: 'Pending', resolved: 'Resolved', inactive: 'Inactive' } satisfies Record<Status, string>,
  places: { all: 'All conversations', mine: 'My conversations', inactive: 'Inactive conversations' },
  placesShort: { all: 'All', mine: 'Mine', inactive: 'Inactive' },
  signOut: 'Sign out',
  theme: { dark: 'Use dark colours', light: 'Use light colours' },
  you: 'You',
  keys: 'Keyboard',
  nowhere: 'There is no such page.',
  toInbox: 'Go to the inbox',
  crashed: 'Something in this page failed. Nothing you sent is lost.',
  reload: 'Load it again',
  /** What is wrong with one of several entries of a field. */
  entry: (n: number, reason: string) => `Entry ${n}: ${reason}`,
}
