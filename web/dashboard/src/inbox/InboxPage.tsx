import { useCallback, useEffect, useState } from 'react'
import { Chat } from '../chat/Chat'
import { useCommands } from '../frame/commands'
import { useConnected, useLive } from '../live'
import { Empty } from '../parts/states'
import { chat } from '../strings/chat'
import { common } from '../strings/common'
import { inbox as words } from '../strings/inbox'
import { keys } from '../strings/keys'
import { go, useAddress } from '../url'
import { List } from './List'
import { ListHead } from './ListHead'
import { pathOf, placeOf } from './place'
import { useChosen } from './selection'

/** The inbox: the list, and the conversation that is open. */
export function InboxPage() {
  const place = placeOf(useAddress())
  const [ids, setIds] = useState<string[]>([])
  const [pointed, setPointed] = useState<string | null>(place.id)
  useEffect(() => setPointed(place.id), [place.id])
  const chosen = useChosen(ids)
  useLive(place.id)
  const open = (id: string | null) => go(pathOf({ ...place, id }))
  const move = useCallback(
    (step: number) => {
      const at = pointed ? ids.indexOf(pointed) : -1
      const next = ids[Math.min(Math.max(at + step, 0), ids.length - 1)]
      if (next) setPointed(next)
    },
    [ids, pointed],
  )
  useCommands([
    { id: 'next', keys: 'j', label: keys.next, group: 'move', run: () => move(1) },
    { id: 'previous', keys: 'k', label: keys.previous, group: 'move', run: () => move(-1) },
    { id: 'open', keys: 'Enter', label: keys.open, group: 'move', run: () => pointed && open(pointed), off: !pointed || pointed === place.id },
    { id: 'select', keys: 'x', label: keys.select, group: 'move', run: () => pointed && chosen.toggle(pointed), off: !pointed },
    { id: 'back', keys: 'Escape', label: keys.back, group: 'move', run: () => open(null), off: !place.id },
    { id: 'search', keys: 's', label: keys.search, group: 'move', run: () => document.getElementById('search')?.focus() },
  ])

  return (
    <main className={place.id ? 'inbox has-chat' : 'inbox'}>
      <section className="list" aria-label={common.places[place.view]}>
        <ListHead place={place} />
        <Offline />
        <List place={place} onItems={setIds} pointed={pointed} chosen={chosen} />
      </section>
      <div className="chat-column">
        {place.id ? <Chat key={place.id} id={place.id} onBack={() => open(null)} /> : <Empty title={chat.pick} hint={chat.pickHint} />}
      </div>
    </main>
  )
}

function Offline() {
  const connected = useConnected()
  const [late, setLate] = useState(false)
  useEffect(() => {
    setLate(false)
    if (connected) return
    const timer = setTimeout(() => setLate(true), 5_000)
    return () => clearTimeout(timer)
  }, [connected])
  return late ? (
    <p className="offline" role="status">
      {words.offline}
    </p>
  ) : null
}
