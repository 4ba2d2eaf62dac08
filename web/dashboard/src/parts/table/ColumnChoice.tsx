import { Button, Checkbox, Popover } from '@mantine/core'
import { table as words } from '../../strings/table'
import type { Column } from './column'

interface Props<T> {
  columns: Column<T>[]
  seen: Column<T>[]
  choose: (id: string, on: boolean) => void
}

/** Which columns are seen. The first one names the row and stays. */
export function ColumnChoice<T>({ columns, seen, choose }: Props<T>) {
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" size="compact-sm">
          {words.columns}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.columns}>
        <div className="data-columns">
          {columns.slice(1).map((c) => (
            <Checkbox key={c.id} size="xs" label={c.label} checked={seen.includes(c)} onChange={(e) => choose(c.id, e.currentTarget.checked)} />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
