import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { withQuery } from '../api/client'
import type { Faq } from '../api/types'
import { Empty } from '../parts/states'
import { DataTable, type RowAction } from '../parts/table/DataTable'
import { may, useUser } from '../session'
import { faqs as words } from '../strings/faqs'
import { go } from '../url'
import { useFaqActs, useMayActivate } from './acts'
import { faqsPath, importsAt, narrowed, orderOf, sortFor, type FaqFilters } from './address'
import { faqColumns } from './columns'
import { FaqFilterBar } from './FaqFilterBar'
import { useFaqCounts, useFaqList } from './queries'

/** The list of FAQs: filtered and ordered by the server, acted upon one by one or several together. */
export function FaqTable({ filters }: { filters: FaqFilters }) {
  const user = useUser()
  const edits = may(user, 'content:edit')
  const publishes = may(user, 'content:publish')
  const mayActivate = useMayActivate()
  const { act, clone } = useFaqActs()
  const list = useFaqList(filters)
  const counts = useFaqCounts(filters).data
  const [ids, set] = useState<Set<string>>(new Set())
  const rows = list.data ?? []
  const picked = useMemo(() => rows.filter((f) => ids.has(f.id)), [rows, ids])
  const count = !counts ? undefined : filters.status ? counts[filters.status as Faq['status']] : counts.draft + counts.active + counts.archived

  const actions = (faq: Faq): RowAction[] => [
    { label: edits ? words.edit : words.open, run: () => go(faqsPath(filters, faq.id)) },
    ...(edits ? [{ label: words.clone, run: () => void clone(faq).then((made) => made && go(faqsPath(filters, made.id))) }] : []),
    ...(publishes && faq.status === 'draft' ? [{ label: words.activate, run: () => void act('activate', [faq]), off: !mayActivate(faq) }] : []),
    ...(publishes && faq.status !== 'archived' ? [{ label: words.archive, danger: true, run: () => void act('archive', [faq]) }] : []),
    ...(publishes && faq.status === 'archived' ? [{ label: words.restore, run: () => void act('restore', [faq]) }] : []),
  ]
  const together = (what: 'activate' | 'archive' | 'restore', these: Faq[]) =>
    these.length > 0 && (
      <Button
        key={what}
        size="compact-sm"
        variant="default"
        onClick={() => {
          void act(what, these)
          set(new Set())
        }}
      >
        {words[what]} ({these.length})
      </Button>
    )
  const [title, hint] = narrowed(filters) ? words.none : words.empty
  return (
    <DataTable
      name="faqs"
      label={words.table}
      columns={faqColumns}
      rows={list.data}
      rowKey={(f) => f.id}
      href={(f) => faqsPath(filters, f.id)}
      isPending={list.isPending}
      error={list.error}
      retry={() => void list.refetch()}
      empty={
        <Empty title={title} hint={hint}>
          {edits && !narrowed(filters) && <Button onClick={() => go(importsAt)}>{words.upload}</Button>}
        </Empty>
      }
      sort={orderOf(filters.sort)}
      onSort={(sort) => go(faqsPath({ ...filters, sort: sortFor(sort) }), { replace: true })}
      more={{ has: list.hasNextPage, load: () => void list.fetchNextPage(), loading: list.isFetchingNextPage }}
      count={count}
      filters={<FaqFilterBar filters={filters} />}
      actions={actions}
      {...(publishes && {
        selection: {
          ids,
          set,
          actions: (
            <>
              {together('activate', picked.filter((f) => f.status === 'draft'))}
              {together('archive', picked.filter((f) => f.status !== 'archived'))}
              {together('restore', picked.filter((f) => f.status === 'archived'))}
            </>
          ),
        },
      })}
      csv={{ href: withQuery('/v1/faqs/export.csv', { q: filters.q, type: filters.type, status: filters.status, label: filters.label }) }}
    />
  )
}
