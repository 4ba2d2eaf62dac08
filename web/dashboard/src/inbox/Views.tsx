import { TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client'
import { wordsOf } from '../parts/problem'
import { say } from '../parts/toasts'
import { chat } from '../strings/chat'
import { inbox as words } from '../strings/inbox'
import { go } from '../url'
import { pathOf, placeOf, type Place } from './place'

interface View {
  id: string
  name: string
  filter: Record<string, string>
}

/** The caller's saved views: filters under a name. */
export function Views({ place }: { place: Place }) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const { data } = useQuery({
    queryKey: ['views'],
    queryFn: ({ signal }) => call<{ items: View[] }>('GET', '/v1/views', { signal }),
  })
  const act = async (todo: Promise<unknown>, said?: string, undo?: () => void) => {
    try {
      await todo
      if (said) say(said, undo ? { undo: { label: chat.done.reopen, act: undo } } : {})
      await client.invalidateQueries({ queryKey: ['views'] })
      return true
    } catch (err) {
      say(wordsOf(err), { bad: true })
      return false
    }
  }
  const save = (n: string, f: Record<string, string>, said?: string) => act(call('POST', '/v1/views', { body: { name: n, filter: f }, key: crypto.randomUUID() }), said)
  const remove = (v: View) => void act(call('DELETE', `/v1/views/${v.id}`), words.viewGone(v.name), () => void save(v.name, v.filter))
  const rename = (v: View, to: string) => act(call('PUT', `/v1/views/${v.id}`, { body: { name: to, filter: v.filter } }), words.viewRenamed(to))
  const filter = Object.fromEntries(Object.entries({ view: place.view, ...place.filters }).filter(([, value]) => value !== ''))
  return (
    <section className="filters views" aria-label={words.views}>
      {data && data.items.length > 0 && <h2>{words.views}</h2>}
      <ul>
        {data?.items.map((v) => (
          <SavedView key={v.id} v={v} onRemove={() => remove(v)} onRename={(to) => rename(v, to)} />
        ))}
      </ul>
      <form
        onSubmit={(e) => {
          e.preventDefault()
          const n = name.trim()
          if (n) void save(n, filter, words.viewSaved(n)).then((saved) => saved && setName(''))
        }}
      >
        <TextInput label={words.saveView} dir="auto" maxLength={100} value={name} onChange={(e) => setName(e.currentTarget.value)} />
      </form>
    </section>
  )
}

/** A view: a click goes there, and it can be renamed and deleted. */
function SavedView({ v, onRemove, onRename }: { v: View; onRemove: () => void; onRename: (to: string) => Promise<boolean> }) {
  const [text, setText] = useState<string | null>(null)
  if (text !== null) {
    return (
      <li>
        <form
          className="view-name"
          onSubmit={(e) => {
            e.preventDefault()
            const to = text.trim()
            if (to) void onRename(to).then((done) => done && setText(null))
          }}
        >
          <TextInput
            size="xs"
            autoFocus
            dir="auto"
            maxLength={100}
            aria-label={words.renameView(v.name)}
            value={text}
            onChange={(e) => setText(e.currentTarget.value)}
            onKeyDown={(e) => {
              if (e.key !== 'Escape') return
              e.stopPropagation()
              setText(null)
            }}
          />
        </form>
      </li>
    )
  }
  return (
    <li>
      <button type="button" className="link cut" dir="auto" onClick={() => go(addressOf(v.filter))}>
        {v.name}
      </button>
      <span className="gap" />
      <button type="button" className="link" aria-label={words.renameView(v.name)} onClick={() => setText(v.name)}>
        {words.rename}
      </button>
      <button type="button" className="link" aria-label={words.removeView(v.name)} onClick={onRemove}>
        ×
      </button>
    </li>
  )
}

/** The address of a saved filter. */
function addressOf(filter: Record<string, string>): string {
  const { view = 'all', ...rest } = filter
  // What an older Parley saved and this one does not know is left out.
  return pathOf(placeOf(new URL(`/inbox/${view}?${new URLSearchParams(rest)}`, location.href)))
}
