import { TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'

interface Props {
  label: string
  max: number
  className?: string
  value: string
  onChange: (text: string) => void
}

/** A search field that tells what is in it once the typing pauses. */
export function Typed({ label, max, className, value, onChange }: Props) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text.trim() === value) return
    const timer = setTimeout(() => onChange(text.trim()), 250)
    return () => clearTimeout(timer)
  }, [text])
  return <TextInput type="search" aria-label={label} placeholder={label} maxLength={max} dir="auto" className={className} value={text} onChange={(e) => setText(e.currentTarget.value)} />
}
