import { Button } from '@mantine/core'
import { useCommands } from '../../frame/commands'
import { Link } from '../../parts/Link'
import { Page } from '../../parts/Page'
import { Empty, Failed, Skeletons } from '../../parts/states'
import { may, useUser } from '../../session'
import { quick as words } from '../../strings/quick'
import { go } from '../../url'
import { useResponders } from '../autoresponders/useChain'
import { useCalendars, useQuickReplies } from './queries'
import { QuickCard } from './QuickCard'
import { QuickOrder } from './QuickOrder'
import { quickAt } from './types'

/** All quick replies in their order, each with how it stands now; the archived ones below. */
export function QuickListPage() {
  const list = useQuickReplies()
  const calendars = useCalendars().data ?? []
  const chain = useResponders().data
  const edits = may(useUser(), 'content:edit')
  const add = () => go(`${quickAt}/new`)
  useCommands([{ id: 'quick-new', keys: 'n', label: words.addTitle, group: 'other', run: add, off: !edits }])
  const live = list.data?.filter((q) => q.status !== 'archived') ?? []
  const archived = list.data?.filter((q) => q.status === 'archived') ?? []
  return (
    <Page title={words.title} actions={edits && <Button onClick={add}>+ {words.add}</Button>}>
      {chain && !chain.order.includes('quick_reply') && (
        <p className="chain-note">
          {words.notInChain}{' '}
          <Link className="link" href="/setup/autoresponders">
            {words.toChain}
          </Link>
        </p>
      )}
      {list.isPending && <Skeletons rows={3} className="skeleton-row" />}
      {list.isError && !list.data && <Failed title={words.failed} error={list.error} retry={() => void list.refetch()} />}
      {list.data?.length === 0 && (
        <Empty title={words.empty[0]} hint={words.empty[1]}>
          {edits && <Button onClick={add}>{words.addTitle}</Button>}
        </Empty>
      )}
      {live.length > 0 && <QuickOrder now={live} calendars={calendars} />}
      {archived.length > 0 && (
        <section className="quick-archived">
          <h2>{words.archivedTitle(archived.length)}</h2>
          <ul>
            {archived.map((q) => (
              <li key={q.id} className="panel">
                <QuickCard quick={q} calendars={calendars} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  )
}
