import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useAll } from '../../api/all'
import { call } from '../../api/client'
import { useCommands } from '../../frame/commands'
import { useAgents } from '../../inbox/setup'
import { confirmed } from '../../parts/confirm'
import { Page } from '../../parts/Page'
import { wordsOf } from '../../parts/problem'
import { Empty } from '../../parts/states'
import { DataTable, type Column } from '../../parts/table/DataTable'
import { instantOf } from '../../parts/time'
import { say } from '../../parts/toasts'
import { may, useUser } from '../../session'
import { canned as words } from '../../strings/canned'
import { common } from '../../strings/common'
import { go, useAddress } from '../../url'
import type { CannedResponse } from '../types'
import { CannedDialog } from './CannedDialog'

const at = '/settings/canned-responses'

/** What agents write again and again: for all of them. */
export function CannedPage() {
  const client = useQueryClient()
  const edits = may(useUser(), 'conversations:handle')
  const id = useAddress().pathname.split('/')[3] ?? ''
  const list = useAll<CannedResponse>('canned-responses', '/v1/canned-responses')
  const names = new Map(useAgents(true).map((a) => [a.id, a.name]))
  useCommands([{ id: 'new-canned', keys: 'n', label: words.addTitle, group: 'act', run: () => go(`${at}/new`), off: !edits }])

  const change = async (todo: () => Promise<unknown>, said: string, undo?: () => void) => {
    try {
      await todo()
      say(said, undo ? { undo: { label: common.undo, act: undo } } : {})
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
    // The composer keeps its own list of them.
    await Promise.all([client.invalidateQueries({ queryKey: ['canned-responses'] }), client.invalidateQueries({ queryKey: ['canned'] })])
  }
  const remove = async (c: CannedResponse) => {
    if (!(await confirmed({ title: words.removeTitle(c.shortcut), text: words.removeText, act: words.remove, danger: true }))) return
    const back = () => call('POST', '/v1/canned-responses', { body: { shortcut: c.shortcut, text: c.text }, key: crypto.randomUUID() })
    await change(() => call('DELETE', `/v1/canned-responses/${c.id}`), words.removed(c.shortcut), () => void change(back, words.back(c.shortcut)))
  }

  const author = (c: CannedResponse) => names.get(c.edited_by ?? '') ?? ''
  const columns: Column<CannedResponse>[] = [
    { id: 'shortcut', label: words.shortcut, text: (c) => c.shortcut, cell: (c) => <span dir="ltr">/{c.shortcut}</span>, width: 200 },
    { id: 'text', label: words.text, text: (c) => c.text, cell: (c) => <span dir="auto">{c.text}</span> },
    { id: 'author', label: words.editedBy, text: author, cell: (c) => <bdi>{author(c)}</bdi>, width: 180 },
    { id: 'edited', label: words.edited, text: (c) => c.updated_at, cell: (c) => instantOf(c.updated_at), width: 180 },
  ]
  const shown = list.data?.find((c) => c.id === id) ?? null
  return (
    <Page wide title={words.title} actions={edits && <Button onClick={() => go(`${at}/new`)}>+ {words.add}</Button>}>
      <DataTable
        name="canned"
        label={words.title}
        columns={columns}
        rows={list.data}
        rowKey={(c) => c.id}
        {...(edits ? { href: (c: CannedResponse) => `${at}/${c.id}`, actions: (c: CannedResponse) => [{ label: words.edit, run: () => go(`${at}/${c.id}`) }, { label: words.remove, run: () => void remove(c), danger: true }] } : {})}
        isPending={list.isPending}
        error={list.error}
        retry={() => void list.refetch()}
        empty={<Empty title={words.empty[0]} hint={words.empty[1]} />}
        csv="canned-responses.csv"
        find
      />
      {edits && (id === 'new' || shown) && <CannedDialog key={id} response={shown} onSaved={() => change(() => Promise.resolve(), words.saved)} onClose={() => go(at)} />}
    </Page>
  )
}
