import type { RecipientReport } from '../api/types'
import { DataTable, type Column } from '../parts/table/DataTable'
import { campaigns as words } from '../strings/campaigns'
import { tally } from './sheet'

type Problem = RecipientReport['problems'][number]

const most = 1_000

const columns: Column<Problem>[] = [
  { id: 'line', label: words.line, width: 70, align: 'end', cell: (p) => p.line, text: (p) => String(p.line) },
  { id: 'verdict', label: words.verdict, width: 140, cell: (p) => words.verdicts[p.verdict], text: (p) => p.verdict },
  { id: 'field', label: words.field, width: 100, cell: (p) => p.field, text: (p) => p.field ?? '' },
  { id: 'reason', label: words.reason, cell: (p) => p.reason, text: (p) => p.reason },
]

/** What came of each row of a file. */
export function Report({ report }: { report: RecipientReport }) {
  return (
    <>
      <ul className="tally" aria-label={words.rows(report.rows.toLocaleString())}>
        {tally(report).map((t) => (
          <li key={t.verdict} className={t.verdict === 'accepted' ? '' : 'muted'}>
            <strong>{t.count.toLocaleString()}</strong> {words.verdicts[t.verdict]}
          </li>
        ))}
      </ul>
      {report.problems.length > 0 && (
        <div className="report-box">
          <DataTable name="recipient-problems" label={words.problemsOf} columns={columns} rows={report.problems} rowKey={(p) => `${p.line} ${p.field} ${p.reason}`} empty={null} csv="problems.csv" quiet />
        </div>
      )}
      {report.problems.length >= most && <p className="muted">{words.firstProblems}</p>}
    </>
  )
}
