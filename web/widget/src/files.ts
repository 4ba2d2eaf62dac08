import type { Chat } from './chat'
import { h } from './dom'
import type { Strings } from './strings'
import type { Attachment } from './types'

const pictures = ['image/jpeg', 'image/png', 'image/gif', 'image/webp']

/** The files of a message: pictures are shown, the rest can be saved. */
export function attachments(chat: Chat, list: Attachment[], s: Strings): HTMLElement[] {
  return list.map((a) => {
    const name = a.name || s.download
    if (!a.id) return elsewhere(a, name)
    const save = h('button', { class: 'bubble file', type: 'button', title: s.download, click: () => void store(chat, a, name) }, name)
    if (pictures.includes(a.mime ?? '')) void show(chat, a, name, save)
    return save
  })
}

/** A file that is kept elsewhere is a link, and one that is being uploaded a name. */
function elsewhere(a: Attachment, name: string): HTMLElement {
  if (!/^https?:/i.test(a.url ?? '')) return h('span', { class: 'bubble file' }, name)
  return h('a', { class: 'bubble file', href: a.url ?? '', target: '_blank', rel: 'noopener noreferrer nofollow' }, name)
}

/** Puts the picture where its name stands. The token keeps it from being an address. */
async function show(chat: Chat, a: Attachment, name: string, button: HTMLButtonElement): Promise<void> {
  try {
    const url = URL.createObjectURL(await chat.download(a))
    const image = h('img', { alt: name })
    image.onload = () => {
      button.replaceChildren(image)
      URL.revokeObjectURL(url)
    }
    image.src = url
  } catch {
    /* its name is there, and can be pressed */
  }
}

async function store(chat: Chat, a: Attachment, name: string): Promise<void> {
  try {
    const url = URL.createObjectURL(await chat.download(a))
    const link = h('a', { href: url, download: name })
    link.click()
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
  } catch {
    /* it can be pressed again */
  }
}
