import { Textarea } from '@mantine/core'
import { useLayoutEffect, useRef, useState, type Ref, type RefObject } from 'react'
import { call } from '../api/client'
import type { Conversation, Person } from '../api/types'
import { useUser } from '../session'
import { chat as words } from '../strings/chat'
import { CannedList, useCanned } from './canned'
import { MentionList, useMentions } from './MentionList'

/** Whom the words are for: the customer, or colleagues only. */
export type Mode = 'reply' | 'note'

interface Props {
  ref: RefObject<HTMLTextAreaElement | null>
  c: Conversation
  mode: Mode
  people: Person[]
  text: string
  setText: (text: string) => void
  onSubmit: () => void
}

/** The field one writes in, with what is offered while one types. */
export function WriteField({ ref, c, mode, people, text, setText, onSubmit }: Props) {
  const [caret, setCaret] = useState(0)
  // Where the caret goes once the text is there: before anything else can be typed.
  const goes = useRef<number | null>(null)
  const put = (value: string, at = value.length) => {
    goes.current = at
    setText(value)
    setCaret(at)
  }
  useLayoutEffect(() => {
    if (goes.current === null) return
    ref.current?.focus()
    ref.current?.setSelectionRange(goes.current, goes.current)
    goes.current = null
  }, [text, ref])
  const canned = useCanned(text, mode === 'reply', put)
  const mentions = useMentions(text, caret, people, mode === 'note', put)
  const offered = canned.found.length ? { id: 'canned', at: canned.at } : mentions.found.length ? { id: 'mention', at: mentions.at } : null
  const typing = useShowTyping(c, mode)
  return (
    <>
      <CannedList canned={canned} />
      <MentionList mentions={mentions} />
      <Textarea
        ref={ref as Ref<HTMLTextAreaElement>}
        variant="unstyled"
        autosize
        minRows={2}
        maxRows={10}
        aria-label={words.placeholder[mode]}
        aria-autocomplete="list"
        aria-controls={offered?.id}
        aria-activedescendant={offered ? `${offered.id}-${offered.at}` : undefined}
        placeholder={words.placeholder[mode]}
        dir="auto"
        value={text}
        onChange={(e) => {
          setText(e.currentTarget.value)
          setCaret(e.currentTarget.selectionStart)
          typing()
        }}
        onSelect={(e) => setCaret(e.currentTarget.selectionStart)}
        onKeyDown={(e) => {
          if (canned.key(e) || mentions.key(e)) return
          if (e.key === 'Enter' && !e.shiftKey && !e.nativeEvent.isComposing) {
            e.preventDefault()
            onSubmit()
          } else if (e.key === 'Escape') e.currentTarget.blur()
        }}
      />
    </>
  )
}

/** Shows that one writes, to colleagues and to the customer, at most every five seconds. */
function useShowTyping(c: Conversation, mode: Mode) {
  const me = useUser().id
  const shown = useRef(0)
  return () => {
    if (mode !== 'reply' || (c.owner && c.owner.id !== me) || Date.now() - shown.current < 5_000) return
    shown.current = Date.now()
    void call('POST', `/v1/conversations/${c.id}/typing`).catch(() => undefined) // a courtesy, no more
  }
}
