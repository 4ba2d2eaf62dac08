import { Popover } from '@mantine/core'
import type { Message } from '../api/types'
import { Icon } from '../parts/icons'
import { chat as words } from '../strings/chat'

/** The reactions to a message: theirs, and ours, which a click takes away. */
export function Reactions({ m, onTakeBack }: { m: Message; onTakeBack?: (() => void) | undefined }) {
  if (m.reactions.length === 0) return null
  return (
    <p className="reactions">
      {m.reactions.map((r, i) =>
        r.author === 'agent' && onTakeBack ? (
          <button key={i} type="button" className="reaction ours" aria-label={words.takeBack(r.emoji)} title={words.takeBack(r.emoji)} onClick={onTakeBack}>
            {r.emoji}
          </button>
        ) : (
          <span key={i} className="reaction" role="img" aria-label={r.author === 'agent' ? words.weReacted(r.emoji) : words.reactedWith(r.emoji)}>
            {r.emoji}
          </span>
        ),
      )}
    </p>
  )
}

interface Props {
  emoji: string[]
  open: boolean
  onOpen: (open: boolean) => void
  onPick: (emoji: string) => void
}

/** The row of emoji that the channel shows. */
export function ReactButton({ emoji, open, onOpen, onPick }: Props) {
  return (
    <Popover opened={open} onChange={onOpen} position="top" shadow="sm" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="bubble-act" aria-label={words.react} title={words.react} onClick={() => onOpen(!open)}>
          <Icon name="react" />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.react} className="react-row">
        {emoji.map((e) => (
          <button
            key={e}
            type="button"
            aria-label={words.reactWith(e)}
            onClick={() => {
              onOpen(false)
              onPick(e)
            }}
          >
            {e}
          </button>
        ))}
      </Popover.Dropdown>
    </Popover>
  )
}
