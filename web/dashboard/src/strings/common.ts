import type { Status } from '../api/types'

export const common = {
  product: 'Parley',
  retry: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  unreachable: 'The server cannot be reached. Nothing was lost; it will be tried again.',
  failed: 'That did not work. Nothing was changed.',
  status: { new: 'New', active: 'Active', pending: 'Pending', resolved: 'Resolved', inactive: 'Inactive' } satisfies Record<Status, string>,
  places: { all: 'All conversations', mine: 'My conversations', inactive: 'Inactive conversations' },
  placesShort: { all: 'All', mine: 'Mine', inactive: 'Inactive' },
  signOut: 'Sign out',
  theme: { dark: 'Use dark colours', light: 'Use light colours' },
  you: 'You',
  keys: 'Keyboard',
  palette: 'Commands',
  skip: 'Skip to the conversation',
  nowhere: 'There is no such page.',
  toInbox: 'Go to the inbox',
  crashed: 'Something in this page failed. Nothing you sent is lost.',
  reload: 'Load it again',
}
