import { expect, test } from 'vitest'
import { filterCount, pathOf, placeOf } from './place'

const at = (path: string) => placeOf(new URL(path, 'http://parley.test'))

test('a place survives its address', () => {
  for (const path of ['/inbox/all', '/inbox/mine/a%2Fb', '/inbox/inactive?q=%C3%A9t%C3%A9+%26&status=new&sort=waiting_longest']) {
    expect(pathOf(at(path))).toBe(path)
  }
})

test('what cannot be read counts as not said', () => {
  expect(at('/inbox/elsewhere?sort=upwards')).toEqual(at('/inbox/all'))
  expect(at('/')).toEqual(at('/inbox/all'))
})

test('the search is no filter', () => {
  expect(filterCount(at('/inbox/all?q=x&status=new&label=vip').filters)).toBe(2)
})
