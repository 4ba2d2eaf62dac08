import { useAddress } from '../../url'
import { InboxList } from './InboxList'
import { InboxPage } from './InboxPage'
import { NewInbox } from './NewInbox'

/** All inboxes, a new one, or one of them: by the address. */
export function InboxesPage() {
  const id = useAddress().pathname.split('/')[3] ?? ''
  if (id === '') return <InboxList />
  if (id === 'new') return <NewInbox />
  return <InboxPage key={id} id={id} />
}
