import { Link } from '../../parts/Link'
import { may, useUser } from '../../session'
import { quick as words } from '../../strings/quick'
import { go } from '../../url'
import { useMayActivate, useQuickActs } from './acts'
import { QuickStatus } from './QuickStatus'
import { stateOf, whenOf } from './said'
import { quickAt, type Calendar, type QuickReply } from './types'

/** A quick reply in the list: what it says, when, how it stands, and what can be done with it. */
export function QuickCard({ quick: q, calendars }: { quick: QuickReply; calendars: Calendar[] }) {
  const user = useUser()
  const publishes = may(user, 'content:publish')
  const mayActivate = useMayActivate()
  const { act, clone } = useQuickActs()
  const acts: [string, () => void][] = [
    ...(may(user, 'content:edit') ? [[words.clone, () => void clone(q).then((made) => made && go(`${quickAt}/${made.id}`))] as [string, () => void]] : []),
    ...(publishes && q.status === 'draft' && mayActivate(q) ? [[words.activate, () => void act('activate', q)] as [string, () => void]] : []),
    ...(publishes ? [(q.status === 'archived' ? [words.restore, () => void act('restore', q)] : [words.archive, () => void act('archive', q)]) as [string, () => void]] : []),
  ]
  return (
    <div className="quick-card" data-quick={q.name}>
      <div className="step-head">
        <h2 className="cut" dir="auto">
          <Link className="link" href={`${quickAt}/${q.id}`} dir="auto">
            {q.name}
          </Link>
        </h2>
        <QuickStatus status={q.status} />
        <span className="gap" />
        {acts.map(([label, run]) => (
          <button key={label} type="button" className="link" aria-label={words.actOn(label, q.name)} onClick={run}>
            {label}
          </button>
        ))}
      </div>
      <p className={q.state.on && q.status === 'active' ? 'quick-state on' : 'quick-state'}>{stateOf(q)}</p>
      <p className="muted" dir="auto">
        {whenOf(q.when, calendars)}
      </p>
      <p className="cut" dir="auto">
        {q.text}
      </p>
    </div>
  )
}
