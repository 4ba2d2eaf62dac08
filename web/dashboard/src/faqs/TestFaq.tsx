import '../style/testfaq.css'
import { Button, Modal } from '@mantine/core'
import { useCommands } from '../frame/commands'
import { common } from '../strings/common'
import { testfaq as words } from '../strings/testfaq'
import { go, useAddress } from '../url'
import { TestWindow } from './TestWindow'

/** The window Test FAQ, which the address opens: what the saved responders would answer, and why. */
export function TestFaq({ faq = '' }: { faq?: string }) {
  const open = useAddress().searchParams.has('test')
  useCommands([{ id: 'faq-test', keys: 't', label: words.title, group: 'other', run: () => turn(true) }])
  return (
    <Modal opened={open} onClose={() => turn(false)} title={words.title} size="lg" closeButtonProps={{ 'aria-label': common.close }}>
      <TestWindow faq={faq} />
    </Modal>
  )
}

/** The button that opens it. */
export function TestFaqButton() {
  return (
    <Button variant="default" onClick={() => turn(true)}>
      {words.title}
    </Button>
  )
}

function turn(on: boolean) {
  const to = new URL(location.href)
  if (on) to.searchParams.set('test', '')
  else to.searchParams.delete('test')
  go(to.pathname + to.search, { replace: true })
}
