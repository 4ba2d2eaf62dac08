import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { Conversation } from '../api/types'
import { readAhead } from '../chat/messages'
import { Empty, Failed, Skeletons } from '../parts/states'
import { useNow } from '../parts/time'
import { may, useUser } from '../session'
import { inbox as words } from '../strings/inbox'
import { go } from '../url'
import { BulkBar } from './BulkBar'
import { useConversations, type Which } from './conversations'
import { useFreshHead } from './fresh'
import { pathOf, type Place } from './place'
import { Row } from './Row'
import { useKeptScroll } from './scroll'
import type { Chosen } from './selection'

const height = 64
/** How many rows before its end the list is read on: half a page, so that whoever scrolls steadily does not come to the end. */
const ahead = 25

/** A list of which nothing is known yet. */
const unanswered = { data: undefined, hasNextPage: false, isFetchingNextPage: false, fetchNextPage: () => undefined }

interface Props {
  place: Place
  /** Told what is in the list, in order, for the keys that move through it. */
  onItems: (ids: string[]) => void
  pointed: string | null
  chosen: Chosen
}

/** The list: as many rows in the page as one sees, however many there are. */
export function List({ place, onItems, pointed, chosen }: Props) {
  const which = useMemo<Which>(() => ({ view: place.view, ...place.filters }), [JSON.stringify([place.view, place.filters])])
  const list = useConversations(which)
  const items = list.data
  const scroller = useRef<HTMLDivElement>(null)
  const { fresh, show } = useFreshHead(which, items, scroller)
  const now = useNow()
  const me = useUser().id
  const rows = useVirtualizer({
    count: items?.length ?? 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    getItemKey: (i) => items?.[i]?.id ?? i,
  })
  useEffect(() => onItems((items ?? []).map((c) => c.id)), [items, onItems])
  useEffect(() => {
    const at = items?.findIndex((c) => c.id === pointed) ?? -1
    if (at >= 0) rows.scrollToIndex(at, { align: 'auto' })
  }, [pointed])
  useEffect(() => chosen.clear(), [which, chosen.clear])
  useKeptScroll(which, scroller, list.isPlaceholderData ? unanswered : list)
  const client = useQueryClient()
  const press = useCallback((id: string) => readAhead(client, id), [client])
  const seen = rows.getVirtualItems()
  const lowest = seen.at(-1)?.index ?? 0
  useEffect(() => {
    if (items && lowest >= items.length - ahead && list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage()
  }, [lowest, items, list])

  return (
    <div className="list-body">
      {fresh > 0 && (
        <button type="button" className="pill" onClick={show}>
          {words.fresh(fresh)}
        </button>
      )}
      <div className="scroller" ref={scroller} role="region" aria-label={words.list} aria-busy={list.isPending || list.isPlaceholderData} tabIndex={0}>
        {list.isPending && <Skeletons rows={8} className="skeleton-row" />}
        {list.isError && !items && <Failed title={words.failed} error={list.error} retry={() => void list.refetch()} />}
        {items?.length === 0 && <Nothing place={place} />}
        {items && items.length > 0 && (
          <>
            <ul className={chosen.ids.size > 0 ? 'rows selecting' : 'rows'} style={{ height: rows.getTotalSize() }}>
              {seen.map((v) => {
                const c = items[v.index] as Conversation
                return (
                  <li key={c.id} style={{ transform: `translateY(${v.start}px)` }}>
                    <Row
                      c={c}
                      now={now}
                      me={me}
                      href={pathOf({ ...place, id: c.id })}
                      open={c.id === place.id}
                      pointed={c.id === pointed}
                      inboxName={c.inbox?.name ?? ''}
                      selected={chosen.ids.has(c.id)}
                      onSelect={chosen.toggle}
                      onPress={press}
                    />
                  </li>
                )
              })}
            </ul>
            <p className="list-end">{list.isPlaceholderData ? words.searching : list.hasNextPage ? words.more : words.end(items.length)}</p>
          </>
        )}
      </div>
      <BulkBar items={items ?? []} chosen={chosen} />
    </div>
  )
}

function Nothing({ place }: { place: Place }) {
  const user = useUser()
  const { sort, scope, ...narrowing } = place.filters
  const narrowed = Object.values(narrowing).some(Boolean)
  const [title, hint] = words.empty[narrowed ? 'found' : place.view] ?? ['', '']
  const all: Place = { view: narrowed ? place.view : 'all', id: place.id, filters: { q: '', status: '', label: '', campaign: '', inbox_id: '', scope, sort } }
  return (
    <Empty title={title} hint={hint}>
      {(narrowed || place.view !== 'all') && (
        <Button variant="default" size="compact-sm" onClick={() => go(pathOf(all))}>
          {narrowed ? words.clear : words.toAll}
        </Button>
      )}
      {!narrowed && place.view === 'all' && may(user, 'inboxes:manage') && (
        <Button variant="default" size="compact-sm" onClick={() => go('/start')}>
          {words.toStart}
        </Button>
      )}
    </Empty>
  )
}
