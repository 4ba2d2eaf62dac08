import { useEffect, useState } from 'react'
import { say } from '../../parts/toasts'
import { quick as words } from '../../strings/quick'
import { contentOf, differing } from './content'
import type { QuickContent, QuickReply } from './types'

/**
 * What somebody writes on top of a quick reply as it was when they began (`base`), while it may become another on the
 * server (`now`). What nobody has touched follows the server; what was written stays until its writer decides.
 */
export function useQuickDraft(now: QuickReply | null) {
  const [base, setBase] = useState(now)
  const [mine, setMine] = useState<QuickContent>(() => contentOf(now))
  const unsaved = differing(mine, contentOf(base)).length > 0
  const newer = now !== null && base !== null && now.version > base.version ? now : null
  const theirs = contentOf(newer)
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
    set: (change: Partial<QuickContent>) => setMine((m) => ({ ...m, ...change })),
    /** It is saved: this is what it is from now on. */
    saved(q: QuickReply) {
      setBase(q)
      setMine(contentOf(q))
    },
    /** Takes all of theirs; mine can be brought back. */
    takeTheirs() {
      if (!newer) return
      setBase(newer)
      setMine(theirs)
      say(words.conflict.took, { undo: { label: words.conflict.bring, act: () => setMine(mine) } })
    },
  }
}
