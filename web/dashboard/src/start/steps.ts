/** What is known of an installation; a list that is not looked at counts as empty. */
export interface Standing {
  /** The ids of its inboxes. */
  inboxes: string[]
  faqs: { draft: number; active: number }
  /** Whether somebody has tested what is answered, in this browser. */
  tested: boolean
  conversations: number
  /** People and open invitations beside whoever looks. */
  others: number
}

/** The steps, in the order in which one leads to the next. */
export type StepId = 'inbox' | 'faq' | 'active' | 'test' | 'conversation' | 'invite'

export interface Step {
  id: StepId
  done: boolean
  /** Where it is done. */
  href: string
}

/** What is done, and where what is not is done. */
export function stepsOf(s: Standing): Step[] {
  const faqs = '/setup/autoresponders/faqs'
  return [
    { id: 'inbox', done: s.inboxes.length > 0, href: '/settings/inboxes/new' },
    { id: 'faq', done: s.faqs.draft + s.faqs.active > 0, href: `${faqs}/new` },
    { id: 'active', done: s.faqs.active > 0, href: `${faqs}?status=draft` },
    { id: 'test', done: s.tested, href: `${faqs}?test=` },
    { id: 'conversation', done: s.conversations > 0, href: s.inboxes[0] ? `/settings/inboxes/${s.inboxes[0]}` : '/settings/inboxes/new' },
    { id: 'invite', done: s.others > 0, href: '/settings/users/invite' },
  ]
}
