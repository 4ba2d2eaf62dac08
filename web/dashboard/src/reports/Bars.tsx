import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { count } from './figures'
import { Picture } from './Picture'
import type { Point } from './steps'
import type { Step } from './types'

interface Props {
  label: string
  unit: string
  points: Point[]
  series: { id: string; label: string; value: (s: Step) => number }[]
}

/** Bars that stand on each other: how much there was in each step, and of what. */
export function Bars({ label, unit, points, series }: Props) {
  const data = points.map((p) => ({ tick: p.tick, label: p.label, ...Object.fromEntries(series.map((s) => [s.id, s.value(p.step)])) }))
  return (
    <Picture label={label}>
      <ResponsiveContainer>
        <BarChart data={data} accessibilityLayer={false} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="tick" tick={{ fill: 'var(--soft)', fontSize: 12 }} stroke="var(--line)" minTickGap={16} />
          <YAxis allowDecimals={false} tickFormatter={count} tick={{ fill: 'var(--soft)', fontSize: 12 }} stroke="var(--line)" width={56} label={{ value: unit, angle: -90, position: 'insideLeft', fill: 'var(--soft)', fontSize: 12, style: { textAnchor: 'middle' } }} />
          <Tooltip labelFormatter={(_, at) => String(at[0]?.payload?.label ?? '')} formatter={(n) => count(Number(n))} cursor={{ fill: 'var(--hover)' }} contentStyle={{ background: 'var(--ground)', borderColor: 'var(--line)', borderRadius: 8 }} isAnimationActive={false} />
          <Legend itemSorter={null} />
          {series.map((s, i) => (
            <Bar key={s.id} dataKey={s.id} name={s.label} stackId="all" fill={`var(--series-${i + 1})`} stroke="var(--ground)" strokeWidth={1} isAnimationActive={false} maxBarSize={48} />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </Picture>
  )
}
