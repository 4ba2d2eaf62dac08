import { Button, Modal } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { call, withQuery } from '../api/client'
import type { Faq, Page } from '../api/types'
import { Empty, Failed, Skeletons } from '../parts/states'
import { may, useUser } from '../session'
import { common } from '../strings/common'
import { faqs as words } from '../strings/faqs'
import { go, useAddress } from '../url'
import { FaqForm } from './FaqForm'
import { TestFaq } from './TestFaq'

/** What is answered automatically: the FAQs, and a test of them. */
export function FaqsPage() {
  const id = useAddress().pathname.split('/')[2] ?? ''
  const edits = may(useUser(), 'content:edit')
  const list = useInfiniteQuery({
    queryKey: ['faqs'],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => call<Page<Faq>>('GET', withQuery('/v1/faqs', { cursor: pageParam, limit: 50 }), { signal }),
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((p) => p.items),
  })
  const one = useQuery({
    queryKey: ['faq', id],
    enabled: id !== '' && id !== 'new',
    queryFn: ({ signal }) => call<Faq>('GET', `/v1/faqs/${id}`, { signal }),
  })
  const shut = () => go('/faqs')
  const title = id === 'new' ? words.addTitle : edits ? words.editTitle : words.readTitle
  return (
    <main className="page">
      <div className="page-body">
        <header className="page-head">
          <h1>{words.title}</h1>
          {edits && <Button onClick={() => go('/faqs/new')}>+ {words.add}</Button>}
        </header>
        <TestFaq />
        {list.isPending && <Skeletons rows={6} className="skeleton-row" />}
        {list.isError && <Failed title={words.failed} error={list.error} retry={() => void list.refetch()} />}
        {list.data?.length === 0 && <Empty title={words.empty[0]} hint={words.empty[1]} />}
        <ul className="faq-list">
          {list.data?.map((f) => (
            <li key={f.id}>
              <a
                href={`/faqs/${f.id}`}
                onClick={(e) => {
                  if (e.metaKey || e.ctrlKey || e.shiftKey) return
                  e.preventDefault()
                  go(`/faqs/${f.id}`)
                }}
              >
                <p dir="auto">{f.question}</p>
                <p className="row-foot muted">
                  <span>{words.types[f.type] ?? f.type}</span>
                  <span>{words.statuses[f.status] ?? f.status}</span>
                  <span>
                    {words.matches}: {f.matches_30d}
                  </span>
                </p>
              </a>
            </li>
          ))}
        </ul>
        {list.hasNextPage && (
          <Button variant="default" mt={12} loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {words.more}
          </Button>
        )}
      </div>
      <Modal opened={id !== ''} onClose={shut} title={title} size="lg" closeButtonProps={{ 'aria-label': common.close }}>
        {id === 'new' && <FaqForm faq={null} edits={edits} onDone={shut} />}
        {id !== 'new' && one.data && <FaqForm key={one.data.version} faq={one.data} edits={edits} onDone={shut} />}
        {id !== 'new' && one.isError && <Failed title={words.failed} error={one.error} retry={() => void one.refetch()} />}
      </Modal>
    </main>
  )
}
