import { Link } from '../../parts/Link'
import { quick as words } from '../../strings/quick'
import { useResponders } from '../autoresponders/useChain'
import { useQuickReplies } from './queries'
import { hindrances, type Hindrance } from './reach'
import { quickAt, type QuickReply } from './types'

/** Why a customer may not get this quick reply although it is on; nothing where it always goes first. */
export function Reach({ quick }: { quick: QuickReply }) {
  const chain = useResponders().data
  const all = useQuickReplies().data
  if (!chain || !all || quick.status === 'archived') return null
  const found = hindrances(quick, chain.order, all)
  if (found.length === 0) return null
  return (
    <section className="panel quick-reach" aria-label={words.reach}>
      <h2>{words.reach}</h2>
      <ul>
        {found.map((h) => (
          <li key={h.kind} className={h.kind === 'off' ? 'chain-note' : undefined} dir="auto">
            {said(h)}
          </li>
        ))}
      </ul>
      <Link className="link" href={found.every((h) => h.kind === 'behind') ? quickAt : '/setup/autoresponders'}>
        {found.every((h) => h.kind === 'behind') ? words.toOrder : words.toChain}
      </Link>
    </section>
  )
}

const said = (h: Hindrance) => (h.kind === 'behind' ? words.behind(h.name) : words.hindered[h.kind])
