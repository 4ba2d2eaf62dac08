import { Button, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { common } from '../strings/common'
import type { useSubmit } from './form'

interface Props {
  title: string
  onClose: () => void
  form: ReturnType<typeof useSubmit>
  onSubmit: () => Promise<void>
  /** The word on the button; without one there is nothing to hand in. */
  act: string
  children: ReactNode
}

/** A form in a dialog: a press beside it does not lose what was typed. */
export function FormDialog({ title, onClose, form, onSubmit, act, children }: Props) {
  return (
    <Modal opened onClose={onClose} title={title} closeOnClickOutside={false} closeButtonProps={{ 'aria-label': common.close }}>
      <form
        className="form"
        onSubmit={(e) => {
          e.preventDefault()
          void form.submit(onSubmit)
        }}
      >
        {form.problem && (
          <p className="error" role="alert">
            {form.problem}
          </p>
        )}
        {children}
        <div className="buttons">
          <Button variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" loading={form.busy}>
            {act}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
