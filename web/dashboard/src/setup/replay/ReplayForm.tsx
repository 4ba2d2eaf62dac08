import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import type { components } from '../../api/schema.gen'
import { useCommands } from '../../frame/commands'
import { useSubmit } from '../../parts/form'
import { Reorder, reordered } from '../../parts/Reorder'
import { autoresponders } from '../../strings/autoresponders'
import { replay as words } from '../../strings/replay'
import type { Step } from '../autoresponders/chain'
import { useResponders } from '../autoresponders/useChain'
import { nothing, type Change } from './change'
import { FaqPicker } from './FaqPicker'
import { useTrial } from './useTrial'

const all: Step[] = ['faq', 'quick_reply', 'filler']
const score = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 })

/** What is to be tried; it is begun here, and goes on in its own address. */
export function ReplayForm({ now, id }: { now: Change; id: string }) {
  const begin = useTrial()
  const [change, setChange] = useState(now)
  const [typed, setTyped] = useState(now.threshold === null ? '' : String(now.threshold))
  const chain = useResponders().data?.order ?? all
  const matcher = useQuery({ queryKey: ['matcher'], queryFn: ({ signal }) => call<components['schemas']['MatcherState']>('GET', '/v1/matcher', { signal }) }).data
  const form = useSubmit(['threshold'])
  const set = (part: Partial<Change>) => setChange((c) => ({ ...c, ...part }))
  const mode = change.threshold !== null ? 'threshold' : change.calibration
  const wrong = mode === 'threshold' && !/^(0?\.\d+|0|1|1\.0+)$/.test(typed.trim())
  const off = nothing(change) || wrong
  const run = () => form.submit(() => begin(change))
  useCommands([{ id: 'replay-run', label: words.run, group: 'act', run: () => void run(), off: off || form.busy }])
  return (
    <form
      className="form panel replay-form"
      onSubmit={(e) => {
        e.preventDefault()
        if (!off) void run()
      }}
    >
      {form.problem && (
        <p className="error" role="alert">
          {form.problem}
        </p>
      )}
      <div className="replay-fields">
        <NativeSelect
          label={words.careful}
          data={[
            { value: '', label: matcher ? words.asNow(matcher.threshold !== null ? autoresponders.faq.manual : (words.modes[matcher.calibration] ?? matcher.calibration)) : words.as },
            ...['balanced', 'cautious', 'threshold'].map((value) => ({ value, label: words.modes[value] ?? value })),
          ]}
          value={mode}
          onChange={(e) => {
            const to = e.currentTarget.value
            const start = matcher?.threshold_in_force ?? 0.5
            if (to === 'threshold') setTyped(start.toFixed(2))
            set(to === 'threshold' ? { threshold: Number(start.toFixed(2)), calibration: '' } : { threshold: null, calibration: to as Change['calibration'] })
          }}
        />
        {mode === 'threshold' && (
          <TextInput
            label={words.threshold}
            description={matcher?.threshold_in_force != null ? words.thresholdHint(score.format(matcher.threshold_in_force)) : undefined}
            inputMode="decimal"
            value={typed}
            error={wrong ? words.thresholdWrong : form.of('threshold')}
            onChange={(e) => {
              setTyped(e.currentTarget.value)
              const to = Number(e.currentTarget.value)
              if (to >= 0 && to <= 1) set({ threshold: to })
            }}
          />
        )}
        <NativeSelect label={words.days} data={['1', '3', '7', '14', '30']} value={String(change.days)} onChange={(e) => set({ days: Number(e.currentTarget.value) })} />
      </div>
      <Checkbox label={words.chainChange} checked={change.order !== null} onChange={(e) => set({ order: e.currentTarget.checked ? chain : null })} />
      {change.order && <Order order={change.order} onChange={(order) => set({ order })} />}
      <FaqPicker label={words.activate} hint={words.activateHint} status="draft" ids={change.activate} onChange={(activate) => set({ activate })} />
      <FaqPicker label={words.remove} hint={words.pickHint} status="active" ids={change.remove} onChange={(remove) => set({ remove })} />
      <div className="buttons">
        {nothing(change) && <p className="muted">{words.noChange}</p>}
        <Button type="submit" loading={form.busy} disabled={off}>
          {id ? words.again : words.run}
        </Button>
      </div>
    </form>
  )
}

function Order({ order, onChange }: { order: Step[]; onChange: (order: Step[]) => void }) {
  const name = (s: Step) => autoresponders.names[s] ?? s
  return (
    <div className="replay-order">
      {order.length === 0 && <p className="chain-note">{words.silent}</p>}
      <Reorder label={words.chainLabel} items={order} itemKey={(s) => s} name={name} onMove={(from, to) => onChange(reordered(order, from, to))}>
        {(step) => (
          <div className="step-head">
            <h2>{name(step)}</h2>
            <span className="gap" />
            <button type="button" className="link" aria-label={autoresponders.takeOut(name(step))} onClick={() => onChange(order.filter((s) => s !== step))}>
              {autoresponders.takeOutShort}
            </button>
          </div>
        )}
      </Reorder>
      <p className="week-fills">
        {all
          .filter((s) => !order.includes(s))
          .map((step) => (
            <button key={step} type="button" className="link" onClick={() => onChange([...order, step])}>
              {autoresponders.putIn(name(step))}
            </button>
          ))}
      </p>
    </div>
  )
}
