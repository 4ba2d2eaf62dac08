import { Modal } from '@mantine/core'
import { chat as words } from '../strings/chat'
import { common } from '../strings/common'

interface Props {
  src: string
  name: string
  open: boolean
  onClose: () => void
}

/** A picture as large as the window has room for. */
export function Lightbox({ src, name, open, onClose }: Props) {
  return (
    <Modal opened={open} onClose={onClose} size="auto" title={<bdi>{name}</bdi>} closeButtonProps={{ 'aria-label': common.close }}>
      <img className="lightbox" src={`${src}?inline=true`} alt={name} />
      <p className="file">
        <a href={src} download>
          {words.save}
        </a>
      </p>
    </Modal>
  )
}
