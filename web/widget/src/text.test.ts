import { expect, test } from 'vitest'
import { pieces } from './text'

const linked = (text: string) => pieces(text).filter((p) => p.href).map((p) => p.text)

test('addresses are found without the punctuation around them', () => {
  expect(linked('see https://a.example/x?y=1, or (http://b.example/z).')).toEqual(['https://a.example/x?y=1', 'http://b.example/z'])
  expect(linked('https://a.example/q_(disambiguation)!')).toEqual(['https://a.example/q_(disambiguation)'])
})

test('what runs code or opens programs is no address', () => {
  for (const bad of ['javascript:alert(1)', 'JAVASCRIPT://x', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', 'https://', 'mailto:a@b.example']) {
    expect(linked(`look ${bad} here`)).toEqual([])
  }
})

test('markup stays text, and nothing of a text is lost', () => {
  for (const text of ['<img src=x onerror=alert(1)>', 'a https://x.example"onmouseover="y b', '<a href="https://x.example">', '', 'https://x.example', 'é😀 https://é.example/😀 ع']) {
    expect(pieces(text).map((p) => p.text).join('')).toBe(text)
  }
  expect(linked('https://x.example"onmouseover="y')).toEqual(['https://x.example'])
})
