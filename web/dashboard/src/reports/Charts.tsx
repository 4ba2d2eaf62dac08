import { reports as words } from '../strings/reports'
import { Bars } from './Bars'
import { count, duration } from './figures'
import { Figure } from './Figure'
import { Lines } from './Lines'
import { countColumns, counted, pointsOf, timeColumns, type Point } from './steps'
import type { Overview, Step, Times } from './types'

interface Props {
  overview: Overview
  one: boolean
  agent: boolean
}

/** How the numbers came about: a chart for each thing that is counted together. */
export function Charts({ overview: o, one, agent }: Props) {
  const points = pointsOf(o)
  const per = words.per[o.range.unit] ?? ''
  const compared = o.previous_steps.length > 0
  const messages = agent ? [counted('messages_agent')] : [counted('messages_in'), counted('messages_agent'), counted('messages_auto'), counted('messages_campaign')]
  const tickets = [...(agent ? [] : [counted('tickets_opened')]), counted('tickets_resolved'), ...(agent ? [] : [counted('tickets_inactive')])]
  const silent = { id: 'silent', label: words.series.silent, value: (s: Step) => s.numbers.bursts - s.numbers.answered }
  const automatic = [counted('answered_faq'), counted('answered_quick_reply'), counted('answered_filler'), silent]
  const key = (p: Point) => p.begin
  return (
    <div className="figures">
      <Figure name="report-messages" title={words.charts.messages} unit={per} columns={countColumns(o, messages)} rows={points} rowKey={key}>
        <Bars label={words.charts.messages} unit={words.unit.messages} points={points} series={messages} />
      </Figure>
      <Figure name="report-tickets" title={words.charts.tickets} unit={per} columns={countColumns(o, tickets)} rows={points} rowKey={key}>
        <Lines label={words.charts.tickets} unit={words.unit.tickets} points={points} series={tickets} format={count} compared={compared} />
      </Figure>
      <Took name="report-first-response" title={words.charts.firstResponse} overview={o} points={points} of={(s) => s.numbers.first_response} />
      <Took name="report-resolution" title={words.charts.resolution} overview={o} points={points} of={(s) => s.numbers.resolution} />
      {!one && (
        <Figure name="report-automatic" title={words.charts.automatic} unit={per} columns={countColumns(o, automatic)} rows={points} rowKey={key}>
          <Bars label={words.charts.automatic} unit={words.unit.questions} points={points} series={automatic} />
        </Figure>
      )}
    </div>
  )
}

/** How long something took. */
function Took({ name, title, overview: o, points, of }: { name: string; title: string; overview: Overview; points: Point[]; of: (s: Step) => Times }) {
  const series = (['median', 'p90'] as const).map((id) => ({ id, label: words.series[id], value: (s: Step) => of(s)[id] }))
  return (
    <Figure name={name} title={title} unit={words.per[o.range.unit] ?? ''} columns={timeColumns(o, of)} rows={points} rowKey={(p) => p.begin}>
      <Lines label={title} unit={words.unit.time} points={points} series={series} format={duration} compared={o.previous_steps.length > 0} />
    </Figure>
  )
}
