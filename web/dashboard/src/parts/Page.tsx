import { useEffect, useRef, type ReactNode } from 'react'
import { begins, pageOf, sectionsFor } from '../pages'
import { useUser } from '../session'
import { common } from '../strings/common'
import { nav } from '../strings/nav'
import { useAddress } from '../url'
import { Icon } from './icons'
import { Link } from './Link'

interface Props {
  title: string
  /** Words of customers or colleagues stand in the title: their direction is their own. */
  said?: boolean
  /** Where it came from, for a page that another one leads to. */
  back?: { href: string; label: string }
  /** Buttons at the end of the head. */
  actions?: ReactNode
  /** As wide as the window, for tables and charts; otherwise as wide as reads well. */
  wide?: boolean
  children: ReactNode
}

/** A page: its head with title, tabs of its section and actions; the rest scrolls below. */
export function Page({ title, said, back, actions, wide, children }: Props) {
  useTitle(title)
  return (
    <main className="page">
      <Tabs />
      <header className="page-head">
        <div className="page-title">
          {back && (
            <Link className="page-back" href={back.href} aria-label={back.label} title={back.label}>
              <Icon name="back" />
            </Link>
          )}
          <h1 className="cut" dir={said ? 'auto' : undefined}>
            {title}
          </h1>
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      <div className={wide ? 'page-body wide' : 'page-body'}>{children}</div>
    </main>
  )
}

/** Names the window after the page. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = title ? `${title} · ${common.product}` : common.product
    return () => {
      document.title = common.product
    }
  }, [title])
}

/** The pages of the section, where there is more than one. */
function Tabs() {
  const path = useAddress().pathname
  const here = pageOf(path)
  const list = useRef<HTMLElement>(null)
  const section = sectionsFor(useUser()).find((s) => s.pages.some((p) => p === here))
  const tabs = section?.pages.filter((p) => !p.hidden) ?? []
  // A hidden page belongs to the tab whose address begins its own.
  const on = here?.hidden ? tabs.filter((p) => begins(p.path, path)).at(-1) : here
  useEffect(() => {
    const box = list.current
    const tab = box?.querySelector<HTMLElement>('[aria-current]')
    if (box && tab) box.scrollLeft = tab.offsetLeft - (box.clientWidth - tab.offsetWidth) / 2
  }, [on])
  if (!section || tabs.length < 2) return null
  return (
    <nav className="tabs" aria-label={nav.tabs(section.label)} ref={list}>
      {tabs.map((p) => (
        <Link key={p.path} href={p.path} aria-current={p === on ? 'page' : undefined}>
          {p.label}
        </Link>
      ))}
    </nav>
  )
}
