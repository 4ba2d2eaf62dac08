import { Modal, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { keys } from '../strings/keys'
import type { Command } from './commands'
import { Keys } from './HelpSheet'

interface Props {
  open: boolean
  onClose: () => void
  commands: Command[]
}

/** Everything that can be done now, by its name. */
export function Palette({ open, onClose, commands }: Props) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  useEffect(() => {
    if (open) setText('')
    setAt(0)
  }, [open])
  const words = text.toLowerCase().split(/\s+/)
  const found = commands.filter((c) => !c.off && c.id !== 'palette' && words.every((w) => c.label.toLowerCase().includes(w)))
  const run = (c: Command | undefined) => {
    if (!c) return
    onClose()
    // Once the focus is back where it was, so that a command can move it.
    setTimeout(c.run, 50)
  }
  return (
    <Modal opened={open} onClose={onClose} withCloseButton={false} size="md" title={keys.palette} centered={false}>
      <TextInput
        data-autofocus
        role="combobox"
        aria-label={keys.find}
        aria-expanded
        aria-controls="commands"
        aria-activedescendant={found[at] ? `command-${found[at].id}` : undefined}
        placeholder={keys.find}
        value={text}
        onChange={(e) => {
          setText(e.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={(e) => {
          const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0
          if (step) setAt((at + step + found.length) % Math.max(found.length, 1))
          else if (e.key === 'Enter') run(found[at])
          else return
          e.preventDefault()
        }}
      />
      <ul className="commands" id="commands" role="listbox" aria-label={keys.palette}>
        {found.map((c, i) => (
          <li key={c.id} id={`command-${c.id}`} role="option" aria-selected={i === at} onPointerEnter={() => setAt(i)} onClick={() => run(c)}>
            {c.label}
            {c.keys && <Keys of={c.keys} />}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="muted">{keys.nothing}</p>}
    </Modal>
  )
}
