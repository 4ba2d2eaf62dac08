import { useEffect, useState } from 'react'
import type { Faq } from '../api/types'
import { say } from '../parts/toasts'
import { faqs as words } from '../strings/faqs'
import { contentOf, differing, type Field } from './content'
import type { FaqContent } from './types'

/**
 * What somebody writes on top of an FAQ as it was when they began (`base`), while it may become another on the
 * server (`now`). What nobody has touched follows the server; what was written stays until its writer decides.
 */
export function useFaqDraft(now: Faq | null) {
  const [base, setBase] = useState(now)
  const [mine, setMine] = useState<FaqContent>(() => contentOf(now))
  const unsaved = differing(mine, contentOf(base)).length > 0
  const newer = now !== null && base !== null && now.version > base.version ? now : null
  const theirs = contentOf(newer)
  // A change of its status, or of what was changed here in the same way, is no conflict.
  const conflict = newer && unsaved && differing(theirs, contentOf(base)).length > 0 && differing(theirs, mine).length > 0 ? newer : null

  useEffect(() => {
    if (!newer || conflict) return
    setBase(newer)
    if (!unsaved) setMine(theirs)
  }, [newer, conflict, unsaved])

  return {
    base,
    mine,
    unsaved,
    conflict,
    set: (change: Partial<FaqContent>) => setMine((m) => ({ ...m, ...change })),
    /** It is saved: this is what it is from now on. */
    saved(faq: Faq) {
      setBase(faq)
      setMine(contentOf(faq))
    },
    /** Takes one part of theirs. */
    takePart: (field: Field) => setMine((m) => ({ ...m, [field]: theirs[field] })),
    /** Takes all of theirs; mine can be brought back. */
    takeTheirs() {
      if (!newer) return
      setBase(newer)
      setMine(theirs)
      say(words.conflict.took, { undo: { label: words.conflict.bring, act: () => setMine(mine) } })
    },
  }
}

export type FaqDraft = ReturnType<typeof useFaqDraft>
