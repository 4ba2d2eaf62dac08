import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Faq } from '../api/types'
import { Page } from '../parts/Page'
import { say } from '../parts/toasts'
import { useUnsaved } from '../parts/unsaved'
import { useCommands } from '../frame/commands'
import { useUser } from '../session'
import { faqs as words } from '../strings/faqs'
import { go, useAddress } from '../url'
import { faqsPath, filtersOf } from './address'
import { AdvicePanel } from './AdvicePanel'
import { FaqForm } from './FaqForm'
import { useAdvice } from './useAdvice'
import { useFaqDraft } from './useFaqDraft'
import { useFaqSave } from './useFaqSave'

/** A new FAQ: a draft, or active at once for who may let their own words answer. */
export function NewFaqPage() {
  const filters = filtersOf(useAddress().searchParams)
  const admin = useUser().roles.includes('admin')
  const [made, setMade] = useState<Faq | null>(null)
  const draft = useFaqDraft(null)
  const { mine } = draft
  const saving = useFaqSave(setMade)
  useUnsaved(draft.unsaved && !made)
  useEffect(() => {
    if (!made) return
    say(made.status === 'active' ? words.createdActive : words.created_)
    go(faqsPath(filters, made.id), { replace: true })
  }, [made])
  const save = () => void saving.create(mine, 'draft')
  useCommands([{ id: 'faq-save', keys: 'Mod+s', label: words.save, group: 'other', run: save, off: !draft.unsaved }])
  return (
    <Page wide title={words.addTitle} back={{ href: faqsPath(filters), label: words.toList }}>
      <div className="faq-edit">
        <FaqForm content={mine} set={draft.set} reads={false} {...saving} save={save} saves={words.saveDraft}>
          {admin && (
            <Button variant="default" disabled={saving.busy || mine.answer.trim() === ''} onClick={() => void saving.create(mine, 'active')}>
              {words.saveActive}
            </Button>
          )}
        </FaqForm>
        <div className="faq-aside">
          <AdvicePanel live={useAdvice(mine, '', true)} />
        </div>
      </div>
    </Page>
  )
}
