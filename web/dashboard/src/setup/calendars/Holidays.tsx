import { Button, Checkbox, Modal, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Icon } from '../../parts/icons'
import { calendars as words } from '../../strings/calendars'
import { common } from '../../strings/common'
import { holidaysIn, hoursIn, hoursSaid, isYearly, joined, type Holiday } from './holidays'

interface Props {
  holidays: Holiday[]
  reads: boolean
  onChange: (holidays: Holiday[]) => void
}

/** The holidays of a calendar: date, name, whether every year, and hours of their own. */
export function Holidays({ holidays, reads, onChange }: Props) {
  const [pasting, setPasting] = useState(false)
  const set = (at: number, h: Holiday) => onChange(holidays.map((other, i) => (i === at ? h : other)))
  return (
    <fieldset className="holidays">
      <legend>{words.holidays}</legend>
      <p className="muted">{holidays.length > 0 ? words.holidaysHint : words.holidaysNone}</p>
      <ul>
        {holidays.map((h, i) => (
          <Row key={i} number={i + 1} holiday={h} reads={reads} onChange={(to) => set(i, to)} onRemove={() => onChange(holidays.filter((_, other) => other !== i))} />
        ))}
      </ul>
      {!reads && (
        <p className="week-fills">
          <button type="button" className="link" onClick={() => onChange([...holidays, { date: new Date().toISOString().slice(0, 10) }])}>
            {words.addHoliday}
          </button>
          <button type="button" className="link" onClick={() => setPasting(true)}>
            {words.paste}
          </button>
        </p>
      )}
      {pasting && <Paste onClose={() => setPasting(false)} onAdd={(more) => onChange(joined(holidays, more))} />}
    </fieldset>
  )
}

interface RowProps {
  number: number
  holiday: Holiday
  reads: boolean
  onChange: (h: Holiday) => void
  onRemove: () => void
}

function Row({ number: i, holiday: h, reads, onChange, onRemove }: RowProps) {
  const yearly = isYearly(h.date)
  const year = new Date().getFullYear()
  const [typed, setTyped] = useState(hoursSaid(h.open))
  const wrong = hoursIn(typed) === null
  return (
    <li>
      <TextInput
        type="date"
        aria-label={words.date(i)}
        readOnly={reads}
        // --02-29 is a date of leap years only.
        value={yearly ? `${h.date === '--02-29' ? 2000 : year}${h.date.slice(1)}` : h.date}
        onChange={(e) => e.currentTarget.value && onChange({ ...h, date: yearly ? `-${e.currentTarget.value.slice(4)}` : e.currentTarget.value })}
      />
      <TextInput aria-label={words.holidayName(i)} placeholder={words.name} maxLength={100} dir="auto" readOnly={reads} value={h.name ?? ''} onChange={(e) => onChange(withName(h, e.currentTarget.value))} />
      <TextInput
        aria-label={words.openOf(i)}
        // What is not right is not saved without a word.
        ref={(field) => field?.setCustomValidity(wrong ? words.openWrong : '')}
        placeholder={words.openHere}
        readOnly={reads}
        value={typed}
        error={wrong ? words.openWrong : undefined}
        onChange={(e) => {
          setTyped(e.currentTarget.value)
          const open = hoursIn(e.currentTarget.value)
          if (open) onChange({ ...h, open })
        }}
      />
      <Checkbox label={words.yearly} aria-label={words.yearlyOf(i)} disabled={reads} checked={yearly} onChange={(e) => onChange({ ...h, date: e.currentTarget.checked ? `-${h.date.slice(4)}` : `${year}${h.date.slice(1)}` })} />
      {!reads && (
        <button type="button" className="icon-button" aria-label={words.removeHoliday(i)} title={words.removeHoliday(i)} onClick={onRemove}>
          <Icon name="close" />
        </button>
      )}
    </li>
  )
}

function withName({ name: _, ...rest }: Holiday, name: string): Holiday {
  return name ? { ...rest, name } : rest
}

function Paste({ onAdd, onClose }: { onAdd: (holidays: Holiday[]) => void; onClose: () => void }) {
  const [text, setText] = useState('')
  const { holidays, wrong } = holidaysIn(text)
  return (
    <Modal opened onClose={onClose} title={words.pasteTitle} closeOnClickOutside={false} closeButtonProps={{ 'aria-label': common.close }}>
      <Textarea label={words.pasteLabel} description={words.pasteHint} autosize minRows={6} maxRows={16} dir="auto" data-autofocus value={text} error={wrong.length > 0 ? words.pasteWrong(wrong) : undefined} onChange={(e) => setText(e.currentTarget.value)} />
      <div className="buttons">
        <Button variant="default" onClick={onClose}>
          {common.cancel}
        </Button>
        <Button
          disabled={holidays.length === 0 || wrong.length > 0}
          onClick={() => {
            onAdd(holidays)
            onClose()
          }}
        >
          {words.pasteAct(holidays.length)}
        </Button>
      </div>
    </Modal>
  )
}
