import { describe, expect, it } from 'vitest'
import { inWords, msOf, spanOf } from './span'

describe('spans of time', () => {
  it('are written in the largest unit', () => {
    expect(spanOf(86_400_000, 0)).toEqual({ amount: '24', unit: 'h' })
    expect(spanOf(800, 0)).toEqual({ amount: '800', unit: 'ms' })
    expect(spanOf(90_000, 0)).toEqual({ amount: '90', unit: 's' })
    expect(spanOf(0, 5)).toEqual({ amount: '0', unit: 's' })
  })
  it('are empty where nothing is set', () => expect(spanOf(null, 300_000)).toEqual({ amount: '', unit: 'min' }))
  it('are read back', () => {
    expect(msOf({ amount: '1,5', unit: 'min' })).toBe(90_000)
    expect(msOf({ amount: ' ', unit: 'h' })).toBeNull()
    expect(msOf({ amount: 'soon', unit: 'h' })).toBeUndefined()
    expect(msOf({ amount: '-1', unit: 'h' })).toBeUndefined()
  })
  it('are said in words', () => expect(inWords(300_000, { ms: 'ms', s: 's', min: 'minutes', h: 'h' })).toBe('5 minutes'))
})
