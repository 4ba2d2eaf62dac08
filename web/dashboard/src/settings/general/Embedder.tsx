import { Button, NativeSelect, PasswordInput, Progress, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client'
import type { components } from '../../api/schema.gen'
import { confirmed } from '../../parts/confirm'
import { useSubmit } from '../../parts/form'
import { wordsOf } from '../../parts/problem'
import { say } from '../../parts/toasts'
import { general as words } from '../../strings/general'
import type { MatcherState } from './Matching'

type Settings = components['schemas']['EmbedderSettings']
type Test = components['schemas']['EmbedderTest']

/** The model that turns texts into vectors: tested first, changed over without a gap. */
export function Embedder({ state }: { state: MatcherState }) {
  const client = useQueryClient()
  const now = state.embedder
  const [kind, setKind] = useState<Settings['kind']>(now?.kind ?? 'local')
  const [baseURL, setBaseURL] = useState(now?.base_url ?? '')
  const [model, setModel] = useState(now?.kind === 'openai' ? now.model : '')
  const [dimensions, setDimensions] = useState(now?.kind === 'openai' ? String(now.dimensions) : '')
  const [key, setKey] = useState('')
  const [test, setTest] = useState<Test | null>(null)
  const form = useSubmit(['base_url', 'model', 'dimensions', 'api_key'])
  const body: Settings = kind === 'local' ? { kind } : { kind, base_url: baseURL.trim(), model: model.trim(), dimensions: Number(dimensions), ...(key ? { api_key: key } : {}) }
  const complete = kind === 'local' || (baseURL.trim() !== '' && model.trim() !== '' && Number(dimensions) > 0)
  const refresh = () => client.invalidateQueries({ queryKey: ['matcher'] })

  const tries = async () => {
    setTest(null)
    setTest(await call<Test>('POST', '/v1/matcher/embedder/test', { body }))
  }
  const changes = async () => {
    if (!(await confirmed({ title: words.changeTitle, text: words.changeText, act: words.change }))) return
    const came = await call<components['schemas']['EmbedderState']>('PUT', '/v1/matcher/embedder', { body })
    say(came.reembedding ? words.changing : words.same)
    await refresh()
  }
  const stops = async () => {
    try {
      await call('POST', '/v1/matcher/embedder/cancel')
      say(words.cancelled)
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
    await refresh()
  }
  return (
    <section className="panel form" aria-label={words.embedder}>
      <h2>{words.embedder}</h2>
      <p className="muted">{now ? words.embedderNow(now.model) : words.noEmbedder}</p>
      {state.reembedding ? (
        <>
          <p role="status">{words.progress(state.reembedding.done.toLocaleString(), state.reembedding.total.toLocaleString())}</p>
          <Progress aria-label={words.embedder} value={state.reembedding.total > 0 ? (100 * state.reembedding.done) / state.reembedding.total : 0} />
          {state.reembedding.error && <p className="error">{words.waits(state.reembedding.error)}</p>}
          <div className="buttons">
            <Button variant="default" onClick={() => void stops()}>
              {words.cancel}
            </Button>
          </div>
        </>
      ) : (
        <>
          {form.problem && (
            <p className="error" role="alert">
              {form.problem}
            </p>
          )}
          <NativeSelect label={words.kind} data={Object.entries(words.kinds).map(([value, label]) => ({ value, label }))} value={kind} onChange={(e) => setKind(e.currentTarget.value as Settings['kind'])} />
          {kind === 'openai' && (
            <>
              <TextInput label={words.baseURL} description={words.baseURLHint} maxLength={2000} value={baseURL} onChange={(e) => setBaseURL(e.currentTarget.value)} error={form.of('base_url')} />
              <TextInput label={words.model} maxLength={200} value={model} onChange={(e) => setModel(e.currentTarget.value)} error={form.of('model')} />
              <TextInput label={words.dimensions} inputMode="numeric" value={dimensions} onChange={(e) => setDimensions(e.currentTarget.value)} error={form.of('dimensions')} />
              <PasswordInput label={words.apiKey} description={words.apiKeyHint} autoComplete="off" maxLength={1000} value={key} onChange={(e) => setKey(e.currentTarget.value)} error={form.of('api_key')} />
            </>
          )}
          {test && (
            <p role="status" className={test.works ? '' : 'error'}>
              {test.works ? words.works(String(test.took_ms ?? 0)) : test.explanation}
            </p>
          )}
          <div className="buttons">
            <Button variant="default" loading={form.busy} disabled={!complete} onClick={() => void form.submit(tries)}>
              {words.test}
            </Button>
            <Button disabled={!complete || form.busy} onClick={() => void form.submit(changes)}>
              {words.change}
            </Button>
          </div>
        </>
      )}
    </section>
  )
}
