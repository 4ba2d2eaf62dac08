/**
 * Black or white, whichever is easier to read on a colour: one of them always has
 * a contrast of 4.5 or more (WCAG 2.2, 1.4.3).
 */
export function textOn(red: number, green: number, blue: number): string {
  const linear = (c: number) => {
    const s = c / 255
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4
  }
  const luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? '#000' : '#fff'
}

/** Gives an element the inbox's colour, if it is one. */
export function paint(host: HTMLElement, colour: string): void {
  if (!CSS.supports('color', colour)) return
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return
  context.fillStyle = colour
  context.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data
  if (alpha < 255) return
  host.style.setProperty('--parley-accent', colour)
  host.style.setProperty('--parley-on-accent', textOn(red, green, blue))
}
