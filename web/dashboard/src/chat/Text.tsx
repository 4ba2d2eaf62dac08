import type { Person } from '../api/types'
import { useUser } from '../session'
import { parts } from './mentions'

/** What somebody wrote: web addresses can be opened, names stand out; all else is text. */
export function Text({ text, mentions = [] }: { text: string; mentions?: Person[] }) {
  const me = useUser().id
  return parts(text, mentions).map((part, i) =>
    part.who ? (
      <mark key={i} className={part.who.id === me ? 'mention me' : 'mention'}>
        {part.text}
      </mark>
    ) : (
      <Linked key={i} text={part.text} />
    ),
  )
}

const address = /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/

function Linked({ text }: { text: string }) {
  return text.split(address).map((part, i) =>
    i % 2 === 0 ? (
      part
    ) : (
      <a key={i} href={part} target="_blank" rel="noopener noreferrer nofollow">
        {part}
      </a>
    ),
  )
}
