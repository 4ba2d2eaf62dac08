import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, call } from '../../api/client'
import type { components } from '../../api/schema.gen'
import { useSubmit } from '../../parts/form'
import { say } from '../../parts/toasts'
import { useUnsaved } from '../../parts/unsaved'
import { general as words } from '../../strings/general'

export type WordsState = components['schemas']['OptOutWordsState']

const listed = (text: string) => text.split(',').map((w) => w.trim()).filter(Boolean)

/** The words by which people opt out of campaigns, and in again. */
export function OptOutWords({ state }: { state: WordsState }) {
  const client = useQueryClient()
  const [first] = useState({ stop: state.stop.join(', '), start: state.start.join(', ') })
  const [stop, setStop] = useState(first.stop)
  const [start, setStart] = useState(first.start)
  const [version, setVersion] = useState(state.version)
  const [stale, setStale] = useState(false)
  const form = useSubmit(['stop', 'start'])
  const changed = stop !== first.stop || start !== first.start
  useUnsaved(changed)
  const submit = async () => {
    setStale(false)
    try {
      client.setQueryData(['opt-out-words'], await call<WordsState>('PUT', '/v1/opt-out-words', { body: { stop: listed(stop), start: listed(start), version } }))
      say(words.wordsSaved)
    } catch (err) {
      if (!(err instanceof ApiError && err.kind === 'stale' && err.problem?.version)) throw err
      setVersion(err.problem.version)
      setStale(true)
    }
  }
  return (
    <form
      className="panel form"
      onSubmit={(e) => {
        e.preventDefault()
        void form.submit(submit)
      }}
    >
      <h2>{words.optOut}</h2>
      <p className="muted">{words.optOutHint}</p>
      {(form.problem || stale) && (
        <p className="error" role="alert">
          {stale ? words.wordsStale : form.problem}
        </p>
      )}
      <TextInput label={words.stopWords} description={words.wordsHint} dir="auto" value={stop} onChange={(e) => setStop(e.currentTarget.value)} error={form.of('stop')} />
      <TextInput label={words.startWords} description={words.wordsHint} dir="auto" value={start} onChange={(e) => setStart(e.currentTarget.value)} error={form.of('start')} />
      <div className="buttons">
        <Button type="submit" loading={form.busy} disabled={!changed}>
          {words.save}
        </Button>
      </div>
    </form>
  )
}
