import { ActionIcon, Button, SegmentedControl, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react'
import { call } from '../api/client'
import type { Conversation } from '../api/types'
import { refresh } from '../inbox/conversations'
import { Icon } from '../parts/icons'
import { may, useUser } from '../session'
import { chat as words } from '../strings/chat'
import { CannedList, useCanned } from './canned'
import { TypingLine } from './TypingLine'
import { useDraft } from './draft'
import { send, type Outgoing } from './outbox'
import { TemplatePicker } from './TemplatePicker'
import { Uploads, useUploads } from './uploads'

type Mode = 'reply' | 'note'

/** What others may do to the composer. */
export interface ComposerHandle {
  focus: (mode: Mode) => void
  /** Takes back what was not sent. */
  edit: (o: Outgoing) => void
}

/** Where one writes: a reply, or a note; only a template once the window is over. */
export function Composer({ c, ref }: { c: Conversation; ref: Ref<ComposerHandle> }) {
  const client = useQueryClient()
  const user = useUser()
  const handles = may(user, 'conversations:handle')
  const [chosen, setMode] = useState<Mode>('reply')
  const mode: Mode = handles ? chosen : 'note'
  const [note, setNote] = useState('')
  const draft = useDraft(c, handles)
  const uploads = useUploads()
  const field = useRef<HTMLTextAreaElement>(null)
  const text = mode === 'note' ? note : draft.text
  const setText = mode === 'note' ? setNote : draft.setText
  const held = c.reply_blocked === 'not_owner' ? (c.owner?.name ?? '') : ''
  const blocked = mode === 'reply' && !c.can_reply
  const template = mode === 'reply' && c.reply_blocked === 'window_closed'

  useImperativeHandle(ref, () => ({
    focus: (to) => {
      setMode(to)
      setTimeout(() => field.current?.focus())
    },
    edit: (o) => {
      setMode(o.note ? 'note' : 'reply')
      const put = o.note ? setNote : draft.setText
      put((now) => (now ? `${o.text}\n${now}` : o.text))
      uploads.restore(o.files)
      setTimeout(() => field.current?.focus())
    },
  }))
  useWindowEnd(c)
  const shown = useRef(0)
  const typing = () => {
    if (mode !== 'reply' || c.owner?.id !== user.id || Date.now() - shown.current < 5_000) return
    shown.current = Date.now()
    void call('POST', `/v1/conversations/${c.id}/typing`).catch(() => undefined) // a courtesy, no more
  }

  const canned = useCanned(text, mode === 'reply')
  const files = mode === 'reply' ? uploads.done : []
  const ready = !blocked && !uploads.busy && (text.trim() !== '' || files.length > 0)
  function submit() {
    if (!ready) return
    send(client, { conversation: c.id, text: text.trim(), files, note: mode === 'note' })
    setText('')
    uploads.clear()
    field.current?.focus()
  }

  return (
    <form
      className={`composer ${mode}`}
      onSubmit={(e) => {
        e.preventDefault()
        submit()
      }}
    >
      {blocked && (
        <div className="blocked" role="status">
          <span>{held ? words.taken(held) : c.reply_blocked === 'window_closed' ? (c.may_send.reason ?? words.blocked.window_closed) : words.blocked[c.reply_blocked ?? '']}</span>
          <button type="button" className="link" onClick={() => (setMode('note'), held && !note && setNote(draft.text), setTimeout(() => field.current?.focus()))}>
            {words.writeNote}
          </button>
        </div>
      )}
      {template && <TemplatePicker c={c} />}
      {!template && (
        <>
          <CannedList canned={canned} onPick={(t) => (setText(t), field.current?.focus())} />
          <TypingLine c={c} />
          <Textarea
            ref={field}
            variant="unstyled"
            autosize
            minRows={2}
            maxRows={10}
            aria-label={words.placeholder[mode]}
            placeholder={words.placeholder[mode]}
            dir="auto"
            value={text}
            onChange={(e) => {
              setText(e.currentTarget.value)
              typing()
            }}
            onKeyDown={(e) => {
              if (canned.key(e, setText)) e.preventDefault()
              else if (e.key === 'Enter' && !e.shiftKey && !e.nativeEvent.isComposing) {
                e.preventDefault()
                submit()
              } else if (e.key === 'Escape') e.currentTarget.blur()
            }}
          />
          {mode === 'reply' && <Uploads uploads={uploads} />}
        </>
      )}
      <div className="composer-foot">
        {handles && (
          <SegmentedControl
            size="xs"
            aria-label={words.mode}
            value={mode}
            onChange={(m) => setMode(m as Mode)}
            data={[
              { value: 'reply', label: words.reply },
              { value: 'note', label: words.note },
            ]}
          />
        )}
        {mode === 'reply' && !template && (
          <ActionIcon component="label" variant="subtle" size={32} className="attach" title={words.attach}>
            <Icon name="attach" />
            <input
              type="file"
              className="sr"
              multiple
              aria-label={words.attach}
              onChange={(e) => {
                uploads.add([...(e.currentTarget.files ?? [])])
                e.currentTarget.value = ''
              }}
            />
          </ActionIcon>
        )}
        <span className="gap" />
        <span className="hint">{draft.kept && mode === 'reply' && text ? words.draftKept : words.hint}</span>
        {!template && (
          <Button type="submit" size="compact-sm" disabled={!ready}>
            {mode === 'note' ? words.addNote : words.send}
          </Button>
        )}
      </div>
    </form>
  )
}

/** Reads the conversation again at the instant at which what may be sent changes by itself. */
function useWindowEnd(c: Conversation) {
  const client = useQueryClient()
  const until = c.may_send.until
  useEffect(() => {
    if (!until) return
    const rest = Date.parse(until) - Date.now()
    if (rest > 24 * 3_600_000) return
    const timer = setTimeout(() => void refresh(client, c.id).catch(() => undefined), Math.max(rest, 0) + 500)
    return () => clearTimeout(timer)
  }, [client, c.id, until])
}
