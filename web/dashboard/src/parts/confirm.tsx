import { Button, Modal } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { common } from '../strings/common'

interface Question {
  /** Names the thing: "Archive “How do I pay?”". */
  title: string
  /** What becomes of it, and whether it can be undone. */
  text?: string
  /** The word on the button that does it. */
  act: string
  danger?: boolean
}

let asked: (Question & { answer: (yes: boolean) => void }) | null = null
const listeners = new Set<() => void>()

function put(next: typeof asked) {
  asked = next
  listeners.forEach((tell) => tell())
}

/** Asks once before something that destroys or that cannot be taken back; true is yes. */
export function confirmed(question: Question): Promise<boolean> {
  asked?.answer(false)
  return new Promise((answer) => put({ ...question, answer }))
}

/** Where confirmed asks. */
export function Confirm() {
  const now = useSyncExternalStore(
    (tell) => {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
    () => asked,
  )
  const answer = (yes: boolean) => {
    now?.answer(yes)
    put(null)
  }
  return (
    <Modal opened={now !== null} onClose={() => answer(false)} title={now?.title} closeButtonProps={{ 'aria-label': common.close }}>
      {now?.text && <p>{now.text}</p>}
      <div className="buttons">
        <Button variant="default" onClick={() => answer(false)}>
          {common.cancel}
        </Button>
        <Button data-autofocus variant={now?.danger ? 'outline' : 'filled'} className={now?.danger ? 'danger' : ''} onClick={() => answer(true)}>
          {now?.act}
        </Button>
      </div>
    </Modal>
  )
}
