import type { ReactNode } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useState } from 'react'
import { Icon, type IconName } from '../parts/icons'
import { wordsOf } from '../parts/problem'
import { say } from '../parts/toasts'
import { may, signOut, useUser } from '../session'
import { common } from '../strings/common'
import { inbox } from '../strings/inbox'
import { keys } from '../strings/keys'
import { go, useAddress } from '../url'
import { useCounts } from '../inbox/counts'
import { useKeys, type Command } from './commands'
import { HelpSheet } from './HelpSheet'
import { Palette } from './Palette'

/** The rail of places, and the page beside it. */
export function Frame({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const user = useUser()
  const url = useAddress()
  const [shows, setShows] = useState<'' | 'palette' | 'help'>('')
  const { setColorScheme } = useMantineColorScheme()
  const dark = useComputedColorScheme('light', { getInitialValueInEffect: false }) === 'dark'
  const leave = () => void signOut(client).then(() => go('/login'), (err: unknown) => say(wordsOf(err), { bad: true }))
  const switchTheme = () => setColorScheme(dark ? 'light' : 'dark')
  const reads = may(user, 'conversations:read')
  const content = may(user, 'content:read')
  const counts = useCounts(reads)

  const own: Command[] = [
    { id: 'all', keys: 'g a', label: keys.all, group: 'go', run: () => go('/inbox/all'), off: !reads },
    { id: 'mine', keys: 'g m', label: keys.mine, group: 'go', run: () => go('/inbox/mine'), off: !reads },
    { id: 'inactive', keys: 'g i', label: keys.inactive, group: 'go', run: () => go('/inbox/inactive'), off: !reads },
    { id: 'faqs', keys: 'g f', label: keys.faqs, group: 'go', run: () => go('/faqs'), off: !content },
    { id: 'palette', keys: 'Mod+k', label: keys.commands, group: 'other', run: () => setShows('palette') },
    { id: 'help', keys: '?', label: keys.help, group: 'other', run: () => setShows('help') },
    { id: 'theme', label: keys.theme, group: 'other', run: switchTheme },
    { id: 'sign-out', label: keys.signOut, group: 'other', run: leave },
  ]
  const commands = useKeys(own, shows !== '')

  return (
    <div className="frame">
      <nav className="rail" aria-label={inbox.rail}>
        {reads && (['all', 'mine', 'inactive'] as const).map((v) => <Place key={v} href={`/inbox/${v}`} icon={v} label={common.placesShort[v]} count={v === 'all' ? counts?.unread : v === 'mine' ? counts?.mine : undefined} on={url.pathname.startsWith(`/inbox/${v}`)} />)}
        {content && <Place href="/faqs" icon="faqs" label={common.autoresponder} on={url.pathname.startsWith('/faqs')} />}
        <span className="gap" />
        <RailButton icon="keys" label={common.keys} onClick={() => setShows('help')} desk />
        <RailButton icon="theme" label={dark ? common.theme.light : common.theme.dark} onClick={switchTheme} />
        <RailButton icon="signOut" label={common.signOut} onClick={leave} />
      </nav>
      {children}
      <Palette open={shows === 'palette'} onClose={() => setShows('')} commands={commands} />
      <HelpSheet open={shows === 'help'} onClose={() => setShows('')} commands={commands} />
    </div>
  )
}

function Place({ href, icon, label, on, count }: { href: string; icon: IconName; label: string; on: boolean; count?: number }) {
  return (
    <a
      className="rail-item"
      href={href}
      aria-current={on ? 'page' : undefined}
      onClick={(e) => {
        if (e.metaKey || e.ctrlKey || e.shiftKey) return
        e.preventDefault()
        go(href)
      }}
    >
      <Icon name={icon} />
      {label}
      {!!count && <span className="count">{count > 999 ? '999+' : count}</span>}
    </a>
  )
}

function RailButton({ icon, label, onClick, desk }: { icon: IconName; label: string; onClick: () => void; desk?: boolean }) {
  return (
    <button type="button" className={desk ? 'rail-item desk' : 'rail-item'} aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  )
}
