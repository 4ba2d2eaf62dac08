import { Empty } from '../../parts/states'
import { DataTable, type Column } from '../../parts/table/DataTable'
import { instantOf } from '../../parts/time'
import { imports as words } from '../../strings/imports'
import { importsAt } from '../address'
import type { FaqImport } from '../types'
import { useImports } from './queries'

const n = new Intl.NumberFormat()
const count = (id: 'created' | 'updated' | 'rejected'): Column<FaqImport> => ({
  id,
  label: words.tiles[id] ?? id,
  width: 100,
  align: 'end',
  cell: (i) => n.format(i[id]),
  text: (i) => String(i[id]),
})

const columns: Column<FaqImport>[] = [
  { id: 'file', label: words.file, cell: (i) => <bdi dir="auto">{i.file_name ?? words.noName}</bdi>, text: (i) => i.file_name ?? words.noName },
  { id: 'what', label: words.what, width: 110, cell: (i) => (i.dry_run ? words.dryRun : words.real), text: (i) => (i.dry_run ? words.dryRun : words.real) },
  { id: 'state', label: words.state, width: 120, cell: (i) => words.status[i.status] ?? i.status, text: (i) => i.status },
  count('created'),
  count('updated'),
  count('rejected'),
  { id: 'at', label: words.at, width: 180, cell: (i) => instantOf(i.created_at), text: (i) => i.created_at },
]

/** The uploads of the last weeks: each leads to its rows. */
export function Earlier() {
  const list = useImports()
  return (
    <>
      <h2>{words.earlier}</h2>
      <DataTable
        name="faq-imports"
        label={words.earlier}
        columns={columns}
        rows={list.data}
        rowKey={(i) => i.id}
        href={(i) => `${importsAt}/${i.id}`}
        isPending={list.isPending}
        error={list.error}
        retry={() => void list.refetch()}
        empty={<Empty title={words.earlierNone[0]} hint={words.earlierNone[1]} />}
      />
    </>
  )
}
