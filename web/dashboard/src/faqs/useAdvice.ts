import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '../api/client'
import { tidy } from './content'
import type { Advice, FaqContent } from './types'

/** How long the typing pauses before advice is asked for, in milliseconds. */
const pause = 500

/** The linter's advice on what is written, asked for when the typing pauses. */
export function useAdvice(content: FaqContent, id: string, enabled: boolean) {
  const now = JSON.stringify(tidy(content))
  const [asked, ask] = useState(now)
  useEffect(() => {
    if (now === asked) return
    const timer = setTimeout(() => ask(now), pause)
    return () => clearTimeout(timer)
  }, [now, asked])
  const written = JSON.parse(asked) as FaqContent
  const query = useQuery({
    queryKey: ['advice', id, asked],
    enabled: enabled && written.question !== '',
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const { labels: _, ...said } = written
      return (await call<{ advice: Advice[] }>('POST', '/v1/faqs/check', { body: { ...said, ...(id ? { faq_id: id } : {}) }, signal })).advice
    },
  })
  return {
    advice: written.question === '' ? [] : (query.data ?? []),
    waits: tidy(content).question === '',
    busy: now !== asked || query.isFetching,
    failed: query.isError,
  }
}

export type LiveAdvice = ReturnType<typeof useAdvice>
