import { Menu } from '@mantine/core'
import { Icon } from '../icons'
import type { RowAction } from './column'

interface Props {
  label: string
  actions: RowAction[]
  open: boolean
  onChange: (open: boolean) => void
}

/** What can be done with one row; nothing where nothing can. */
export function RowMenu({ label, actions, open, onChange }: Props) {
  if (actions.length === 0) return null
  return (
    <Menu opened={open} onChange={onChange} position="bottom-end" shadow="md" withinPortal>
      <Menu.Target>
        <button type="button" className="icon-button" aria-label={label}>
          <Icon name="more" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((a) => (
          <Menu.Item key={a.label} disabled={a.off ?? false} onClick={a.run} className={a.danger ? 'danger' : undefined}>
            {a.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
