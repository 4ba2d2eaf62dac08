import { Select } from '@mantine/core'
import { useMemo } from 'react'
import { useNow } from '../../parts/time'
import { quick as words } from '../../strings/quick'
import { zones } from './zone'

interface Props {
  value: string
  reads: boolean
  error?: string | undefined
  onChange: (zone: string) => void
}

/** A time zone by its IANA name, found by typing a part of it; says what time it is there. */
export function ZonePicker({ value, reads, error, onChange }: Props) {
  const now = useNow()
  const all = useMemo(() => [...new Set([...zones(), ...(value ? [value] : [])])], [value])
  return (
    <Select
      label={words.zone}
      description={value && known(value) ? words.zoneNow(new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit', timeZone: value }).format(now)) : undefined}
      error={error}
      searchable
      allowDeselect={false}
      readOnly={reads}
      limit={60}
      maxDropdownHeight={280}
      nothingFoundMessage={words.noZone}
      data={all}
      value={value}
      filter={({ options, search, limit }) => options.filter((o) => 'value' in o && plain(o.value).includes(plain(search))).slice(0, limit)}
      onChange={(zone) => zone && onChange(zone)}
    />
  )
}

const plain = (text: string) => text.toLowerCase().replaceAll('_', ' ').trim()

// The server may know a zone that this browser does not.
function known(zone: string): boolean {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone: zone })
    return true
  } catch {
    return false
  }
}
