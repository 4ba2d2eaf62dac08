import type { Person } from '../api/types'
import { chat as words } from '../strings/chat'
import { mentionAsked, named } from './mentions'
import { PickerList, usePicker, type Picker } from './picker'

/** Who may be meant by an @ in a note. */
export function useMentions(text: string, caret: number, people: Person[], enabled: boolean, put: (text: string, caret: number) => void): Picker<Person> {
  const asked = enabled ? mentionAsked(text, caret) : null
  const find = (a: string) => people.filter((p) => p.name.toLowerCase().split(/\s+/).concat(p.name.toLowerCase()).some((n) => n.startsWith(a.toLowerCase())))
  return usePicker(asked, find, (who) => {
    const now = named(text, caret, who)
    put(now.text, now.caret)
  })
}

/** Colleagues whom a note can name, above the composer. */
export function MentionList({ mentions }: { mentions: Picker<Person> }) {
  return (
    <PickerList id="mention" label={words.colleagues} picker={mentions} idOf={(p) => p.id}>
      {(p) => <bdi>{p.name}</bdi>}
    </PickerList>
  )
}
