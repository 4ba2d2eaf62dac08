import { CartesianGrid, Legend, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { reports as words } from '../strings/reports'
import { Picture } from './Picture'
import type { Point } from './steps'
import type { Step } from './types'

interface Props {
  label: string
  unit: string
  points: Point[]
  series: { id: string; label: string; value: (s: Step) => number | null }[]
  format: (n: number) => string
  compared: boolean
}

const dashes = ['', '6 3', '2 3']

/** Lines over the steps; those of before are thin. A line differs from the next by its dashes too, and one of a point or two has dots: there may be no line to see. */
export function Lines({ label, unit, points, series, format, compared }: Props) {
  const values = points.map((p) => Object.fromEntries(series.flatMap((s) => [[s.id, s.value(p.step)], [`${s.id}-before`, p.before ? s.value(p.before) : null]])))
  const data = points.map((p, i) => ({ tick: p.tick, label: p.label, ...values[i] }))
  const dots = (id: string) => values.filter((v) => v[id] !== null).length < 3 && { strokeDasharray: '' }
  return (
    <Picture label={label}>
      <ResponsiveContainer>
        <LineChart data={data} accessibilityLayer={false} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="tick" tick={{ fill: 'var(--soft)', fontSize: 12 }} stroke="var(--line)" minTickGap={16} />
          <YAxis allowDecimals={false} tickFormatter={format} tick={{ fill: 'var(--soft)', fontSize: 12 }} stroke="var(--line)" width={64} label={{ value: unit, angle: -90, position: 'insideLeft', fill: 'var(--soft)', fontSize: 12, style: { textAnchor: 'middle' } }} />
          <Tooltip labelFormatter={(_, at) => String(at[0]?.payload?.label ?? '')} formatter={(n) => format(Number(n))} contentStyle={{ background: 'var(--ground)', borderColor: 'var(--line)', borderRadius: 8 }} isAnimationActive={false} />
          <Legend itemSorter={null} />
          {series.map((s, i) => (
            <Line key={s.id} dataKey={s.id} name={s.label} stroke={`var(--series-${i + 1})`} strokeWidth={2} strokeDasharray={dashes[i] ?? ''} dot={dots(s.id)} connectNulls isAnimationActive={false} />
          ))}
          {compared &&
            series.slice(0, 1).map((s) => (
              <Line key={`${s.id}-before`} dataKey={`${s.id}-before`} name={words.before(s.label)} stroke="var(--soft)" strokeWidth={1} dot={dots(`${s.id}-before`)} connectNulls isAnimationActive={false} />
            ))}
        </LineChart>
      </ResponsiveContainer>
    </Picture>
  )
}
