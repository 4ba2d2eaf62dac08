import { expect, test } from 'vitest'
import { placeOf } from './form'

test('what is wrong with an entry of a list belongs to the field of the list', () => {
  expect(placeOf('stop[9]')).toEqual({ field: 'stop', entry: 10 })
  expect(placeOf('stop')).toEqual({ field: 'stop', entry: null })
  expect(placeOf('faqs[0].answer')).toEqual({ field: 'faqs[0].answer', entry: null })
})
