import { ActionIcon, Button, SegmentedControl } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react'
import type { Conversation, Message } from '../api/types'
import { refresh } from '../inbox/conversations'
import { useAgents } from '../inbox/setup'
import { Icon } from '../parts/icons'
import { may, useUser } from '../session'
import { chat as words } from '../strings/chat'
import { Blocked } from './Blocked'
import { useDraft } from './draft'
import { mentioned } from './mentions'
import { useNote } from './note'
import { send, type Outgoing } from './outbox'
import { TemplatePicker } from './TemplatePicker'
import { TypingLine } from './TypingLine'
import { filesOf, Uploads, useUploads } from './uploads'
import { WriteField, type Mode } from './WriteField'

/** What others may do to the composer. */
export interface ComposerHandle {
  focus: (mode: Mode) => void
  /** Takes back what was not sent. */
  edit: (o: Outgoing) => void
  /** Answers one message. */
  quote: (m: Message) => void
  /** Adds words to the reply. */
  insert: (text: string) => void
}

/** Where one writes: a reply, or a note; only a template once the window is over. */
export function Composer({ c, ref }: { c: Conversation; ref: Ref<ComposerHandle> }) {
  const client = useQueryClient()
  const handles = may(useUser(), 'conversations:handle')
  const [chosen, setMode] = useState<Mode>('reply')
  const mode: Mode = handles ? chosen : 'note'
  const [note, setNote] = useNote(c.id)
  const [quoted, setQuoted] = useState<Message | null>(null)
  const [over, setOver] = useState(false)
  const draft = useDraft(c, handles)
  const uploads = useUploads()
  const field = useRef<HTMLTextAreaElement>(null)
  const people = useAgents(mode === 'note')
  const text = mode === 'note' ? note : draft.text
  const setText = mode === 'note' ? setNote : draft.setText
  const blocked = mode === 'reply' && !c.can_reply
  const template = mode === 'reply' && c.reply_blocked === 'window_closed'
  const focus = (to: Mode) => {
    setMode(to)
    setTimeout(() => field.current?.focus())
  }

  useImperativeHandle(ref, () => ({
    focus,
    edit: (o) => {
      const put = o.note ? setNote : draft.setText
      put((now) => (now ? `${o.text}\n${now}` : o.text))
      if (o.replyTo) setQuoted(o.replyTo)
      uploads.restore(o.files)
      focus(o.note ? 'note' : 'reply')
    },
    quote: (m) => {
      setQuoted(m)
      focus('reply')
    },
    insert: (more) => {
      draft.setText((now) => (now.trim() ? `${now.trimEnd()}\n${more}` : more))
      focus('reply')
    },
  }))
  useWindowEnd(c)

  const files = mode === 'reply' ? uploads.done : []
  // What was chosen goes along or is taken away by who chose it; it is not left behind.
  const incomplete = mode === 'reply' && uploads.failed
  const ready = !blocked && !incomplete && !(mode === 'reply' && uploads.busy) && (text.trim() !== '' || files.length > 0)
  const takes = mode === 'reply' && !template
  function submit() {
    if (!ready) return
    const more = mode === 'note' ? { mentions: mentioned(text, people) } : { replyTo: quoted ?? undefined }
    send(client, { conversation: c.id, text: text.trim(), files, note: mode === 'note', ...more })
    setText('')
    if (mode === 'reply') {
      setQuoted(null)
      uploads.clear()
    }
    field.current?.focus()
  }

  return (
    <form
      className={`composer ${mode}${over ? ' over' : ''}`}
      onSubmit={(e) => {
        e.preventDefault()
        submit()
      }}
      onDragOver={(e) => {
        if (!takes || !e.dataTransfer.types.includes('Files')) return
        e.preventDefault()
        setOver(true)
      }}
      onDragLeave={(e) => !e.currentTarget.contains(e.relatedTarget as Node | null) && setOver(false)}
      onDrop={(e) => {
        setOver(false)
        const dropped = filesOf(e.dataTransfer)
        if (!takes || dropped.length === 0) return
        e.preventDefault()
        uploads.add(dropped)
      }}
      onPaste={(e) => {
        const pasted = filesOf(e.clipboardData)
        if (!takes || pasted.length === 0) return
        e.preventDefault()
        uploads.add(pasted)
      }}
    >
      {blocked && (
        <Blocked
          c={c}
          onNote={(held) => {
            if (held && !note) setNote(draft.text)
            focus('note')
          }}
        />
      )}
      {template && <TemplatePicker c={c} />}
      {!template && (
        <>
          {mode === 'reply' && quoted && <Answering m={quoted} onDrop={() => setQuoted(null)} />}
          <TypingLine c={c} />
          <WriteField ref={field} c={c} mode={mode} people={people} text={text} setText={setText} onSubmit={submit} />
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
        {takes && <Attach onFiles={uploads.add} />}
        <span className="gap" />
        {!template && <span className="hint">{incomplete ? words.incomplete : draft.kept && mode === 'reply' && text ? words.draftKept : words.hint[mode]}</span>}
        {!template && (
          <Button type="submit" size="compact-sm" disabled={!ready}>
            {mode === 'note' ? words.addNote : words.send}
          </Button>
        )}
      </div>
    </form>
  )
}

/** The message that is being answered. */
function Answering({ m, onDrop }: { m: Message; onDrop: () => void }) {
  return (
    <p className="answering">
      <span className="cut" dir="auto">
        {words.quoted} <q>{m.text || m.attachments[0]?.name || words.file}</q>
      </span>
      <button type="button" className="link" aria-label={words.unquote} title={words.unquote} onClick={onDrop}>
        ×
      </button>
    </p>
  )
}

function Attach({ onFiles }: { onFiles: (files: File[]) => void }) {
  return (
    <ActionIcon component="label" variant="subtle" size={32} className="attach" title={words.attach}>
      <Icon name="attach" />
      <input
        type="file"
        className="sr"
        multiple
        aria-label={words.attach}
        onChange={(e) => {
          onFiles([...(e.currentTarget.files ?? [])])
          e.currentTarget.value = ''
        }}
      />
    </ActionIcon>
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
