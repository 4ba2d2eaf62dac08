import { useEffect, useRef, useSyncExternalStore } from 'react'

/** What can be done: by its key, by its button, and in the palette. */
export interface Command {
  id: string
  label: string
  group: 'move' | 'act' | 'go' | 'other'
  /** `c`, `g a` for one after the other, `Mod+k` with Ctrl or ⌘. */
  keys?: string
  run: () => void
  /** Whether it cannot be done now. */
  off?: boolean
}

let registered: Command[][] = []
let flat: Command[] = []
const listeners = new Set<() => void>()

function set(next: Command[][]) {
  registered = next
  flat = registered.flat()
  listeners.forEach((tell) => tell())
}

/** Offers commands for as long as the component is there. */
export function useCommands(commands: Command[]) {
  const latest = useRef(commands)
  latest.current = commands
  // They run as they are at that time; what is offered changes with its shape only.
  const shape = commands.map((c) => `${c.id}${c.off ? '-' : '+'}`).join()
  useEffect(() => {
    const mine = latest.current.map((c) => ({ ...c, run: () => latest.current.find((now) => now.id === c.id)?.run() }))
    set([...registered, mine])
    return () => set(registered.filter((other) => other !== mine))
  }, [shape])
}

/** Listens to the keyboard, and returns what is offered. */
export function useKeys(own: Command[], silent: boolean): Command[] {
  useCommands(own)
  const offered = useSyncExternalStore(
    (tell) => {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
    () => flat,
  )
  useEffect(() => {
    let first = ''
    let forget: ReturnType<typeof setTimeout> | undefined
    const pressed = (e: KeyboardEvent) => {
      const name = keyOf(e)
      if (silent || e.isComposing || (!name.startsWith('Mod+') && inField(e.target)) || (name === 'Enter' && isPressed(e.target))) return
      const find = (keys: string) => flat.find((c) => !c.off && c.keys === keys)
      const command = (first && find(`${first} ${name}`)) || find(name)
      first = ''
      clearTimeout(forget)
      if (command) {
        e.preventDefault()
        command.run()
      } else if (flat.some((c) => c.keys?.startsWith(name + ' '))) {
        first = name
        forget = setTimeout(() => (first = ''), 1_000)
      }
    }
    addEventListener('keydown', pressed)
    return () => {
      removeEventListener('keydown', pressed)
      clearTimeout(forget)
    }
  }, [silent])
  return offered
}

function keyOf(e: KeyboardEvent): string {
  if (e.altKey) return ''
  return (e.ctrlKey || e.metaKey ? 'Mod+' : '') + (e.key.length === 1 ? e.key.toLowerCase() : e.key)
}

function inField(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null
  return !!element?.closest?.('input, textarea, select, [contenteditable], [role=dialog], [role=menu]')
}

// Enter presses what has the focus; only rows of lists leave it to the list.
function isPressed(target: EventTarget | null): boolean {
  return !!(target as HTMLElement | null)?.closest?.('a:not(.row), button, summary, [role=button], [role=option]')
}
