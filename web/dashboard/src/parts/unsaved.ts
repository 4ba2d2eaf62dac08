import { useEffect } from 'react'
import { unsaved as words } from '../strings/unsaved'
import { holdAddress } from '../url'
import { confirmed } from './confirm'

/** Asks before the page is left while something is written that is not saved. */
export function useUnsaved(unsaved: boolean) {
  useEffect(() => {
    if (!unsaved) return
    const free = holdAddress(() => confirmed({ title: words.title, text: words.text, act: words.act, danger: true }))
    const leaving = (e: BeforeUnloadEvent) => e.preventDefault()
    addEventListener('beforeunload', leaving)
    return () => {
      free()
      removeEventListener('beforeunload', leaving)
    }
  }, [unsaved])
}
