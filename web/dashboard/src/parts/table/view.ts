import { useMemo } from 'react'
import { go, useAddress } from '../../url'
import type { Column, Sort } from './column'
import { found, inOrder, sortOf, sortText } from './order'

/** What a table that has all its rows does itself: sort and find, both kept in the address. */
export function useLocalView<T>(name: string, columns: Column<T>[], rows: T[]) {
  const url = useAddress()
  const text = url.searchParams.get(`${name}-sort`)
  const words = url.searchParams.get(`${name}-find`) ?? ''
  const put = (what: string, value: string) => {
    const to = new URL(location.href)
    if (value) to.searchParams.set(`${name}-${what}`, value)
    else to.searchParams.delete(`${name}-${what}`)
    go(to.pathname + to.search + to.hash, { replace: true })
  }
  const shown = useMemo(() => inOrder(found(rows, columns, words), columns, sortOf(text, columns)), [rows, columns, words, text])
  return {
    shown,
    words,
    sort: sortOf(text, columns),
    setSort: (sort: Sort | null) => put('sort', sortText(sort)),
    setWords: (w: string) => put('find', w),
  }
}
