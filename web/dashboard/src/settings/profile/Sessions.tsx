import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useAll } from '../../api/all'
import { call } from '../../api/client'
import { confirmed } from '../../parts/confirm'
import { wordsOf } from '../../parts/problem'
import { Empty } from '../../parts/states'
import { DataTable, type Column } from '../../parts/table/DataTable'
import { ago, instantOf, useNow } from '../../parts/time'
import { say } from '../../parts/toasts'
import { profile as words } from '../../strings/profile'
import type { OpenSession } from '../types'
import { deviceOf } from './device'

/** Where one is signed in: to end one of these, or all others. */
export function Sessions() {
  const client = useQueryClient()
  const now = useNow(60_000)
  const list = useAll<OpenSession>('sessions', '/v1/sessions')
  const others = list.data?.filter((s) => !s.current) ?? []
  const end = async (those: OpenSession[], said: string) => {
    try {
      await Promise.all(those.map((s) => call('DELETE', `/v1/sessions/${s.id}`)))
      say(said)
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
    await client.invalidateQueries({ queryKey: ['sessions'] })
  }
  const endOthers = async () => {
    const sure = await confirmed({ title: words.endOthersTitle, text: words.endOthersText, act: words.endThem, danger: true })
    if (sure) await end(others, words.othersEnded)
  }
  const columns: Column<OpenSession>[] = [
    {
      id: 'device',
      label: words.device,
      text: (s) => deviceOf(s.user_agent),
      cell: (s) => (
        <span title={s.user_agent}>
          {deviceOf(s.user_agent)}
          {s.current && <span className="muted"> ({words.here})</span>}
        </span>
      ),
    },
    { id: 'address', label: words.address, text: (s) => s.address, cell: (s) => s.address, width: 160 },
    { id: 'began', label: words.began, text: (s) => s.created_at, cell: (s) => instantOf(s.created_at), width: 180 },
    { id: 'used', label: words.used, text: (s) => s.seen_at, cell: (s) => <time dateTime={s.seen_at} title={instantOf(s.seen_at)}>{ago(s.seen_at, now)}</time>, width: 110 },
  ]
  return (
    <>
      <div className="heading">
        <h2>{words.sessions}</h2>
        {others.length > 0 && (
          <Button variant="default" onClick={() => void endOthers()}>
            {words.endOthers}
          </Button>
        )}
      </div>
      <DataTable
        name="sessions"
        label={words.sessions}
        columns={columns}
        rows={list.data}
        rowKey={(s) => s.id}
        isPending={list.isPending}
        error={list.error}
        retry={() => void list.refetch()}
        empty={<Empty title={words.noSessions[0]} />}
        actions={(s) => (s.current ? [] : [{ label: words.end, run: () => void end([s], words.ended), danger: true }])}
      />
    </>
  )
}
