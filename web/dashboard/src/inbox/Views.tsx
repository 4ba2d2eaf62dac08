import { TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client'
import { wordsOf } from '../parts/problem'
import { say } from '../parts/toasts'
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
  const act = async (todo: Promise<unknown>, said?: string) => {
    try {
      await todo
      if (said) say(said)
      setName('')
      await client.invalidateQueries({ queryKey: ['views'] })
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
  }
  const filter = Object.fromEntries(Object.entries({ view: place.view, ...place.filters }).filter(([, value]) => value !== ''))
  return (
    <section className="filters views" aria-label={words.views}>
      {data && data.items.length > 0 && <h3>{words.views}</h3>}
      <ul>
        {data?.items.map((v) => (
          <li key={v.id}>
            <button type="button" className="link cut" onClick={() => go(addressOf(v.filter))}>
              {v.name}
            </button>
            <button type="button" className="link" aria-label={words.removeView(v.name)} onClick={() => void act(call('DELETE', `/v1/views/${v.id}`))}>
              ×
            </button>
          </li>
        ))}
      </ul>
      <form
        onSubmit={(e) => {
          e.preventDefault()
          const n = name.trim()
          if (n) void act(call('POST', '/v1/views', { body: { name: n, filter }, key: crypto.randomUUID() }), words.viewSaved(n))
        }}
      >
        <TextInput label={words.saveView} maxLength={100} value={name} onChange={(e) => setName(e.currentTarget.value)} />
      </form>
    </section>
  )
}

/** The address of a saved filter. */
function addressOf(filter: Record<string, string>): string {
  const { view = 'all', ...rest } = filter
  // What an older Parley saved and this one does not know is left out.
  return pathOf(placeOf(new URL(`/inbox/${view}?${new URLSearchParams(rest)}`, location.href)))
}
