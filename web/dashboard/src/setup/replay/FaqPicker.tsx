import { MultiSelect } from '@mantine/core'
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call, withQuery } from '../../api/client'
import type { Faq, Page } from '../../api/types'
import { replay as words } from '../../strings/replay'

interface Props {
  label: string
  hint: string
  status: Faq['status']
  ids: string[]
  onChange: (ids: string[]) => void
}

/** FAQs of a status, found by the server while somebody types. */
export function FaqPicker({ label, hint, status, ids, onChange }: Props) {
  const [typed, setTyped] = useState('')
  const [q, ask] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => ask(typed.trim()), 250)
    return () => clearTimeout(timer)
  }, [typed])
  const found = useQuery({
    queryKey: ['faqs', 'pick', status, q],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await call<Page<Faq>>('GET', withQuery('/v1/faqs', { status, q, limit: 30 }), { signal })).items,
  }).data
  // The chosen ones keep their words, whatever is typed since.
  const chosen = useQueries({ queries: ids.map((id) => ({ queryKey: ['faq', id], queryFn: () => call<Faq>('GET', `/v1/faqs/${id}`) })) })
  const options = new Map(ids.map((id, i): [string, string] => [id, chosen[i]?.data?.question ?? '…']))
  for (const f of found ?? []) options.set(f.id, f.question)
  return (
    <MultiSelect
      label={label}
      description={hint}
      dir="auto"
      searchable
      maxValues={200}
      maxDropdownHeight={260}
      nothingFoundMessage={words.nothingFound}
      data={[...options].map(([value, question]) => ({ value, label: question }))}
      // The server has searched, by more than the letters of the question.
      filter={({ options: offered }) => offered}
      value={ids}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={onChange}
    />
  )
}
