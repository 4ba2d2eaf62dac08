import { expect, test } from 'vitest'
import { Parser } from './sse'

const stream = ':\n\nid: 7\nevent: message\ndata: {"a":\ndata: 1}\n\nevent: typing\r\ndata: {}\r\n\r\ndata:x\n\nevent: empty\n\n'
const events = [
  { name: 'message', data: '{"a":\n1}', id: '7' },
  { name: 'typing', data: '{}', id: undefined },
  { name: 'message', data: 'x', id: undefined },
]

test('events come out however the stream is cut', () => {
  expect(new Parser().push(stream)).toEqual(events)
  for (let cut = 0; cut <= stream.length; cut++) {
    const p = new Parser()
    expect([...p.push(stream.slice(0, cut)), ...p.push(stream.slice(cut))]).toEqual(events)
  }
  const p = new Parser()
  expect([...stream].flatMap((c) => p.push(c))).toEqual(events)
})

test('half an event is none', () => {
  expect(new Parser().push('id: 1\ndata: x\n')).toEqual([])
})
