import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { wordsOf } from '../../parts/problem'
import { Empty } from '../../parts/states'
import { csvOf, download } from '../../parts/table/csv'
import { DataTable } from '../../parts/table/DataTable'
import { say } from '../../parts/toasts'
import { imports as words } from '../../strings/imports'
import { go, useAddress } from '../../url'
import type { FaqImport } from '../types'
import { allRows, useImportRows } from './queries'
import { rowColumns } from './rowColumns'

const verdicts = ['rejected', 'created', 'updated', 'unchanged'] as const

/** The rows of a file with their verdicts; the rejected ones come first where there are any. */
export function ImportRows({ now }: { now: FaqImport }) {
  const asked = useAddress().searchParams.get('verdict')
  const verdict = asked ?? (now.rejected > 0 ? 'rejected' : 'any')
  const list = useImportRows(now.id, verdict === 'any' ? '' : verdict, true)
  const [busy, setBusy] = useState(false)
  const choose = (what: string) => {
    const to = new URL(location.href)
    to.searchParams.set('verdict', what)
    go(to.pathname + to.search, { replace: true })
  }
  const save = async () => {
    setBusy(true)
    try {
      download(words.csvName, csvOf(await allRows(now.id, 'rejected'), rowColumns))
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
    setBusy(false)
  }
  return (
    <DataTable
      name="import-rows"
      label={words.rowsTable}
      columns={rowColumns}
      rows={list.data}
      rowKey={(r) => String(r.row)}
      isPending={list.isPending}
      error={list.error}
      retry={() => void list.refetch()}
      empty={<Empty title={words.noRows[0]} hint={words.noRows[1]} />}
      more={{ has: list.hasNextPage, load: () => void list.fetchNextPage(), loading: list.isFetchingNextPage }}
      count={verdict === 'any' ? now.rows : now[verdict as (typeof verdicts)[number]]}
      filters={
        <>
          <NativeSelect
            aria-label={words.filter}
            value={verdict}
            data={[{ value: 'any', label: words.any(now.rows) }, ...verdicts.map((v) => ({ value: v, label: words.only(words.tiles[v] ?? v, now[v]) }))]}
            onChange={(e) => choose(e.currentTarget.value)}
          />
          {now.rejected > 0 && (
            <Button size="compact-sm" variant="default" loading={busy} onClick={() => void save()}>
              {words.csvBad}
            </Button>
          )}
        </>
      }
    />
  )
}
