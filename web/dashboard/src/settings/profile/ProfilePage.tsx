import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { Page } from '../../parts/Page'
import { profile as words } from '../../strings/profile'
import { NameForm } from './NameForm'
import { PasswordForm } from './PasswordForm'
import { Sessions } from './Sessions'

/** One's own account: name, colours, password, and where one is signed in. */
export function ProfilePage() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Page title={words.title}>
      <section className="panel" aria-label={words.about}>
        <NameForm />
      </section>
      <section className="panel" aria-label={words.theme}>
        <h2>{words.theme}</h2>
        <SegmentedControl
          mt={8}
          aria-label={words.theme}
          value={colorScheme}
          onChange={(c) => setColorScheme(c as typeof colorScheme)}
          data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: words.themes[value] }))}
        />
      </section>
      <section className="panel" aria-label={words.password}>
        <PasswordForm />
      </section>
      <Sessions />
    </Page>
  )
}
