import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useCommands } from '../../frame/commands'
import { Page } from '../../parts/Page'
import { say } from '../../parts/toasts'
import { useUnsaved } from '../../parts/unsaved'
import { useUser } from '../../session'
import { quick as words } from '../../strings/quick'
import { go } from '../../url'
import { complete } from './content'
import { Preview } from './Preview'
import { useCalendars } from './queries'
import { QuickForm } from './QuickForm'
import { quickAt, type QuickReply } from './types'
import { useQuickDraft } from './useQuickDraft'
import { useQuickSave } from './useQuickSave'

/** A new quick reply: a draft, or active at once for who may let their own words answer. */
export function NewQuick() {
  const admin = useUser().roles.includes('admin')
  const calendars = useCalendars().data ?? []
  const [made, setMade] = useState<QuickReply | null>(null)
  const { mine, set, unsaved: typed } = useQuickDraft(null)
  // With nothing saved yet, what an empty form says is what it is compared with.
  const saving = useQuickSave(mine, setMade)
  useUnsaved(typed && !made)
  useEffect(() => {
    if (!made) return
    say(made.status === 'active' ? words.did.activate : words.hints.draft ?? '')
    go(`${quickAt}/${made.id}`, { replace: true })
  }, [made])
  const save = () => void saving.create('draft')
  useCommands([{ id: 'quick-save', keys: 'Mod+s', label: words.save, group: 'other', run: save, off: !typed }])
  const zone = mine.when.zone ?? calendars.find((c) => c.id === mine.when.outside_hours_of)?.zone ?? ''
  return (
    <Page wide title={words.addTitle} back={{ href: quickAt, label: words.toList }}>
      <div className="quick-edit">
        <QuickForm content={mine} set={set} reads={false} calendars={calendars} form={saving.form} save={save} saves={words.saveDraft}>
          {admin && (
            <Button variant="default" disabled={saving.form.busy || !mine.name.trim() || !mine.text.trim() || !complete(mine.when)} onClick={() => void saving.create('active')}>
              {words.saveActive}
            </Button>
          )}
        </QuickForm>
        <div className="quick-aside">
          <Preview when={mine.when} zone={zone} />
        </div>
      </div>
    </Page>
  )
}
