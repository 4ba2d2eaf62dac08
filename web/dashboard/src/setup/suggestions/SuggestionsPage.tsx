import '../../style/suggestions.css'
import { Button } from '@mantine/core'
import { useCommands } from '../../frame/commands'
import { Page } from '../../parts/Page'
import { Empty, Failed, Skeletons } from '../../parts/states'
import { suggestions as words } from '../../strings/suggestions'
import { go, useAddress } from '../../url'
import { statuses, suggestionsAt, useSearch, useSuggestions, type Status } from './queries'
import { SuggestionCard } from './SuggestionCard'

/** FAQs that unanswered messages ask for: open ones, and those that were decided. */
export function SuggestionsPage() {
  const asked = useAddress().searchParams.get('status') as Status
  const status = statuses.includes(asked) ? asked : 'open'
  const { find, watching } = useSearch()
  const list = useSuggestions(status, watching && status === 'open')
  useCommands([{ id: 'suggestions-find', label: words.find, group: 'act', run: () => void find(), off: watching }])
  const [title, hint] = words.empty[status] ?? ['', '']
  return (
    <Page
      title={words.title}
      actions={
        <Button variant="default" disabled={watching} onClick={() => void find()}>
          {words.find}
        </Button>
      }
    >
      <p className="muted">{words.hint}</p>
      <div className="replay-lists" role="group" aria-label={words.which}>
        {statuses.map((s) => (
          <button key={s} type="button" aria-pressed={s === status} onClick={() => go(s === 'open' ? suggestionsAt : `${suggestionsAt}?status=${s}`, { replace: true })}>
            {words.statuses[s]}
          </button>
        ))}
      </div>
      {watching && <p role="status">{words.finding}</p>}
      {list.isPending && <Skeletons rows={3} className="skeleton-row" />}
      {list.isError && !list.data && <Failed title={words.failed} error={list.error} retry={() => void list.refetch()} />}
      {list.data?.length === 0 && (
        <Empty title={title} hint={hint}>
          {status === 'open' && (
            <Button disabled={watching} onClick={() => void find()}>
              {words.find}
            </Button>
          )}
        </Empty>
      )}
      {list.data && list.data.length > 0 && (
        <ul className="suggestions">
          {list.data.map((s) => (
            <SuggestionCard key={s.id} suggestion={s} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {words.older}
        </Button>
      )}
    </Page>
  )
}
