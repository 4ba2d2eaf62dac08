import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import type { components } from '../../api/schema.gen'
import { Link } from '../../parts/Link'
import { useSubmit } from '../../parts/form'
import { say } from '../../parts/toasts'
import { useUnsaved } from '../../parts/unsaved'
import { general as words } from '../../strings/general'

export type MatcherState = components['schemas']['MatcherState']

/** How sure a match has to be before it answers. */
export function Matching({ state }: { state: MatcherState }) {
  const client = useQueryClient()
  const first = { calibration: state.calibration, threshold: state.threshold === null ? '' : String(state.threshold) }
  const [calibration, setCalibration] = useState(first.calibration)
  const [threshold, setThreshold] = useState(first.threshold)
  const form = useSubmit(['threshold'])
  const changed = calibration !== first.calibration || threshold.trim() !== first.threshold
  const number = Number(threshold.trim().replace(',', '.'))
  const wrong = threshold.trim() !== '' && !(number >= 0 && number <= 1)
  useUnsaved(changed)
  const submit = async () => {
    const body = { calibration, threshold: threshold.trim() === '' ? null : number }
    client.setQueryData(['matcher'], await call<MatcherState>('PUT', '/v1/matcher', { body }))
    await client.invalidateQueries({ queryKey: ['responders'] })
    say(words.matchingSaved)
  }
  return (
    <form
      className="panel form"
      onSubmit={(e) => {
        e.preventDefault()
        if (!wrong) void form.submit(submit)
      }}
    >
      <h2>{words.matching}</h2>
      <p className="muted">{state.explanation}</p>
      {form.problem && (
        <p className="error" role="alert">
          {form.problem}
        </p>
      )}
      <NativeSelect label={words.calibration} data={Object.entries(words.calibrations).map(([value, label]) => ({ value, label }))} value={calibration} onChange={(e) => setCalibration(e.currentTarget.value as MatcherState['calibration'])} />
      <TextInput
        label={words.threshold}
        description={words.thresholdHint(state.threshold_in_force === null ? words.thresholdNone : state.threshold_in_force.toFixed(2))}
        inputMode="decimal"
        value={threshold}
        onChange={(e) => setThreshold(e.currentTarget.value)}
        error={wrong ? words.mustBe : form.of('threshold')}
      />
      <div className="buttons">
        <Link className="link" href="/setup/autoresponders/replay">
          {words.tryFirst}
        </Link>
        <Button type="submit" loading={form.busy} disabled={!changed || wrong}>
          {words.save}
        </Button>
      </div>
    </form>
  )
}
