import { useEffect, useRef, useState, type Dispatch, type SetStateAction } from 'react'
import { call } from '../api/client'
import type { Conversation, Draft } from '../api/types'

interface Kept {
  text: string
  setText: Dispatch<SetStateAction<string>>
  /** Whether the server has what stands here. */
  kept: boolean
}

/**
 * What the agent was writing: kept on the server, so that it is there again on
 * another machine. A message that was refused late comes back as the draft.
 */
export function useDraft(c: Conversation, enabled: boolean): Kept {
  const [text, setText] = useState('')
  const [saved, setSaved] = useState('')
  const now = useRef(text)
  now.current = text
  const path = `/v1/conversations/${c.id}/draft`
  const writing = useRef(Promise.resolve())

  useEffect(() => {
    if (!enabled || now.current) return
    let over = false
    // After what is being written: it may be the end of a draft that was sent.
    void writing.current.then(() => call<Draft>('GET', path)).then(
      (d) => {
        if (over || now.current || !d.text) return
        setSaved(d.text)
        setText(d.text)
      },
      () => undefined, // one starts with an empty field
    )
    return () => {
      over = true
    }
  }, [enabled, path, c.version])

  const last = useRef(saved)
  last.current = saved
  const save = useRef((_: string, __?: boolean) => {})
  save.current = (value, leaving = false) => {
    if (value === last.current) return
    last.current = value
    const write = value.trim()
      ? () => call('PUT', path, { body: { text: value }, keepalive: leaving })
      : () => call('DELETE', path, { keepalive: leaving })
    writing.current = writing.current.then(write).then(
      () => setSaved(value),
      () => setSaved(''), // the next key saves it again
    )
  }
  useEffect(() => {
    if (!enabled || text === saved) return
    const timer = setTimeout(() => save.current(text), text ? 700 : 0)
    return () => clearTimeout(timer)
  }, [enabled, text, saved])
  useEffect(
    () => () => {
      if (enabled) save.current(now.current, true)
    },
    [enabled],
  )
  return { text, setText, kept: text !== '' && text === saved }
}
