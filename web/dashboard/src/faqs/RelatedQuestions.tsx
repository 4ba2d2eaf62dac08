import { Button, TextInput } from '@mantine/core'
import { useEffect, useId, useRef, type KeyboardEvent } from 'react'
import { Icon } from '../parts/icons'
import { faqs as words } from '../strings/faqs'
import { pasted } from './content'

interface Props {
  questions: string[]
  onChange: (questions: string[]) => void
  reads: boolean
  /** What is wrong with one of them, by its place. */
  problem: (at: number) => string | undefined
}

/** Related questions as a list: Enter begins the next, an empty one goes away with backspace, many lines can be pasted. */
export function RelatedQuestions({ questions, onChange, reads, problem }: Props) {
  const list = useRef<HTMLUListElement>(null)
  const focus = useRef<number | null>(null)
  const hint = useId()
  useEffect(() => {
    if (focus.current === null) return
    list.current?.querySelectorAll('input')[focus.current]?.focus()
    focus.current = null
  }, [questions])

  const put = (next: string[], at: number) => {
    focus.current = Math.max(0, Math.min(at, next.length - 1))
    onChange(next)
  }
  const pressed = (e: KeyboardEvent<HTMLInputElement>, i: number) => {
    if (e.nativeEvent.isComposing) return
    if (e.key === 'Enter' && !e.ctrlKey && !e.metaKey) {
      e.preventDefault()
      put([...questions.slice(0, i + 1), '', ...questions.slice(i + 1)], i + 1)
    } else if (e.key === 'Backspace' && questions[i] === '') {
      e.preventDefault()
      put(questions.filter((_, j) => j !== i), i - 1)
    }
  }
  if (reads && questions.length === 0) return null
  return (
    <fieldset className="related" aria-describedby={reads ? undefined : hint}>
      <legend>{words.related}</legend>
      {!reads && (
        <p className="muted" id={hint}>
          {words.relatedHint}
        </p>
      )}
      <ul ref={list}>
        {questions.map((question, i) => (
          <li key={i}>
            <TextInput
              aria-label={words.relatedNumber(i + 1)}
              dir="auto"
              readOnly={reads}
              value={question}
              error={problem(i)}
              onChange={(e) => onChange(questions.map((q, j) => (j === i ? e.currentTarget.value : q)))}
              onKeyDown={(e) => !reads && pressed(e, i)}
              onPaste={(e) => {
                const next = reads ? null : pasted(questions, i, e.clipboardData.getData('text'))
                if (!next) return
                e.preventDefault()
                put(next, i + next.length - questions.length)
              }}
            />
            {!reads && (
              <button type="button" className="icon-button" aria-label={words.removeRelated(i + 1)} onClick={() => put(questions.filter((_, j) => j !== i), i)}>
                <Icon name="close" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {!reads && (
        <Button variant="default" size="compact-sm" onClick={() => put([...questions, ''], questions.length)}>
          {words.addRelated}
        </Button>
      )}
    </fieldset>
  )
}
