import { Button } from '@mantine/core'
import { useState } from 'react'
import { useCommands } from '../../frame/commands'
import { Page } from '../../parts/Page'
import { say } from '../../parts/toasts'
import { useUnsaved } from '../../parts/unsaved'
import { may, useUser } from '../../session'
import { quick as words } from '../../strings/quick'
import { go } from '../../url'
import { useMayActivate, useQuickActs, type Act } from './acts'
import { Conflict } from './Conflict'
import { Preview } from './Preview'
import { useCalendars } from './queries'
import { QuickForm } from './QuickForm'
import { QuickStatus } from './QuickStatus'
import { Reach } from './Reach'
import { stateOf } from './said'
import { quickAt, type QuickReply } from './types'
import { useQuickDraft } from './useQuickDraft'
import { useQuickSave } from './useQuickSave'

/** The editor of a saved quick reply; `quick` is as the server has it now, and may change while somebody writes. */
export function QuickEditor({ quick }: { quick: QuickReply }) {
  const user = useUser()
  const edits = may(user, 'content:edit')
  const locked = quick.status === 'active' && !user.roles.includes('admin')
  const reads = !edits || locked
  const calendars = useCalendars().data ?? []
  const draft = useQuickDraft(quick)
  const { mine, base, unsaved, conflict } = draft
  const saving = useQuickSave(mine, (q) => {
    draft.saved(q)
    say(words.saved)
  })
  useUnsaved(unsaved)
  const save = (version = base?.version ?? quick.version) => unsaved && void saving.change(quick.id, version)
  useCommands([{ id: 'quick-save', keys: 'Mod+s', label: words.save, group: 'other', run: () => save(), off: !unsaved || reads }])
  const zone = mine.when.zone ?? calendars.find((c) => c.id === mine.when.outside_hours_of)?.zone ?? ''
  return (
    <Page wide said title={quick.name} back={{ href: quickAt, label: words.toList }} actions={<Acts quick={quick} unsaved={unsaved} />}>
      {conflict && <Conflict theirs={conflict} mine={mine} calendars={calendars} onKeep={() => save(conflict.version)} onTake={draft.takeTheirs} />}
      <div className="quick-edit">
        <QuickForm content={mine} set={draft.set} reads={reads} calendars={calendars} form={saving.form} save={() => save()} saves={reads || conflict ? '' : words.save} idle={!unsaved} />
        <div className="quick-aside">
          <section className="panel">
            <p>
              <QuickStatus status={quick.status} /> {stateOf(quick, zone)}
            </p>
            <p className="muted">{edits && locked ? words.locked : words.hints[quick.status]}</p>
          </section>
          <Reach quick={quick} />
          <Preview when={mine.when} zone={zone} />
        </div>
      </div>
    </Page>
  )
}

function Acts({ quick, unsaved }: { quick: QuickReply; unsaved: boolean }) {
  const user = useUser()
  const publishes = may(user, 'content:publish')
  const own = !useMayActivate()(quick)
  const { act, clone } = useQuickActs()
  const [busy, setBusy] = useState(false)
  const run = async (what: Act | 'clone') => {
    setBusy(true)
    const made = what === 'clone' ? await clone(quick) : await act(what, quick)
    setBusy(false)
    if (made) go(`${quickAt}/${made.id}`)
  }
  const offered: (Act | 'clone')[] = [...(may(user, 'content:edit') ? ['clone' as const] : []), ...(publishes ? (quick.status === 'archived' ? ['restore' as const] : ['archive' as const]) : []), ...(publishes && quick.status === 'draft' ? ['activate' as const] : [])]
  const off = (what: Act | 'clone') => unsaved || busy || (what === 'activate' && own)
  useCommands(offered.map((what) => ({ id: `quick-${what}`, label: words[what], group: 'act' as const, run: () => void run(what), off: off(what) })))
  const why = unsaved ? words.saveFirst : own && offered.includes('activate') ? words.ownEdit : ''
  return (
    <>
      {offered.map((what) => (
        <Button key={what} variant={what === 'activate' ? 'filled' : 'default'} disabled={off(what)} onClick={() => void run(what)}>
          {words[what]}
        </Button>
      ))}
      {offered.length > 0 && why && <p className="muted quick-why">{why}</p>}
    </>
  )
}
