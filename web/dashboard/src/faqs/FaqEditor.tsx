import { useCommands } from '../frame/commands'
import type { Faq } from '../api/types'
import { Page } from '../parts/Page'
import { say } from '../parts/toasts'
import { useUnsaved } from '../parts/unsaved'
import { may, useUser } from '../session'
import { faqs as words } from '../strings/faqs'
import { AdvicePanel } from './AdvicePanel'
import type { FaqFilters } from './address'
import { Conflict } from './Conflict'
import { FaqActions } from './FaqActions'
import { FaqForm } from './FaqForm'
import { Standing } from './Standing'
import { TestFaq, TestFaqButton } from './TestFaq'
import { useAdvice } from './useAdvice'
import { useFaqDraft } from './useFaqDraft'
import { useFaqSave } from './useFaqSave'

interface Props {
  /** As the server has it now: it may change while somebody writes. */
  faq: Faq
  back: { href: string; label: string }
  filters: FaqFilters
}

/** The editor of a saved FAQ, with its standing and the linter's advice beside it. */
export function FaqEditor({ faq, back, filters }: Props) {
  const user = useUser()
  const edits = may(user, 'content:edit')
  const locked = faq.status === 'active' && !user.roles.includes('admin')
  const reads = !edits || locked
  const draft = useFaqDraft(faq)
  const { mine, base, conflict, unsaved } = draft
  const saving = useFaqSave((now) => {
    draft.saved(now)
    say(words.saved)
  })
  useUnsaved(unsaved)
  const save = (version = base?.version ?? faq.version) => unsaved && void saving.change(faq.id, mine, version)
  useCommands([{ id: 'faq-save', keys: 'Mod+s', label: words.save, group: 'other', run: () => save(), off: !unsaved || reads }])
  const live = useAdvice(mine, faq.id, !reads)
  return (
    <Page
      wide
      said
      title={faq.question}
      back={back}
      actions={
        <>
          <TestFaqButton />
          <FaqActions faq={faq} unsaved={unsaved} filters={filters} />
        </>
      }
    >
      {conflict && <Conflict theirs={conflict} mine={mine} onKeep={() => save(conflict.version)} onTake={draft.takeTheirs} onTakePart={draft.takePart} />}
      <div className="faq-edit">
        <FaqForm content={mine} set={draft.set} reads={reads} {...saving} save={() => save()} saves={reads || conflict ? '' : words.save} idle={!unsaved} />
        <div className="faq-aside">
          <Standing faq={faq} locked={edits && locked} />
          {!reads && <AdvicePanel live={live} />}
        </div>
      </div>
      <TestFaq faq={faq.id} />
    </Page>
  )
}
