/** A piece of a text: words, or an address that may be followed. */
export interface Piece {
  text: string
  href?: string
}

const address = /\bhttps?:\/\/[^\s<>"'`]+/gi

/**
 * Finds web addresses in a text. Only http and https are followed: an address of
 * another kind runs code or opens programs.
 */
export function pieces(text: string): Piece[] {
  const found: Piece[] = []
  let end = 0
  for (const match of text.matchAll(address)) {
    const whole = trim(match[0])
    let href: string
    try {
      href = new URL(whole).href
    } catch {
      continue
    }
    if (match.index > end) found.push({ text: text.slice(end, match.index) })
    found.push({ text: whole, href })
    end = match.index + whole.length
  }
  if (end < text.length) found.push({ text: text.slice(end) })
  return found
}

/** Leaves the punctuation of the sentence to the sentence. */
function trim(url: string): string {
  let out = url.replace(/[.,;:!?…]+$/, '')
  while (out.endsWith(')') && !out.includes('(')) out = out.slice(0, -1)
  return out
}

/** A text as nodes: never as HTML. */
export function nodes(text: string): Node[] {
  return pieces(text).map((p) => {
    if (!p.href) return document.createTextNode(p.text)
    const a = document.createElement('a')
    a.href = p.href
    a.target = '_blank'
    a.rel = 'noopener noreferrer nofollow'
    a.textContent = p.text
    return a
  })
}
