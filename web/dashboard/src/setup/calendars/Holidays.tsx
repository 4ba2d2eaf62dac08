import { Button, Checkbox, Modal, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Icon } from '../../parts/icons'
import { calendars as words } from '../../strings/calendars'
import { common } from '../../strings/common'
import { holidaysIn, hoursIn, isYearly, joined, rowsOf, type Holiday, type HolidayRow } from './holidays'

interface Props {
  rows: HolidayRow[]
  reads: boolean
  onChange: (rows: HolidayRow[]) => void
}

/** The holidays of a calendar: date, name, whether every year, and hours of their own. */
export function Holidays({ rows, reads, onChange }: Props) {
  const [pasting, setPasting] = useState(false)
  return (
    <fieldset className="holidays">
      <legend>{words.holidays}</legend>
      <p className="muted">{rows.length > 0 ? words.holidaysHint : words.holidaysNone}</p>
      <ul>
        {rows.map((row, i) => (
          <Row key={row.key} number={i + 1} row={row} reads={reads} onChange={(to) => onChange(rows.map((r) => (r === row ? to : r)))} onRemove={() => onChange(rows.filter((r) => r !== row))} />
        ))}
      </ul>
      {!reads && (
        <p className="week-fills">
          <button type="button" className="link" onClick={() => onChange([...rows, ...rowsOf([{ date: new Date().toISOString().slice(0, 10) }])])}>
            {words.addHoliday}
          </button>
          <button type="button" className="link" onClick={() => setPasting(true)}>
            {words.paste}
          </button>
        </p>
      )}
      {pasting && <Paste onClose={() => setPasting(false)} onAdd={(more) => onChange(joined(rows, rowsOf(more)))} />}
    </fieldset>
  )
}

interface RowProps {
  number: number
  row: HolidayRow
  reads: boolean
  onChange: (row: HolidayRow) => void
  onRemove: () => void
}

function Row({ number: i, row, reads, onChange, onRemove }: RowProps) {
  const yearly = isYearly(row.date)
  const year = new Date().getFullYear()
  const wrong = hoursIn(row.hours) === null
  return (
    <li>
      <TextInput
        type="date"
        aria-label={words.date(i)}
        readOnly={reads}
        // --02-29 is a date of leap years only.
        value={yearly ? `${row.date === '--02-29' ? 2000 : year}${row.date.slice(1)}` : row.date}
        onChange={(e) => e.currentTarget.value && onChange({ ...row, date: yearly ? `-${e.currentTarget.value.slice(4)}` : e.currentTarget.value })}
      />
      <TextInput aria-label={words.holidayName(i)} placeholder={words.name} maxLength={100} dir="auto" readOnly={reads} value={row.name} onChange={(e) => onChange({ ...row, name: e.currentTarget.value })} />
      <TextInput
        aria-label={words.openOf(i)}
        // What is not right is not saved without a word.
        ref={(field) => field?.setCustomValidity(wrong ? words.openWrong : '')}
        placeholder={words.openHere}
        readOnly={reads}
        value={row.hours}
        error={wrong ? words.openWrong : undefined}
        onChange={(e) => onChange({ ...row, hours: e.currentTarget.value })}
      />
      <Checkbox label={words.yearly} aria-label={words.yearlyOf(i)} disabled={reads} checked={yearly} onChange={(e) => onChange({ ...row, date: e.currentTarget.checked ? `-${row.date.slice(4)}` : `${year}${row.date.slice(1)}` })} />
      {!reads && (
        <button type="button" className="icon-button" aria-label={words.removeHoliday(i)} title={words.removeHoliday(i)} onClick={onRemove}>
          <Icon name="close" />
        </button>
      )}
    </li>
  )
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
