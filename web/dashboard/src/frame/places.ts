import type { CurrentUser } from '../api/types'
import { useCounts } from '../inbox/counts'
import { begins, sectionsFor } from '../pages'
import type { IconName } from '../parts/icons'
import { may } from '../session'
import { common } from '../strings/common'
import { keys } from '../strings/keys'
import { go } from '../url'
import type { Command } from './commands'

/** One entry of the rail. */
export interface Place {
  id: string
  href: string
  label: string
  icon: IconName
  on: boolean
  count?: number | undefined
  /** Begins another group than the one before. */
  apart?: boolean
}

/** What the rail leads to: the places of conversations, then the sections, as far as the user may see them. */
export function usePlaces(user: CurrentUser, pathname: string): Place[] {
  const reads = may(user, 'conversations:read')
  const counts = useCounts(reads)
  const inbox = (['all', 'mine', 'inactive'] as const).map((v) => ({
    id: v,
    href: `/inbox/${v}`,
    label: common.placesShort[v],
    icon: v,
    on: begins(`/inbox/${v}`, pathname),
    count: v === 'all' ? counts?.unread : v === 'mine' ? counts?.mine : undefined,
  }))
  const sections = sectionsFor(user).map((s, i, sections) => ({
    id: s.id,
    href: s.pages[0]?.path ?? '/',
    label: s.label,
    icon: s.icon,
    on: s.pages.some((p) => begins(p.path, pathname)),
    // Mentions stand with the places of conversations.
    apart: reads && s.id !== 'mentions' && sections[i - 1]?.id === 'mentions',
    count: s.id === 'mentions' ? counts?.mentions : undefined,
  }))
  return [...(reads ? inbox : []), ...sections]
}

/** Every place and page as a command: its key, and its line in the palette. */
export function goCommands(user: CurrentUser): Command[] {
  const to = (id: string, label: string, path: string, pressed?: string): Command => ({ id: `go-${id}`, label, group: 'go', run: () => go(path), ...(pressed ? { keys: pressed } : {}) })
  const sections = sectionsFor(user)
  return [
    ...(may(user, 'conversations:read') ? [to('all', keys.all, '/inbox/all', 'g a'), to('mine', keys.mine, '/inbox/mine', 'g m'), to('inactive', keys.inactive, '/inbox/inactive', 'g i')] : []),
    ...sections.map((s) => to(s.id, s.label, s.pages[0]?.path ?? '/', s.keys)),
    ...sections.flatMap((s) =>
      s.pages.filter((p) => p.label !== s.label).map((p) => to(p.path, keys.page(s.label, p.label), p.path, p.keys)),
    ),
  ]
}
