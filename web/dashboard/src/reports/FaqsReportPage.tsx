import '../style/reports.css'
import { Page } from '../parts/Page'
import { reports as words } from '../strings/reports'
import { useAddress } from '../url'
import { filtersOf } from './address'
import { counts, named, part } from './columns'
import { Filters } from './Filters'
import { useTable } from './queries'
import { ReportTable } from './ReportTable'

/** How often each FAQ answered, and how often that was wrong. A row leads to the FAQ. */
export function FaqsReportPage() {
  const filters = filtersOf(useAddress().searchParams)
  const query = useTable('faqs', filters)
  const all = (query.data?.items ?? []).reduce((sum, r) => sum + r.numbers.answered_faq, 0)
  const columns = [
    named(words.columns.faq),
    ...counts(filters.compare, ['answered_faq', words.columns.matches]),
    part('share', words.columns.share, (r) => [r.numbers.answered_faq, all]),
    ...counts(filters.compare, ['corrected', words.columns.corrected]),
    part('corrected-share', words.columns.correctedShare, (r) => [r.numbers.corrected, r.numbers.answered_faq]),
  ]
  return (
    <Page title={words.title.faqs} wide>
      <Filters report="faqs" filters={filters} compares />
      <ReportTable report="faqs" label={words.title.faqs} filters={filters} query={query} columns={columns} href={(r) => `/setup/autoresponders/faqs/${r.id}`} empty={[words.noFaqs, words.noFaqsHint]} />
    </Page>
  )
}
