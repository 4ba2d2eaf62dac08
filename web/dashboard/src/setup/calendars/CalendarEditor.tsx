import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiError, call } from '../../api/client'
import { useCommands } from '../../frame/commands'
import { useKey, useSubmit } from '../../parts/form'
import { Link } from '../../parts/Link'
import { Page } from '../../parts/Page'
import { instantOf } from '../../parts/time'
import { say } from '../../parts/toasts'
import { useUnsaved } from '../../parts/unsaved'
import { may, useUser } from '../../session'
import { calendars as words } from '../../strings/calendars'
import { go } from '../../url'
import { ownZone } from '../quick/content'
import { quickChanged, useQuickReplies } from '../quick/queries'
import { calendarsAt, quickAt, type Calendar } from '../quick/types'
import { WeekFields } from '../quick/WeekFields'
import { ZonePicker } from '../quick/ZonePicker'
import { Holidays } from './Holidays'
import { holidaysOf, rowsOf, type HolidayRow } from './holidays'
import { useDeletion } from './useDeletion'

const draftOf = (c: Calendar | null, before?: HolidayRow[]) => ({ name: c?.name ?? '', zone: c?.zone ?? ownZone(), open: c?.open ?? [], rows: rowsOf(c?.holidays ?? [], before) })
type Draft = ReturnType<typeof draftOf>

// What is written, as the server takes it; no holidays where the hours of one are not right.
const contentOf = ({ rows, ...rest }: Draft) => ({ ...rest, holidays: holidaysOf(rows) })

/** The editor of a calendar as the server has it now; null for a new one. */
export function CalendarEditor({ now }: { now: Calendar | null }) {
  const client = useQueryClient()
  const user = useUser()
  const users = (useQuickReplies().data ?? []).filter((q) => now !== null && q.when.outside_hours_of === now.id)
  const edits = may(user, 'content:edit')
  const held = !user.roles.includes('admin') && users.some((q) => q.status === 'active')
  const reads = !edits || held
  const [base, setBase] = useState(now)
  const [made, setMade] = useState<Calendar | null>(null)
  const [mine, setMine] = useState(() => draftOf(now))
  const written = contentOf(mine)
  const unsaved = JSON.stringify(written) !== JSON.stringify(contentOf(draftOf(base)))
  const newer = now && base && now.version > base.version ? now : null
  const form = useSubmit(['name', 'zone', 'open'])
  const key = useKey(written)
  const fields = useRef<HTMLFormElement>(null)
  const remove = useDeletion()
  const take = (c: Calendar) => {
    setBase(c)
    setMine(draftOf(c, mine.rows))
  }
  useUnsaved(unsaved && !made)
  useEffect(() => {
    if (newer && !unsaved) take(newer)
  }, [newer, unsaved])
  useEffect(() => {
    if (made) go(`${calendarsAt}/${made.id}`, { replace: true })
  }, [made])
  const save = (version = base?.version) =>
    form.submit(async () => {
      const content = { ...written, name: mine.name.trim() }
      try {
        const saved = base ? await call<Calendar>('PUT', `/v1/calendars/${base.id}`, { body: { ...content, version } }) : await call<Calendar>('POST', '/v1/calendars', { body: content, key })
        client.setQueryData(['calendar', saved.id], saved)
        setBase(saved)
        if (base) setMine(draftOf(saved, mine.rows))
        else setMade(saved)
        say(base ? words.saved : words.made)
        await quickChanged(client)
      } catch (err) {
        if (!(err instanceof ApiError && err.kind === 'stale')) throw err
        await client.invalidateQueries({ queryKey: ['calendar', base?.id] })
      }
    })
  useCommands([{ id: 'calendar-save', keys: 'Mod+s', label: words.save, group: 'other', run: () => fields.current?.requestSubmit(), off: !unsaved || reads }])
  return (
    <Page
      wide
      said={now !== null}
      title={now?.name ?? words.addTitle}
      back={{ href: calendarsAt, label: words.toList }}
      actions={
        now &&
        edits && (
          <Button variant="outline" className="danger" disabled={unsaved} onClick={() => void remove(now).then((gone) => gone && go(calendarsAt))}>
            {words.delete}
          </Button>
        )
      }
    >
      {newer && unsaved && (
        <section className="panel conflict" role="alert">
          <p>{words.stale(instantOf(newer.updated_at))}</p>
          <div className="buttons">
            <Button variant="default" onClick={() => take(newer)}>
              {words.take}
            </Button>
            <Button onClick={() => fields.current?.reportValidity() && void save(newer.version)}>{words.keep}</Button>
          </div>
        </section>
      )}
      <div className="quick-edit">
        <form
          className="form"
          ref={fields}
          onSubmit={(e) => {
            e.preventDefault()
            void save()
          }}
        >
          {form.problem && (
            <p className="error" role="alert">
              {form.problem}
            </p>
          )}
          <TextInput label={words.name} maxLength={100} readOnly={reads} dir="auto" value={mine.name} error={form.of('name')} onChange={(e) => setMine({ ...mine, name: e.currentTarget.value })} />
          <ZonePicker value={mine.zone} reads={reads} error={form.of('zone')} onChange={(zone) => setMine({ ...mine, zone })} />
          <p className="muted">{words.openHint}</p>
          <WeekFields open intervals={mine.open} reads={reads} error={form.of('open')} onChange={(open) => setMine({ ...mine, open })} />
          <Holidays rows={mine.rows} reads={reads} onChange={(rows) => setMine({ ...mine, rows })} />
          {!reads && !(newer && unsaved) && (
            <div className="buttons">
              <Button type="submit" loading={form.busy} disabled={!unsaved}>
                {words.save}
              </Button>
            </div>
          )}
        </form>
        <div className="quick-aside">
          {now && (
            <section className="panel">
              <h2>{words.usedBy}</h2>
              {users.length === 0 && <p className="muted">{words.usedByNone}</p>}
              <ul>
                {users.map((q) => (
                  <li key={q.id}>
                    <Link className="link" href={`${quickAt}/${q.id}`} dir="auto">
                      {q.name}
                    </Link>
                  </li>
                ))}
              </ul>
              {edits && held && <p className="muted">{words.activeUse}</p>}
            </section>
          )}
        </div>
      </div>
    </Page>
  )
}
