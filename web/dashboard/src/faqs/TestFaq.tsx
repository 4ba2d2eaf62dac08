import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client'
import type { Verdict } from '../api/types'
import { VerdictView } from '../chat/Matched'
import { wordsOf } from '../parts/problem'
import { faqs as words } from '../strings/faqs'

/** Test FAQ: what the saved FAQs would answer, and why. */
export function TestFaq() {
  const [text, setText] = useState('')
  const [why, setWhy] = useState(false)
  const test = useMutation({ mutationFn: (asked: string) => call<Verdict>('POST', '/v1/faqs/test', { body: { text: asked } }) })
  return (
    <section className="panel" aria-label={words.test}>
      <h2>{words.test}</h2>
      <p className="muted">{words.testHint}</p>
      <form
        className="ask"
        onSubmit={(e) => {
          e.preventDefault()
          setWhy(false)
          if (text.trim()) test.mutate(text.trim())
        }}
      >
        <TextInput aria-label={words.test} placeholder={words.testPlaceholder} value={text} onChange={(e) => setText(e.currentTarget.value)} />
        <Button type="submit" loading={test.isPending}>
          {words.ask}
        </Button>
      </form>
      {test.isError && (
        <p className="error" role="alert">
          {wordsOf(test.error)}
        </p>
      )}
      {test.data && (
        <div role="status">
          <p className="answer" dir="auto">
            {test.data.answered ? test.data.answer : words.noAnswer}
          </p>
          <button type="button" className="link" aria-expanded={why} onClick={() => setWhy(!why)}>
            {words.viewMatched}
          </button>
          {why && <VerdictView v={test.data} />}
        </div>
      )}
    </section>
  )
}
