import { Menu } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Fragment } from 'react'
import { Icon, type IconName } from '../parts/icons'
import { Link } from '../parts/Link'
import { common } from '../strings/common'
import { inbox } from '../strings/inbox'
import { nav } from '../strings/nav'
import { go } from '../url'
import type { Place } from './places'

/** As many places as a telephone has room for beside More. */
const room = 4

interface Props {
  places: Place[]
  dark: boolean
  onHelp: () => void
  onTheme: () => void
  onLeave: () => void
}

/** The places at the side; on a telephone at the bottom, where More has those without room. */
export function Rail({ places, dark, onHelp, onTheme, onLeave }: Props) {
  const narrow = useMediaQuery('(max-width: 759px)', undefined, { getInitialValueInEffect: false })
  const theme = dark ? common.theme.light : common.theme.dark
  const shown = narrow ? places.slice(0, room) : places
  return (
    <nav className="rail" aria-label={inbox.rail}>
      {shown.map((p) => (
        <Fragment key={p.id}>
          {p.apart && !narrow && <span className="rail-line" />}
          <Link className="rail-item" href={p.href} aria-current={p.on ? 'page' : undefined}>
            <Icon name={p.icon} />
            {p.label}
            {!!p.count && <span className="count">{p.count > 999 ? '999+' : p.count}</span>}
          </Link>
        </Fragment>
      ))}
      {narrow ? (
        <More places={places.slice(room)} theme={theme} onTheme={onTheme} onLeave={onLeave} />
      ) : (
        <>
          <span className="gap" />
          <RailButton icon="keys" label={common.keys} onClick={onHelp} />
          <RailButton icon="theme" label={theme} onClick={onTheme} />
          <RailButton icon="signOut" label={common.signOut} onClick={onLeave} />
        </>
      )}
    </nav>
  )
}

function More({ places, theme, onTheme, onLeave }: { places: Place[]; theme: string; onTheme: () => void; onLeave: () => void }) {
  return (
    <Menu position="top-end" shadow="md">
      <Menu.Target>
        <button type="button" className="rail-item" data-on={places.some((p) => p.on) || undefined}>
          <Icon name="more" />
          {nav.more}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {places.map((p) => (
          <Menu.Item key={p.id} leftSection={<Icon name={p.icon} />} onClick={() => go(p.href)}>
            {p.label}
          </Menu.Item>
        ))}
        {places.length > 0 && <Menu.Divider />}
        <Menu.Item leftSection={<Icon name="theme" />} onClick={onTheme}>
          {theme}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="signOut" />} onClick={onLeave}>
          {common.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function RailButton({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }) {
  return (
    <button type="button" className="rail-item" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  )
}
