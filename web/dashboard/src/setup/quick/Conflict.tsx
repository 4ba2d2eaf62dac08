import { Button } from '@mantine/core'
import { instantOf } from '../../parts/time'
import { quick as words } from '../../strings/quick'
import { contentOf, differing } from './content'
import { whenOf } from './said'
import type { Calendar, QuickContent, QuickReply } from './types'

interface Props {
  /** As somebody else has saved it. */
  theirs: QuickReply
  mine: QuickContent
  calendars: Calendar[]
  onKeep: () => void
  onTake: () => void
}

/** Two have edited one quick reply: what differs, and which shall be. Nothing is lost either way. */
export function Conflict({ theirs, mine, calendars, onKeep, onTake }: Props) {
  const other = contentOf(theirs)
  const said = (c: QuickContent, field: keyof QuickContent) => (field === 'when' ? whenOf(c.when, calendars) : c[field])
  return (
    <section className="panel conflict" role="alert">
      <h2>{words.conflict.title}</h2>
      <p>{words.conflict.hint(instantOf(theirs.updated_at))}</p>
      <dl>
        {differing(other, mine).map((field) => (
          <div key={field}>
            <dt>{words.conflict.fields[field]}</dt>
            <dd>
              {([[words.conflict.theirs, other], [words.conflict.mine, mine]] as const).map(([who, content]) => (
                <div className="conflict-said" key={who}>
                  <span className="muted">{who}</span>
                  <p dir="auto">{said(content, field)}</p>
                </div>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <div className="buttons">
        <Button variant="default" onClick={onTake}>
          {words.conflict.take}
        </Button>
        <Button onClick={onKeep}>{words.conflict.keep}</Button>
      </div>
    </section>
  )
}
