import { Checkbox } from '@mantine/core'
import type { MouseEvent } from 'react'
import { table as words } from '../../strings/table'
import { go } from '../../url'
import { Link } from '../Link'
import type { Column, RowAction } from './column'
import { RowMenu } from './RowMenu'
import type { Picked } from './selection'
import type { Window } from './window'

interface Props<T> {
  rows: T[]
  keys: string[]
  seen: Column<T>[]
  href: ((row: T) => string) | undefined
  actions: ((row: T) => RowAction[]) | undefined
  view: Window
  select: boolean
  picked: Picked
  pointer: { key: string | null; point: (key: string) => void }
  /** The row whose menu is open. */
  menu: string | null
  setMenu: (key: string | null) => void
}

/** The rows that are drawn. A press anywhere in a row opens it; on a telephone it is a card. */
export function Body<T>({ rows, keys, seen, href, actions, view, select, picked, pointer, menu, setMenu }: Props<T>) {
  const [first, ...others] = seen
  const pressed = (e: MouseEvent, row: T, key: string) => {
    if ((e.target as Element).closest('a, button, input, label, [role=menu]')) return
    pointer.point(key)
    if (href && !e.defaultPrevented && !getSelection()?.toString()) go(href(row))
  }
  return (
    <tbody role="rowgroup">
      {view.before > 0 && <tr aria-hidden="true" className="data-room" style={{ blockSize: view.before }} />}
      {view.indexes.map((i) => {
        const row = rows[i] as T
        const key = keys[i] as string
        const title = first?.text(row) ?? ''
        return (
          <tr
            key={key}
            role="row"
            ref={view.measure}
            data-index={i}
            data-key={key}
            aria-rowindex={i + 2}
            tabIndex={-1}
            className={['data-row', href && 'opens', pointer.key === key && 'pointed', picked.has(key) && 'picked'].filter(Boolean).join(' ')}
            onClick={(e) => pressed(e, row, key)}
          >
            {select && (
              <td role="cell" className="data-tick">
                <Checkbox size="xs" aria-label={words.select(title)} checked={picked.has(key)} onChange={(e) => picked.toggle(key, (e.nativeEvent as PointerEvent).shiftKey)} />
              </td>
            )}
            {first && (
              <td role="cell" className={first.align}>
                {href ? <Link href={href(row)}>{first.cell(row)}</Link> : first.cell(row)}
              </td>
            )}
            {others.map((c) => (
              <td key={c.id} role="cell" data-label={c.label} className={c.align}>
                {c.cell(row)}
              </td>
            ))}
            {actions && (
              <td role="cell" className="data-more">
                <RowMenu label={words.actions(title)} actions={actions(row)} open={menu === key} onChange={(open) => setMenu(open ? key : null)} />
              </td>
            )}
          </tr>
        )
      })}
      {view.after > 0 && <tr aria-hidden="true" className="data-room" style={{ blockSize: view.after }} />}
    </tbody>
  )
}
