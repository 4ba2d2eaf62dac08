import { Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { common } from '../strings/common'

/** Something to take away: seen whole, and copied at a press. */
export function Copy({ label, value }: { label: string; value: string }) {
  const field = useRef<HTMLInputElement>(null)
  const [done, setDone] = useState(false)
  const copy = async () => {
    field.current?.select()
    try {
      // Only where the address is safe; elsewhere the old way.
      if (navigator.clipboard) await navigator.clipboard.writeText(value)
      else document.execCommand('copy')
      setDone(true)
    } catch {
      // It stays selected: the keyboard copies it.
    }
  }
  return (
    <div className="copy">
      <TextInput ref={field} label={label} readOnly value={value} dir="ltr" onFocus={(e) => e.currentTarget.select()} />
      <Button variant="default" onClick={() => void copy()}>
        {done ? common.copied : common.copy}
      </Button>
      <span className="sr" role="status">
        {done ? common.copied : ''}
      </span>
    </div>
  )
}
