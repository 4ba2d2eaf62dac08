import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { wordsOf } from '../parts/problem'
import { say } from '../parts/toasts'
import { signOut, useUser } from '../session'
import { keys } from '../strings/keys'
import { go, useAddress } from '../url'
import { useKeys, type Command } from './commands'
import { HelpSheet } from './HelpSheet'
import { Palette } from './Palette'
import { goCommands, usePlaces } from './places'
import { Rail } from './Rail'

/** The rail of places, and the page beside it. */
export function Frame({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const user = useUser()
  const places = usePlaces(user, useAddress().pathname)
  const [shows, setShows] = useState<'' | 'palette' | 'help'>('')
  const { setColorScheme } = useMantineColorScheme()
  const dark = useComputedColorScheme('light', { getInitialValueInEffect: false }) === 'dark'
  const leave = () => void signOut(client).then(() => go('/login'), (err: unknown) => say(wordsOf(err), { bad: true }))
  const switchTheme = () => setColorScheme(dark ? 'light' : 'dark')

  const own: Command[] = [
    ...goCommands(user),
    { id: 'palette', keys: 'Mod+k', label: keys.commands, group: 'other', run: () => setShows('palette') },
    { id: 'help', keys: '?', label: keys.help, group: 'other', run: () => setShows('help') },
    { id: 'theme', label: keys.theme, group: 'other', run: switchTheme },
    { id: 'sign-out', label: keys.signOut, group: 'other', run: leave },
  ]
  const commands = useKeys(own, shows !== '')

  return (
    <div className="frame">
      <Rail places={places} dark={dark} onHelp={() => setShows('help')} onTheme={switchTheme} onLeave={leave} />
      {children}
      <Palette open={shows === 'palette'} onClose={() => setShows('')} commands={commands} />
      <HelpSheet open={shows === 'help'} onClose={() => setShows('')} commands={commands} />
    </div>
  )
}
