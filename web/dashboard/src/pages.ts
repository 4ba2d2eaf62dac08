import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import type { CurrentUser } from './api/types'
import type { IconName } from './parts/icons'
import { may } from './session'
import { nav } from './strings/nav'

/** A page: its route, its tab, its key and its place in the palette are made of this row. */
export interface PageRow {
  /** Where its addresses begin; what follows is for the page to read. */
  path: string
  label: string
  /** The permission without which it is not there; `account:own` is everybody's. */
  needs: string
  /** Such as `g f`. */
  keys?: string
  /** Not among the tabs of its section: a page that another one leads to. */
  hidden?: boolean
  page: LazyExoticComponent<ComponentType>
}

/** A place in the rail: it leads to the first of its pages that the user may see. */
export interface Section {
  id: string
  label: string
  icon: IconName
  keys?: string
  pages: PageRow[]
}

/** Every page beside the inbox, in the order of the rail. */
export const sections: Section[] = [
  { id: 'mentions', label: nav.sections.mentions, icon: 'mentions', keys: 'g @', pages: [{ path: '/mentions', label: nav.sections.mentions, needs: 'conversations:read', page: named(() => import('./inbox/MentionsPage'), 'MentionsPage') }] },
  {
    id: 'setup',
    label: nav.sections.setup,
    icon: 'setup',
    keys: 'g s',
    pages: [
      { path: '/setup/autoresponders', label: nav.pages.autoresponders, needs: 'content:read', page: named(() => import('./setup/autoresponders/AutorespondersPage'), 'AutorespondersPage') },
      { path: '/setup/autoresponders/faqs', label: nav.pages.faqs, needs: 'content:read', keys: 'g f', page: named(() => import('./faqs/FaqsPage'), 'FaqsPage') },
      { path: '/setup/autoresponders/faqs/import', label: nav.pages.faqImport, needs: 'content:edit', hidden: true, page: named(() => import('./faqs/import/ImportPage'), 'ImportPage') },
      { path: '/setup/autoresponders/quick-replies', label: nav.pages.quickReplies, needs: 'content:read', keys: 'g q', page: named(() => import('./setup/quick/QuickPage'), 'QuickPage') },
      { path: '/setup/autoresponders/calendars', label: nav.pages.calendars, needs: 'content:read', page: named(() => import('./setup/calendars/CalendarsPage'), 'CalendarsPage') },
      { path: '/setup/autoresponders/replay', label: nav.pages.replay, needs: 'content:review', page: named(() => import('./setup/replay/ReplayPage'), 'ReplayPage') },
      { path: '/setup/autoresponders/suggestions', label: nav.pages.suggestions, needs: 'content:review', page: named(() => import('./setup/suggestions/SuggestionsPage'), 'SuggestionsPage') },
    ],
  },
  {
    id: 'campaigns',
    label: nav.sections.campaigns,
    icon: 'campaigns',
    keys: 'g c',
    pages: [{ path: '/campaigns', label: nav.sections.campaigns, needs: 'content:read', page: named(() => import('./campaigns/CampaignsPage'), 'CampaignsPage') }],
  },
  { id: 'contacts', label: nav.sections.contacts, icon: 'contacts', keys: 'g p', pages: [{ path: '/contacts', label: nav.sections.contacts, needs: 'conversations:read', page: named(() => import('./contacts/ContactsPage'), 'ContactsPage') }] },
  {
    id: 'reports',
    label: nav.sections.reports,
    icon: 'reports',
    keys: 'g r',
    pages: [
      { path: '/reports/overview', label: nav.pages.overview, needs: 'reports:read', page: named(() => import('./reports/OverviewPage'), 'OverviewPage') },
      { path: '/reports/hours', label: nav.pages.hours, needs: 'reports:read', page: named(() => import('./reports/HoursPage'), 'HoursPage') },
      { path: '/reports/agents', label: nav.pages.agents, needs: 'reports:agents', page: named(() => import('./reports/AgentsPage'), 'AgentsPage') },
      { path: '/reports/campaigns', label: nav.pages.campaignsReport, needs: 'reports:read', page: named(() => import('./reports/CampaignsReportPage'), 'CampaignsReportPage') },
      { path: '/reports/faqs', label: nav.pages.faqsReport, needs: 'reports:read', page: named(() => import('./reports/FaqsReportPage'), 'FaqsReportPage') },
    ],
  },
  {
    id: 'settings',
    label: nav.sections.settings,
    icon: 'settings',
    keys: 'g t',
    pages: [
      { path: '/settings/users', label: nav.pages.users, needs: 'users:manage', keys: 'g u', page: named(() => import('./settings/users/UsersPage'), 'UsersPage') },
      { path: '/settings/inboxes', label: nav.pages.inboxes, needs: 'inboxes:manage', page: named(() => import('./settings/inboxes/InboxesPage'), 'InboxesPage') },
      { path: '/settings/api-keys', label: nav.pages.apiKeys, needs: 'api-keys:manage', page: named(() => import('./settings/keys/KeysPage'), 'KeysPage') },
      { path: '/settings/audit', label: nav.pages.audit, needs: 'audit:read', page: named(() => import('./settings/audit/AuditPage'), 'AuditPage') },
      { path: '/settings/canned-responses', label: nav.pages.canned, needs: 'conversations:read', page: named(() => import('./settings/canned/CannedPage'), 'CannedPage') },
      { path: '/settings/general', label: nav.pages.general, needs: 'settings:manage', page: named(() => import('./settings/general/GeneralPage'), 'GeneralPage') },
      { path: '/start', label: nav.pages.start, needs: 'inboxes:manage', page: named(() => import('./start/StartPage'), 'StartPage') },
      { path: '/settings/profile', label: nav.pages.profile, needs: 'account:own', page: named(() => import('./settings/profile/ProfilePage'), 'ProfilePage') },
    ],
  },
]

/** Addresses that were, and what took their place. */
export const moved: Record<string, string> = { '/faqs': '/setup/autoresponders/faqs' }

/** The sections, each with the pages that the user may see; empty ones are left out. */
export function sectionsFor(user: CurrentUser): Section[] {
  return sections.map((s) => ({ ...s, pages: s.pages.filter((p) => may(user, p.needs)) })).filter((s) => s.pages.length > 0)
}

/** The page of an address: the one with the longest path that begins it. */
export function pageOf(pathname: string): PageRow | undefined {
  const under = sections.flatMap((s) => s.pages).filter((p) => begins(p.path, pathname))
  return under.sort((a, b) => b.path.length - a.path.length)[0]
}

/** Where an old address leads now; null for one that is not old. */
export function movedTo(url: URL): string | null {
  const old = Object.keys(moved).find((path) => begins(path, url.pathname))
  return old ? moved[old] + url.pathname.slice(old.length) + url.search + url.hash : null
}

/** Whether a path is another one, or begins it up to a slash. */
export function begins(path: string, pathname: string): boolean {
  return pathname === path || pathname.startsWith(path + '/')
}

function named<K extends string>(load: () => Promise<{ [name in K]: ComponentType }>, name: K): LazyExoticComponent<ComponentType> {
  return lazy(() => load().then((m) => ({ default: m[name] })))
}
