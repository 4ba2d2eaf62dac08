import { expect, test } from 'vitest'
import { textOn } from './theme'

test('words on the brand’s colour can be read', () => {
  expect(textOn(0, 0, 0)).toBe('#fff')
  expect(textOn(255, 255, 255)).toBe('#000')
  expect(textOn(35, 82, 201)).toBe('#fff')
  expect(textOn(255, 200, 0)).toBe('#000')
})
