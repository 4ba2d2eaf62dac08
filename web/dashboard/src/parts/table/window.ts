import { useVirtualizer } from '@tanstack/react-virtual'
import type { RefObject } from 'react'

/** More rows than this are drawn only where they are seen. */
const many = 100
/** A row of the table, in pixels; on a telephone rows are cards, and are measured. */
const rowHeight = 36

/** Which rows are drawn, and the room of those before and after. */
export function useWindow(count: number, box: RefObject<HTMLElement | null>) {
  const whole = count <= many
  // The head is as high as a row, and stays in sight above the rows.
  const virtual = useVirtualizer({ count, enabled: !whole, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 12, scrollMargin: rowHeight, scrollPaddingStart: rowHeight })
  const items = virtual.getVirtualItems()
  const scroll = (index: number) => {
    if (!whole) virtual.scrollToIndex(index)
    else box.current?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: 'nearest' })
  }
  return {
    indexes: whole ? Array.from({ length: count }, (_, i) => i) : items.map((v) => v.index),
    before: whole ? 0 : Math.max((items[0]?.start ?? 0) - rowHeight, 0),
    after: whole ? 0 : Math.max(virtual.getTotalSize() + rowHeight - (items.at(-1)?.end ?? 0), 0),
    measure: whole ? undefined : virtual.measureElement,
    scroll,
  }
}

export type Window = ReturnType<typeof useWindow>
