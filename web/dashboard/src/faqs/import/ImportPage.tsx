import '../../style/imports.css'
import { Page } from '../../parts/Page'
import { imports as words } from '../../strings/imports'
import { useAddress } from '../../url'
import { faqsAt } from '../address'
import { Earlier } from './Earlier'
import { ImportView } from './ImportView'
import { UploadFile } from './UploadFile'

/** Files of FAQs: uploading one, or how the one of the address is getting on. */
export function ImportPage() {
  const id = useAddress().pathname.split('/')[5] ?? ''
  if (id) return <ImportView key={id} id={id} />
  return (
    <Page title={words.title} back={{ href: faqsAt, label: words.toFaqs }}>
      <UploadFile />
      <Earlier />
    </Page>
  )
}
