import type { Faq } from '../api/types'
import { Page } from '../parts/Page'
import { Failed, Skeletons } from '../parts/states'
import { faqs as words } from '../strings/faqs'
import { useAddress } from '../url'
import { faqsPath, filtersOf } from './address'
import { FaqEditor } from './FaqEditor'
import { useFaq } from './queries'

/** One FAQ: to read, to edit, to approve, as the role allows. */
export function FaqPage({ id }: { id: string }) {
  const filters = filtersOf(useAddress().searchParams)
  const faq = useFaq(id)
  const back = { href: faqsPath(filters), label: words.toList }
  if (faq.data) return <FaqEditor faq={faq.data satisfies Faq} back={back} filters={filters} />
  return (
    <Page wide title={words.readTitle} back={back}>
      {faq.isPending && <Skeletons rows={6} className="skeleton-row" />}
      {faq.isError && <Failed title={words.failedOne} error={faq.error} retry={() => void faq.refetch()} />}
    </Page>
  )
}
