import { describe, expect, it } from 'vitest'
import type { ListedTemplate } from '../api/types'
import { approvedOf, given, looksOf, parametersIn, plain, slotsOf, usable, valuesOf, withValues } from './template'

const gate: ListedTemplate = {
  name: 'gate_change', language: 'en', status: 'approved', category: 'utility', header_format: 'TEXT',
  header: 'Flight {{1}}', body: 'Hello {{2}}, gate {{1}}. Yes, {{1}}.', footer: 'Saffron Go',
  buttons: [{ kind: 'quick_reply', text: 'Thanks', url: null }, { kind: 'url', text: 'Map', url: 'https://example.com/{{1}}' }],
}

describe('templates', () => {
  it('names parameters once', () => expect(parametersIn('{{a}} {{ b }} {{a}}', 'x')).toEqual(['a', 'b']))
  it('keeps what has no value', () => expect(withValues('{{a}} {{b}}', { a: 'A', b: ' ' })).toBe('A {{b}}'))
  it('finds the places that take a value', () => {
    expect(slotsOf(gate).map((s) => s.key)).toEqual(['header', 'body 1', 'body 2', 'button 1'])
  })
  it('goes to the API and back', () => {
    const values = { header: '{{flight}}', 'body 1': '{{gate}}', 'body 2': '{{name}}', 'button 1': '{{gate}}' }
    const approved = approvedOf(gate, values)
    expect(approved.body).toEqual([{ text: '{{gate}}' }, { text: '{{name}}' }])
    expect(approved.buttons).toEqual([{ index: 1, kind: 'url', value: '{{gate}}' }])
    expect(valuesOf(gate, approved)).toEqual(values)
  })
  it('keeps the names of named parameters', () => {
    const named = { ...gate, header: null, body: 'Hi {{who}}, {{what}}', buttons: [] }
    const approved = approvedOf(named, { 'body who': 'you', 'body what': '{{w}}' })
    expect(approved.body).toEqual([{ name: 'who', text: 'you' }, { name: 'what', text: '{{w}}' }])
    expect(valuesOf(named, approved)).toEqual({ 'body who': 'you', 'body what': '{{w}}' })
  })
  it('takes the address of a file for a header that is one', () => {
    const ticket = { ...gate, header: null, header_format: 'DOCUMENT', body: 'Here', buttons: [] }
    const approved = approvedOf(ticket, { file: 'https://example.com/{{order}}.pdf' })
    expect(approved.header_file).toEqual({ kind: 'document', url: 'https://example.com/{{order}}.pdf' })
    expect(valuesOf(ticket, approved)).toEqual({ file: 'https://example.com/{{order}}.pdf' })
    expect(looksOf({ approved }, ticket, { order: '7' }).header).toBe('https://example.com/7.pdf')
  })
  it('takes a file that was uploaded', () => {
    const sale = { ...gate, header: null, header_format: 'IMAGE', body: 'Here', buttons: [] }
    const values = { file: '', 'file id': 'f1', 'file name': 'sale.png' }
    const approved = approvedOf(sale, values)
    expect(approved.header_file).toEqual({ kind: 'image', id: 'f1', name: 'sale.png' })
    expect(valuesOf(sale, approved)).toEqual(values)
    expect(slotsOf(sale).map((s) => given(s, values))).toEqual([true])
    expect(slotsOf(sale).map((s) => given(s, { file: ' ' }))).toEqual([false])
    expect(looksOf({ approved }, sale, {})).toMatchObject({ picture: '/v1/attachments/f1?inline=true', header: '' })
  })
  it('tells what takes values of its body alone', () => {
    expect(plain(gate)).toBe(false)
    expect(plain({ ...gate, header: 'Hi', buttons: [] })).toBe(true)
    expect(plain({ ...gate, header: null, header_format: 'IMAGE', buttons: [] })).toBe(false)
  })
  it('looks as it will arrive', () => {
    const approved = approvedOf(gate, { header: '{{flight}}', 'body 1': '{{gate}}', 'body 2': '{{name}}', 'button 1': 'x' })
    expect(looksOf({ approved }, gate, { flight: 'AI 1', gate: 'B4', name: 'Asha' })).toEqual({
      picture: '',
      header: 'Flight AI 1', body: 'Hello Asha, gate B4. Yes, B4.', footer: 'Saffron Go', buttons: ['Thanks', 'Map'],
    })
    expect(looksOf({ text: 'Gate {{gate}}' }, undefined, { gate: 'B4' }).body).toBe('Gate B4')
  })
  it('cannot send what is not approved or needs a file', () => {
    expect(usable(gate)).toBe(true)
    expect(usable({ ...gate, status: 'paused' })).toBe(false)
    expect(usable({ ...gate, header_format: 'LOCATION' })).toBe(false)
  })
})
