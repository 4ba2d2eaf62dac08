import { useSyncExternalStore } from 'react'
import type { Verdict } from '../api/types'

/** One test: what was asked, and what came of it. */
export interface Tested {
  text: string
  verdict: Verdict
}

/** How many of the latest tests are kept. */
const kept = 20
const everKey = 'parley:tested'
let tests: Tested[] = []
const listeners = new Set<() => void>()

/** The tests of this visit, latest first; a reload forgets them. */
export function useTested(): Tested[] {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
    () => tests,
  )
}

/** Keeps a test; one of the same text takes the place of the former. */
export function keepTest(test: Tested) {
  localStorage.setItem(everKey, '')
  tests = [test, ...tests.filter((t) => t.text !== test.text)].slice(0, kept)
  listeners.forEach((tell) => tell())
}

/** Whether anything was ever tested in this browser. */
export function hasTested(): boolean {
  return localStorage.getItem(everKey) !== null
}
