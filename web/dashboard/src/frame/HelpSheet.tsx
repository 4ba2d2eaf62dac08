import { Kbd, Modal } from '@mantine/core'
import { common } from '../strings/common'
import { keys } from '../strings/keys'
import type { Command } from './commands'

interface Props {
  open: boolean
  onClose: () => void
  commands: Command[]
}

/** All keys that do something on this page. */
export function HelpSheet({ open, onClose, commands }: Props) {
  const groups = ['move', 'act', 'go', 'other'] as const
  return (
    <Modal opened={open} onClose={onClose} title={keys.title} size="lg" closeButtonProps={{ 'aria-label': common.close }}>
      <div className="sheet">
        {groups.map((g) => {
          const those = commands.filter((c) => c.group === g && c.keys)
          return those.length === 0 ? null : (
            <section key={g}>
              <h3>{keys.groups[g]}</h3>
              <dl>
                {those.map((c) => (
                  <div key={c.id}>
                    <dt>{c.label}</dt>
                    <dd>
                      <Keys of={c.keys as string} />
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          )
        })}
      </div>
    </Modal>
  )
}

/** Keys as they are printed on a keyboard. */
export function Keys({ of }: { of: string }) {
  const mod = navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl'
  return (
    <span className="keys" dir="ltr">
      {of.split(/[ +]/).map((k, i) => (
        <Kbd key={i}>{k === 'Mod' ? mod : k.length === 1 && of.startsWith('Mod') ? k.toUpperCase() : k}</Kbd>
      ))}
    </span>
  )
}
