import { useState } from 'react'

/** A stage of a funnel: how many came this far. */
export interface Stage {
  id: string
  label: string
  count: number
}

interface Props {
  label: string
  stages: Stage[]
  /** Words for the columns and for changing between picture and table. */
  words: { stage: string; count: string; share: string; asTable: string; asPicture: string }
}

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 })

/** How many came through each stage, as bars in proportion to the first, or as a table. */
export function Funnel({ label, stages, words }: Props) {
  const [table, setTable] = useState(false)
  const first = stages[0]?.count ?? 0
  const share = (n: number) => (first > 0 ? percent.format(n / first) : '')
  return (
    <figure className="funnel" aria-label={label}>
      {table ? (
        <table>
          <thead>
            <tr>
              <th scope="col">{words.stage}</th>
              <th scope="col">{words.count}</th>
              <th scope="col">{words.share}</th>
            </tr>
          </thead>
          <tbody>
            {stages.map((s) => (
              <tr key={s.id}>
                <th scope="row">{s.label}</th>
                <td>{s.count.toLocaleString()}</td>
                <td>{share(s.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <ol>
          {stages.map((s) => (
            <li key={s.id}>
              <span className="funnel-label">{s.label}</span>
              <span className="funnel-bar" aria-hidden="true">
                <span style={{ inlineSize: `${first > 0 ? Math.min(100, (100 * s.count) / first) : 0}%` }} />
              </span>
              <span className="funnel-count">
                {s.count.toLocaleString()} <span className="muted">{share(s.count)}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
      <button type="button" className="link" onClick={() => setTable(!table)}>
        {table ? words.asPicture : words.asTable}
      </button>
    </figure>
  )
}
