import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call } from '../../api/client'
import type { components } from '../../api/schema.gen'
import { useSubmit } from '../../parts/form'
import { instantOf } from '../../parts/time'
import { say } from '../../parts/toasts'
import { useUnsaved } from '../../parts/unsaved'
import { general as words } from '../../strings/general'
import { inWords, msOf, spanOf, units, type Span, type Unit } from './span'

export type SettingsState = components['schemas']['SettingsState']

const names = ['window_ms', 'lease_ms', 'debounce_ms', 'keep_owner_ms'] as const
type Name = (typeof names)[number]

/** What conversations live by: each empty field goes by the environment. */
export function Conversations({ state }: { state: SettingsState }) {
  const client = useQueryClient()
  const [first] = useState(() => ({
    spans: Object.fromEntries(names.map((n) => [n, spanOf(state.chosen[n], state.environment[n])])) as Record<Name, Span>,
    resolved: String(state.chosen.inactive_includes_resolved ?? ''),
  }))
  const [spans, setSpans] = useState(first.spans)
  const [resolved, setResolved] = useState(first.resolved)
  const [version, setVersion] = useState(state.chosen.version)
  const [stale, setStale] = useState(false)
  const form = useSubmit([...names])
  const changed = names.some((n) => msOf(spans[n]) !== msOf(first.spans[n])) || resolved !== first.resolved
  const wrong = names.filter((n) => msOf(spans[n]) === undefined)
  useUnsaved(changed)
  const set = (n: Name, to: Partial<Span>) => setSpans({ ...spans, [n]: { ...spans[n], ...to } })
  const submit = async () => {
    setStale(false)
    const body = { ...Object.fromEntries(names.map((n) => [n, msOf(spans[n])])), inactive_includes_resolved: resolved === '' ? null : resolved === 'true', version }
    try {
      client.setQueryData(['settings'], await call<SettingsState>('PUT', '/v1/settings', { body }))
      say(words.saved)
    } catch (err) {
      if (!(err instanceof ApiError && err.kind === 'stale' && err.problem?.version)) throw err
      setVersion(err.problem.version)
      setStale(true)
    }
  }
  const choices = words.resolvedChoices
  return (
    <form
      className="panel form"
      onSubmit={(e) => {
        e.preventDefault()
        if (wrong.length === 0) void form.submit(submit)
      }}
    >
      <h2>{words.conversations}</h2>
      {(form.problem || stale) && (
        <p className="error" role="alert">
          {stale ? words.stale : form.problem}
        </p>
      )}
      {names.map((n) => {
        const [label, hint] = words.fields[n]
        return (
          <div key={n} className="span-field">
            <TextInput
              label={label}
              description={`${hint} ${words.environment(inWords(state.environment[n], words.units))}`}
              inputMode="decimal"
              value={spans[n].amount}
              onChange={(e) => set(n, { amount: e.currentTarget.value })}
              error={wrong.includes(n) ? words.mustBe : form.of(n)}
            />
            <NativeSelect aria-label={words.unitOf(label)} data={(Object.keys(units) as Unit[]).map((u) => ({ value: u, label: words.units[u] }))} value={spans[n].unit} onChange={(e) => set(n, { unit: e.currentTarget.value as Unit })} />
          </div>
        )
      })}
      <NativeSelect
        label={words.resolved}
        data={[
          { value: '', label: choices[''](state.environment.inactive_includes_resolved ? choices.true : choices.false) },
          { value: 'false', label: choices.false },
          { value: 'true', label: choices.true },
        ]}
        value={resolved}
        onChange={(e) => setResolved(e.currentTarget.value)}
      />
      {state.updated_at && <p className="muted">{words.changedBy(instantOf(state.updated_at))}</p>}
      <div className="buttons">
        <Button type="submit" loading={form.busy} disabled={!changed || wrong.length > 0}>
          {words.save}
        </Button>
      </div>
    </form>
  )
}
