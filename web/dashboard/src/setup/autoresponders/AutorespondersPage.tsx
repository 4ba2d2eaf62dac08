import '../../style/autoresponders.css'
import { TestFaq, TestFaqButton } from '../../faqs/TestFaq'
import { Page } from '../../parts/Page'
import { Failed, Skeletons } from '../../parts/states'
import { autoresponders as words } from '../../strings/autoresponders'
import { ChainPanel } from './ChainPanel'
import { useResponders } from './useChain'

/** What may answer by itself, in the order in which it is asked, each with its state. */
export function AutorespondersPage() {
  const responders = useResponders()
  return (
    <Page title={words.title} actions={<TestFaqButton />}>
      {responders.isPending && <Skeletons rows={3} className="skeleton-row" />}
      {responders.isError && !responders.data && <Failed title={words.failed} error={responders.error} retry={() => void responders.refetch()} />}
      {responders.data && <ChainPanel now={responders.data} />}
      <TestFaq />
    </Page>
  )
}
