import { Button, Modal } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call, withQuery } from '../api/client'
import type { Faq, Page as ListPage } from '../api/types'
import { Page } from '../parts/Page'
import { Empty, Failed, Skeletons } from '../parts/states'
import { may, useUser } from '../session'
import { common } from '../strings/common'
import { faqs as words } from '../strings/faqs'
import { FaqActions } from '../setup/FaqActions'
import { FaqFilterBar } from '../setup/FaqFilterBar'
import { faqsPath, filtersOf, narrowed } from '../setup/filters'
import { setup } from '../strings/setup'
import { go, useAddress } from '../url'
import { FaqForm } from './FaqForm'
import { TestFaq } from './TestFaq'

/** What is answered automatically: the FAQs, and a test of them. */
export function FaqsPage() {
  const url = useAddress()
  const id = url.pathname.split('/')[4] ?? ''
  const filters = filtersOf(url.searchParams)
  const edits = may(useUser(), 'content:edit')
  const publishes = may(useUser(), 'content:publish')
  const list = useInfiniteQuery({
    queryKey: ['faqs', filters],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => call<ListPage<Faq>>('GET', withQuery('/v1/faqs', { ...filters, cursor: pageParam, limit: 50 }), { signal }),
    getNextPageParam: (page) => page.next_cursor,
    select: (data) => data.pages.flatMap((p) => p.items),
  })
  const one = useQuery({
    queryKey: ['faq', id],
    enabled: id !== '' && id !== 'new',
    queryFn: ({ signal }) => call<Faq>('GET', `/v1/faqs/${id}`, { signal }),
  })
  // What is written in the open FAQ and not saved: nothing else may change the FAQ meanwhile.
  const [unsaved, setUnsaved] = useState(false)
  const shut = () => {
    setUnsaved(false)
    go(faqsPath(filters))
  }
  const title = id === 'new' ? words.addTitle : edits ? words.editTitle : words.readTitle
  return (
    <Page title={words.title} actions={edits && <Button onClick={() => go(faqsPath(filters, 'new'))}>+ {words.add}</Button>}>
      <TestFaq />
      <FaqFilterBar filters={filters} />
      {list.isPending && <Skeletons rows={6} className="skeleton-row" />}
      {list.isError && <Failed title={words.failed} error={list.error} retry={() => void list.refetch()} />}
      {list.data?.length === 0 && <Empty title={(narrowed(filters) ? setup.none : words.empty)[0]} hint={(narrowed(filters) ? setup.none : words.empty)[1]} />}
      <ul className="faq-list">
        {list.data?.map((f) => (
          <li key={f.id}>
            <a
              href={faqsPath(filters, f.id)}
              onClick={(e) => {
                if (e.metaKey || e.ctrlKey || e.shiftKey) return
                e.preventDefault()
                go(faqsPath(filters, f.id))
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
      <Modal opened={id !== ''} onClose={shut} title={title} size="lg" closeButtonProps={{ 'aria-label': common.close }}>
        {id === 'new' && <FaqForm faq={null} edits={edits} onDone={shut} />}
        {id !== 'new' && one.data && (edits || publishes) && (
          <FaqActions faq={one.data} edits={edits} publishes={publishes} unsaved={unsaved} onCloned={(to) => go(faqsPath(filters, to))} />
        )}
        {id !== 'new' && one.data && <FaqForm key={`${id} ${one.data.version}`} faq={one.data} edits={edits} onDone={shut} onUnsaved={setUnsaved} />}
        {id !== 'new' && one.isError && <Failed title={words.failed} error={one.error} retry={() => void one.refetch()} />}
      </Modal>
    </Page>
  )
}
