import { Button } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { call, withQuery } from '../api/client'
import type { Mention, Page as PageOf } from '../api/types'
import { Text } from '../chat/Text'
import { announce, useLive, useNews } from '../live'
import { Link } from '../parts/Link'
import { Page } from '../parts/Page'
import { wordsOf } from '../parts/problem'
import { Empty, Failed, Skeletons } from '../parts/states'
import { ago, instantOf, useNow } from '../parts/time'
import { say } from '../parts/toasts'
import { chat } from '../strings/chat'
import { inbox } from '../strings/inbox'
import { useCounts } from './counts'

const words = inbox.mentions

/** The notes that name the user, the latest first; what is unread has a dot. */
export function MentionsPage() {
  const client = useQueryClient()
  const now = useNow()
  useLive(null)
  const unread = useCounts(true)?.mentions ?? 0
  const list = useInfiniteQuery({
    queryKey: ['mentions'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => call<PageOf<Mention>>('GET', withQuery('/v1/mentions', { cursor: pageParam, limit: 50 }), { signal }),
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((p) => p.items),
  })
  const { refetch } = list
  useNews(useCallback(() => void refetch({ cancelRefetch: false }), [refetch]))
  const readAll = async () => {
    try {
      await call('PUT', '/v1/mentions/read')
      await client.invalidateQueries({ queryKey: ['mentions'] })
      announce()
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
  }
  const items = list.data
  return (
    <Page
      title={words.title}
      actions={
        unread > 0 && (
          <Button size="compact-sm" variant="default" onClick={() => void readAll()}>
            {words.readAll}
          </Button>
        )
      }
    >
      {list.isPending && <Skeletons rows={6} className="skeleton-row" />}
      {list.isError && !items && <Failed title={words.failed} error={list.error} retry={() => void refetch()} />}
      {items?.length === 0 && <Empty title={words.none} hint={words.noneHint} />}
      <ul className="mentions">
        {items?.map((m) => (
          <li key={m.note.id}>
            <Link href={`/inbox/all/${m.conversation_id}`}>
              <span className="mention-top">
                {!m.read_at && <span className="mention-dot" role="img" aria-label={words.unread} />}
                <bdi>{m.contact.name}</bdi>
                <span>{m.note.agent && chat.noteBy(m.note.agent.name)}</span>
                <time dateTime={m.note.created_at} title={instantOf(m.note.created_at)}>
                  {ago(m.note.created_at, now)}
                </time>
              </span>
              <span dir="auto">
                <Text text={m.note.text} mentions={m.note.mentions} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" size="compact-sm" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {inbox.mentions.more}
        </Button>
      )}
    </Page>
  )
}
