import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Faq } from '../api/types'
import { useCommands, type Command } from '../frame/commands'
import { may, useUser } from '../session'
import { faqs as words } from '../strings/faqs'
import { go } from '../url'
import { useFaqActs, useMayActivate, type Act } from './acts'
import { faqsPath, type FaqFilters } from './address'

interface Props {
  faq: Faq
  /** Something is written that is not saved: whatever is done to the FAQ meanwhile would not have it. */
  unsaved: boolean
  filters: FaqFilters
}

/** What can be done with a saved FAQ beside editing it, by button and in the palette. */
export function FaqActions({ faq, unsaved, filters }: Props) {
  const user = useUser()
  const edits = may(user, 'content:edit')
  const publishes = may(user, 'content:publish')
  const own = !useMayActivate()(faq)
  const { act, clone } = useFaqActs()
  const [busy, setBusy] = useState(false)
  const run = async (what: Act | 'clone') => {
    setBusy(true)
    if (what === 'clone') {
      const made = await clone(faq)
      if (made) go(faqsPath(filters, made.id))
    } else await act(what, [faq])
    setBusy(false)
  }
  const offered: { what: Act | 'clone'; off?: boolean; why?: string }[] = [
    ...(edits ? [{ what: 'clone' as const }] : []),
    ...(publishes && faq.status !== 'archived' ? [{ what: 'archive' as const }] : []),
    ...(publishes && faq.status === 'archived' ? [{ what: 'restore' as const }] : []),
    ...(publishes && faq.status === 'draft' ? [{ what: 'activate' as const, off: own, why: own ? words.ownEdit : '' }] : []),
  ]
  useCommands(offered.map(({ what, off }): Command => ({ id: `faq-${what}`, label: words[what], group: 'act', run: () => void run(what), off: unsaved || busy || !!off })))
  const why = unsaved ? words.saveFirst : (offered.find((o) => o.why)?.why ?? '')
  return (
    <>
      {offered.map(({ what, off }) => (
        <Button key={what} variant={what === 'activate' ? 'filled' : 'default'} disabled={unsaved || busy || !!off} onClick={() => void run(what)}>
          {words[what]}
        </Button>
      ))}
      {offered.length > 0 && why && <p className="muted faq-why">{why}</p>}
    </>
  )
}
