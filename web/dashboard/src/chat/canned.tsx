import { useQuery } from '@tanstack/react-query'
import { call } from '../api/client'
import { chat as words } from '../strings/chat'
import { PickerList, usePicker, type Picker } from './picker'

interface Canned {
  id: string
  shortcut: string
  text: string
}

/** What a text that begins with / could become. */
export function useCanned(text: string, enabled: boolean, put: (text: string) => void): Picker<Canned> {
  const asked = enabled && /^\/\S*$/.test(text) ? text.slice(1).toLowerCase() : null
  const { data } = useQuery({
    queryKey: ['canned'],
    enabled: asked !== null,
    staleTime: 60_000,
    queryFn: ({ signal }) => call<{ items: Canned[] }>('GET', '/v1/canned-responses', { signal }),
  })
  const find = (a: string) => (data?.items ?? []).filter((c) => c.shortcut.toLowerCase().includes(a) || c.text.toLowerCase().includes(a))
  return usePicker(asked, find, (c) => put(c.text))
}

/** The canned responses that are meant, above the composer. */
export function CannedList({ canned }: { canned: Picker<Canned> }) {
  return (
    <PickerList id="canned" label={words.canned} picker={canned} idOf={(c) => c.id}>
      {(c) => (
        <>
          <strong>/{c.shortcut}</strong>
          <span className="cut" dir="auto">
            {c.text}
          </span>
        </>
      )}
    </PickerList>
  )
}
