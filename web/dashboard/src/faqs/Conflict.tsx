import '../style/conflict.css'
import { Button } from '@mantine/core'
import type { Faq } from '../api/types'
import { instantOf } from '../parts/time'
import { faqs as words } from '../strings/faqs'
import { contentOf, differing, type Field } from './content'
import type { FaqContent } from './types'

interface Props {
  /** The FAQ as somebody else has saved it. */
  theirs: Faq
  mine: FaqContent
  onKeep: () => void
  onTake: () => void
  onTakePart: (field: Field) => void
}

/** Two have edited one FAQ: who, what differs, and which shall be. Nothing is lost either way. */
export function Conflict({ theirs, mine, onKeep, onTake, onTakePart }: Props) {
  const other = contentOf(theirs)
  return (
    <section className="panel conflict" role="alert">
      <h2>{words.conflict.title(theirs.edited_by_name)}</h2>
      <p>{words.conflict.hint(instantOf(theirs.updated_at))}</p>
      <dl>
        {differing(other, mine).map((field) => (
          <div key={field}>
            <dt>{words.fieldName(field)}</dt>
            <dd>
              <Said who={words.conflict.theirs} text={inWords(other, field)} />
              <Said who={words.conflict.mine} text={inWords(mine, field)} />
              <button type="button" className="link" aria-label={words.conflict.use(words.fieldOf(field))} onClick={() => onTakePart(field)}>
                {words.conflict.useShort}
              </button>
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

function Said({ who, text }: { who: string; text: string }) {
  return (
    <div className="conflict-said">
      <span className="muted">{who}</span>
      <p dir="auto">{text || words.conflict.nothing}</p>
    </div>
  )
}

function inWords(c: FaqContent, field: Field): string {
  const value = c[field]
  if (field === 'type') return words.types[c.type] ?? c.type
  return Array.isArray(value) ? value.filter(Boolean).join(field === 'labels' ? ', ' : '\n') : value
}
