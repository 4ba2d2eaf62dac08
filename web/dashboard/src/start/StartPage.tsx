import '../style/start.css'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { Page } from '../parts/Page'
import { Failed, Skeletons } from '../parts/states'
import { say } from '../parts/toasts'
import { useUser } from '../session'
import { start as words } from '../strings/start'
import { Demo } from './Demo'
import { dismiss, isDismissed } from './home'
import { Steps } from './Steps'
import { useSteps } from './useSteps'

/** Leads an empty installation to its first answered message, step by step; loads and removes the demo data. */
export function StartPage() {
  const user = useUser()
  const [hidden, setHidden] = useState(() => isDismissed(user))
  const { steps, failed, retry } = useSteps()
  const turn = () => {
    dismiss(user, !hidden)
    setHidden(!hidden)
    say(hidden ? words.restored : words.dismissed)
  }
  return (
    <Page
      title={words.title}
      actions={
        <Button variant="default" onClick={turn}>
          {hidden ? words.restore : words.dismiss}
        </Button>
      }
    >
      <p className="muted">{words.lead}</p>
      {steps ? <Steps steps={steps} /> : failed ? <Failed title={words.failed} error={failed} retry={retry} /> : <Skeletons rows={6} className="skeleton-row" />}
      {/* Not before what stands above it: it would move away under the pointer. */}
      {Boolean(steps || failed) && <Demo />}
    </Page>
  )
}
