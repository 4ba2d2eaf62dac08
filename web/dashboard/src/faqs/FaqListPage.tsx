import { Button } from '@mantine/core'
import { useCommands } from '../frame/commands'
import { Page } from '../parts/Page'
import { may, useUser } from '../session'
import { faqs as words } from '../strings/faqs'
import { go, useAddress } from '../url'
import { faqsPath, filtersOf, importsAt } from './address'
import { FaqTable } from './FaqTable'
import { TestFaq, TestFaqButton } from './TestFaq'

/** All FAQs, with what can be done with several at once. */
export function FaqListPage() {
  const filters = filtersOf(useAddress().searchParams)
  const edits = may(useUser(), 'content:edit')
  const add = () => go(faqsPath(filters, 'new'))
  useCommands(edits ? [{ id: 'faq-new', keys: 'n', label: words.addTitle, group: 'other', run: add }, { id: 'faq-upload', label: words.upload, group: 'other', run: () => go(importsAt) }] : [])
  return (
    <Page
      wide
      title={words.title}
      actions={
        <>
          <TestFaqButton />
          {edits && (
            <Button variant="default" onClick={() => go(importsAt)}>
              {words.upload}
            </Button>
          )}
          {edits && <Button onClick={add}>+ {words.add}</Button>}
        </>
      }
    >
      <FaqTable filters={filters} />
      <TestFaq />
    </Page>
  )
}
