import '../style/faqs.css'
import { useAddress } from '../url'
import { FaqListPage } from './FaqListPage'
import { FaqPage } from './FaqPage'
import { NewFaqPage } from './NewFaqPage'

/** The FAQs: the list, one of them, or a new one, as the address says. */
export function FaqsPage() {
  const id = useAddress().pathname.split('/')[4] ?? ''
  if (id === 'new') return <NewFaqPage />
  return id ? <FaqPage key={id} id={id} /> : <FaqListPage />
}
