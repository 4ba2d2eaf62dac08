import '../../style/quick.css'
import '../../style/faqs.css'
import { Page } from '../../parts/Page'
import { Failed, Skeletons } from '../../parts/states'
import { quick as words } from '../../strings/quick'
import { useAddress } from '../../url'
import { NewQuick } from './NewQuick'
import { useQuickReply } from './queries'
import { QuickEditor } from './QuickEditor'
import { QuickListPage } from './QuickListPage'
import { quickAt } from './types'

/** The quick replies: the list, one of them, or a new one, as the address says. */
export function QuickPage() {
  const id = useAddress().pathname.split('/')[4] ?? ''
  if (id === 'new') return <NewQuick />
  return id ? <One key={id} id={id} /> : <QuickListPage />
}

function One({ id }: { id: string }) {
  const quick = useQuickReply(id)
  if (quick.data) return <QuickEditor quick={quick.data} />
  return (
    <Page wide title={words.readTitle} back={{ href: quickAt, label: words.toList }}>
      {quick.isPending && <Skeletons rows={6} className="skeleton-row" />}
      {quick.isError && <Failed title={words.failedOne} error={quick.error} retry={() => void quick.refetch()} />}
    </Page>
  )
}
