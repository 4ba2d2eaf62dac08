import { Progress } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client'
import { Empty, Failed, Skeletons } from '../../parts/states'
import { dayOf } from '../../parts/time'
import { replay as words } from '../../strings/replay'
import { go } from '../../url'
import { lists, replayPath, type Change, type ListName, type Replay } from './change'
import { ExampleTable } from './ExampleTable'
import { MakeIt } from './MakeIt'

interface Props {
  id: string
  change: Change
  list: ListName
}

/** A replay: how far it is, and what it found. */
export function ReplayView({ id, change, list }: Props) {
  const query = useQuery<Replay>({
    queryKey: ['replay', id],
    refetchInterval: (q) => (q.state.data?.status === 'running' ? 1_000 : false),
    queryFn: ({ signal }) => call<Replay>('GET', `/v1/faqs/replays/${id}`, { signal }),
  })
  const found = query.data
  if (!found) return query.isError ? <Failed title={words.failed} error={query.error} retry={() => void query.refetch()} /> : <Skeletons rows={4} className="skeleton-row" />
  if (found.status === 'running') return <Running replay={found} />
  if (found.status === 'failed' || !found.result) {
    return (
      <p className="error" role="alert">
        {words.failedRun} {found.error}
      </p>
    )
  }
  const r = found.result
  if (r.messages === 0) return <Empty title={words.noMessages[0]} hint={words.noMessages[1]} />
  const of = { newly: r.newly_answered, no_longer: r.no_longer_answered, differently: r.answered_differently }
  const bars: [string, string, number][] = [
    ['before', words.before, r.answered_before],
    ['after', words.after, r.answered_after],
    ...lists.map((name): [string, string, number] => [name, words.lists[name], of[name].count]),
    ['unchanged', words.unchanged, r.unchanged],
  ]
  return (
    <>
      <section className="replay-result" aria-label={words.result}>
        <h2>{words.result}</h2>
        <p className="muted">
          {words.messages(r.messages, dayOf(r.since))}
          {r.skipped > 0 && ` · ${words.skipped(r.skipped)}`}
        </p>
        <dl className="replay-bars">
          {bars.map(([name, label, count]) => (
            <div key={name} data-bar={name}>
              <dt>{label}</dt>
              <dd>
                <span className="replay-bar" aria-hidden="true">
                  <span style={{ inlineSize: `${(100 * count) / r.messages}%` }} />
                </span>
                <span>{count.toLocaleString()}</span>
              </dd>
            </div>
          ))}
        </dl>
        <MakeIt change={change} />
      </section>
      <div className="replay-lists" role="group" aria-label={words.which}>
        {lists.map((name) => (
          <button key={name} type="button" aria-pressed={name === list} onClick={() => go(replayPath(change, id, name), { replace: true })}>
            {words.lists[name]} ({of[name].count.toLocaleString()})
          </button>
        ))}
      </div>
      <ExampleTable key={list} list={list} found={of[list]} />
    </>
  )
}

function Running({ replay }: { replay: Replay }) {
  const percent = replay.total > 0 ? (100 * replay.done) / replay.total : 0
  return (
    <section className="panel" role="status">
      <p>{words.running}</p>
      <Progress.Root mt={8}>
        <Progress.Section value={percent} aria-label={words.running} />
      </Progress.Root>
      {replay.total > 0 && <p className="muted">{words.progress(replay.done, replay.total)}</p>}
    </section>
  )
}
