import type { Chat } from './chat'
import { h, icon } from './dom'
import { attachments } from './files'
import { rightToLeft, type Strings } from './strings'
import { style } from './style'
import { nodes } from './text'
import { paint } from './theme'
import type { Line } from './thread'
import type { Attachment, Config, Message } from './types'

/** How the view was asked to look. */
export interface Look {
  config: Config
  tag: string
  strings: Strings
  position: string
}

const bubble = 'M21 12a8 8 0 0 1-8 8H4l2.3-3.1A8 8 0 1 1 21 12z'
const cross = 'M6 6l12 12M18 6L6 18'
const clip = 'M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 5 5l-8.5 8a1.7 1.7 0 0 1-2.4-2.4L15 7'
const plane = 'M21 3L3 11l7 3 3 7zM10 14l5-5'

/** The button, the panel and what is in it, in a shadow root of their own. */
export class View {
  readonly host = document.createElement('parley-widget')
  private root: HTMLDivElement
  private launcher: HTMLButtonElement
  private badge = h('span', { class: 'badge', 'aria-hidden': 'true', hidden: true })
  private told = h('p', { class: 'hide', role: 'status' })
  private panel: HTMLElement
  private log: HTMLDivElement
  private list = h('ol')
  private earlier: HTMLButtonElement
  private state = h('p', { class: 'state', role: 'status' })
  private input: HTMLTextAreaElement
  private shown = new Map<string, { element: HTMLLIElement; made: string }>()
  private time: Intl.DateTimeFormat
  private full: Intl.DateTimeFormat
  private narrow = matchMedia('(max-width:480px)')

  constructor(
    private chat: Chat,
    private look: Look,
    private toggled: (open: boolean) => void,
  ) {
    const s = look.strings
    this.time = new Intl.DateTimeFormat(look.tag, { hour: 'numeric', minute: '2-digit' })
    this.full = new Intl.DateTimeFormat(look.tag, { dateStyle: 'full', timeStyle: 'short' })
    this.launcher = h(
      'button',
      { class: 'launcher', type: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false', click: () => this.open(this.panel.hidden) },
      icon(bubble),
      this.badge,
    )
    this.earlier = h(
      'button',
      { class: 'earlier', type: 'button', hidden: true, click: () => void this.chat.earlier().catch(() => undefined) },
      s.earlier,
    )
    this.log = h('div', { class: 'log', role: 'log', 'aria-label': s.messages, tabindex: '0' }, this.earlier)
    if (look.config.greeting) this.log.append(h('p', { class: 'intro' }, ...nodes(look.config.greeting)))
    if (!look.config.online) {
      this.log.append(h('p', { class: 'intro away' }, ...nodes(look.config.offline_text || s.away)))
    }
    this.log.append(this.list)
    this.input = h('textarea', {
      rows: '1', 'aria-label': s.write, placeholder: s.write, input: () => this.typed(),
      keydown: (e: KeyboardEvent) => {
        if (e.key !== 'Enter' || e.shiftKey || e.isComposing) return
        e.preventDefault()
        this.submit()
      },
    })
    const file = h('input', {
      type: 'file', multiple: true, hidden: true, tabindex: '-1', 'aria-label': s.attach,
      change: () => {
        for (const f of file.files ?? []) this.chat.attach(f)
        file.value = ''
        this.input.focus()
      },
    })
    const form = h(
      'form',
      { submit: (e: SubmitEvent) => { e.preventDefault(); this.submit() } },
      file,
      h('button', { class: 'attach', type: 'button', 'aria-label': s.attach, click: () => file.click() }, icon(clip)),
      this.input,
      h('button', { class: 'send', type: 'submit', 'aria-label': s.send }, icon(plane)),
    )
    this.panel = h(
      'section',
      { class: 'panel', role: 'dialog', 'aria-labelledby': 'title', hidden: true, keydown: (e: KeyboardEvent) => this.key(e) },
      h('header', {}, h('h2', { id: 'title' }, look.config.title),
        h('button', { class: 'close', type: 'button', 'aria-label': s.close, click: () => this.open(false) }, icon(cross))),
      this.log, this.state, form,
    )
    this.root = h('div', { lang: look.tag, dir: rightToLeft(look.tag) ? 'rtl' : 'ltr', class: look.position === 'left' ? 'left' : '' },
      this.launcher, this.told, this.panel)
    this.mount()
    this.narrow.addEventListener('change', this.modality)
    this.update()
  }

  get isOpen(): boolean {
    return !this.panel.hidden
  }

  /** Opens or closes the panel, and puts the focus where it belongs. */
  open(open: boolean): void {
    if (open === this.isOpen) return
    this.panel.hidden = !open
    this.launcher.setAttribute('aria-expanded', String(open))
    this.modality()
    this.chat.look(open)
    if (open) {
      this.log.scrollTop = this.log.scrollHeight
      this.input.focus()
    } else {
      this.launcher.focus()
    }
    this.update()
    this.toggled(open)
  }

  remove(): void {
    this.narrow.removeEventListener('change', this.modality)
    this.host.remove()
  }

  /** Shows what the chat knows now. */
  update(): void {
    const s = this.look.strings
    const unread = this.isOpen ? 0 : this.chat.thread.unread()
    this.badge.hidden = unread === 0
    this.badge.textContent = unread > 9 ? '9+' : String(unread)
    this.launcher.setAttribute('aria-label', this.isOpen ? s.close : unread ? `${s.open}, ${s.unread(unread)}` : s.open)
    const told = unread ? s.unread(unread) : ''
    if (this.told.textContent !== told) this.told.textContent = told
    this.earlier.hidden = this.chat.before === ''
    const line = !this.chat.connected ? s.offline : this.chat.typing ? s.typing : ''
    if (this.state.textContent !== line) this.state.textContent = line
    this.state.className = this.chat.connected ? 'state' : 'state bad'
    this.lines()
  }

  /** Changes only what differs: a screen reader reads what is added, once. */
  private lines(): void {
    const follow = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60
    const lines = this.chat.thread.lines()
    const keys = new Set(lines.map(keyOf))
    for (const [key, { element }] of this.shown) {
      if (keys.has(key)) continue
      element.remove()
      this.shown.delete(key)
    }
    const last = lines.length - 1
    let after: Element | null = null
    lines.forEach((line, i) => {
      const key = keyOf(line)
      const meta = i === last
      // What a receipt changes is not shown, and a picture is not fetched again for it.
      const shown = 'message' in line ? { ...line.message, state: '', version: '' } : line
      const made = JSON.stringify([shown, meta, meta && this.chat.seen])
      let known = this.shown.get(key)
      if (known?.made !== made) {
        const element = this.line(line, meta)
        if (known) known.element.replaceWith(element)
        known = { element, made }
        this.shown.set(key, known)
      }
      const place: Element | null = after ? after.nextElementSibling : this.list.firstElementChild
      if (place !== known.element) this.list.insertBefore(known.element, place)
      after = known.element
    })
    if (follow) this.log.scrollTop = this.log.scrollHeight
  }

  private line(line: Line, last: boolean): HTMLLIElement {
    const s = this.look.strings
    if ('pending' in line) {
      const p = line.pending
      const meta = h('p', { class: 'meta' })
      if (p.state === 'refused') {
        meta.classList.add('bad')
        meta.append(s.failed + ' · ', h('button', { type: 'button', click: () => this.chat.retry(p.id) }, s.retry))
      } else {
        meta.append(p.state === 'accepted' ? s.sent : s.sending)
      }
      return h('li', { class: 'mine' }, h('span', { class: 'hide' }, s.you + ': '), ...this.body(p.text, p.attachments), meta)
    }
    const m = line.message
    const mine = m.from === 'visitor'
    const body = m.deleted ? [h('p', { class: 'bubble' }, s.deleted)] : this.body(m.text, m.attachments)
    if (m.quoted && !m.deleted) body.unshift(h('blockquote', {}, m.quoted))
    if (m.reaction && !m.deleted) body.push(h('p', { class: 'reaction' }, m.reaction))
    return h(
      'li',
      { class: (mine ? 'mine' : '') + (m.deleted ? ' gone' : '') },
      h('span', { class: 'hide' }, (mine ? s.you : this.author(m)) + ': '),
      ...body,
      this.meta(m, mine, last),
    )
  }

  private body(text: string, files: Attachment[] = []): HTMLElement[] {
    const words = text ? [h('p', { class: 'bubble' }, ...nodes(text))] : []
    return [...words, ...attachments(this.chat, files, this.look.strings)]
  }

  private meta(m: Message, mine: boolean, last: boolean): HTMLElement {
    const s = this.look.strings
    const at = new Date(m.at)
    const parts: (Node | string)[] = []
    if (!mine) parts.push(this.author(m) + ' · ')
    parts.push(h('time', { datetime: m.at, title: this.full.format(at) }, this.time.format(at)))
    if (m.edited) parts.push(' · ' + s.edited)
    if (mine && last) parts.push(' · ' + (this.chat.seen ? s.seen : s.sent))
    return h('p', { class: 'meta' }, ...parts)
  }

  private author(m: Message): string {
    return m.from === 'auto' ? this.look.strings.automatic : m.name || this.look.config.title
  }

  private typed(): void {
    this.grow()
    const most = this.look.config.max_text
    const long = [...this.input.value].length > most
    this.input.setCustomValidity(long ? this.look.strings.tooLong(most) : '')
    if (this.input.value.trim()) this.chat.typed()
  }

  private grow(): void {
    this.input.style.height = 'auto'
    this.input.style.height = this.input.scrollHeight + 2 + 'px'
  }

  private submit(): void {
    const text = this.input.value.trim()
    if (!text || !this.input.reportValidity()) return
    this.input.value = ''
    this.grow()
    this.input.focus()
    this.chat.send(text)
    this.log.scrollTop = this.log.scrollHeight
  }

  /** Escape closes; in a panel that covers the page the focus goes round. */
  private key(e: KeyboardEvent): void {
    if (e.key === 'Escape') {
      e.stopPropagation()
      this.open(false)
    }
    if (e.key !== 'Tab' || !this.narrow.matches) return
    const stops = [...this.panel.querySelectorAll<HTMLElement>('button,textarea,a,[tabindex="0"]')].filter((x) => x.offsetParent)
    const first = stops[0]
    const final = stops[stops.length - 1]
    const at = (this.host.shadowRoot as ShadowRoot).activeElement
    if (e.shiftKey && at === first) {
      e.preventDefault()
      final?.focus()
    } else if (!e.shiftKey && at === final) {
      e.preventDefault()
      first?.focus()
    }
  }

  /** A panel that covers the page is modal; one beside it is not. */
  private modality = (): void => {
    this.panel.setAttribute('aria-modal', String(this.narrow.matches))
    this.launcher.hidden = this.isOpen && this.narrow.matches
  }

  private mount(): void {
    const shadow = this.host.attachShadow({ mode: 'open' })
    try {
      // A page's policy may forbid style elements, and never these.
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(style)
      shadow.adoptedStyleSheets = [sheet]
    } catch {
      shadow.append(h('style', {}, style))
    }
    if (this.look.config.colour) paint(this.host, this.look.config.colour)
    shadow.append(this.root)
    document.body.append(this.host)
  }
}

function keyOf(line: Line): string {
  // A message keeps its place on the screen when it has arrived.
  return 'pending' in line ? line.pending.id : line.message.client_id || line.message.id
}
