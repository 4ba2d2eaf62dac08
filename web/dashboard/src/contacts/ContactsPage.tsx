import '../style/contacts.css'
import { useAddress } from '../url'
import { ContactList } from './ContactList'
import { ContactPage } from './ContactPage'
import { ErasurePage } from './ErasurePage'

/** Contacts: the list, one of them, or how far an erasure is, as the address says. */
export function ContactsPage() {
  const [id = '', erasure = ''] = useAddress().pathname.split('/').slice(2)
  if (id === 'erasures' && erasure) return <ErasurePage key={erasure} id={erasure} />
  return id ? <ContactPage key={id} id={id} /> : <ContactList />
}
