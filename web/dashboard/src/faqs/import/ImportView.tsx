import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Page } from '../../parts/Page'
import { Failed, Skeletons } from '../../parts/states'
import { imports as words } from '../../strings/imports'
import { go } from '../../url'
import { importsAt } from '../address'
import { faqsChanged } from '../queries'
import { ImportRows } from './ImportRows'
import { Outcome } from './Outcome'
import { ended, useImport } from './queries'
import { Running } from './Running'

/** One upload, by its address: how far it is, what becomes of every row, and what can be done about it. */
export function ImportView({ id }: { id: string }) {
  const client = useQueryClient()
  const { data: now, isPending, isError, error, refetch } = useImport(id)
  const applied = now?.status === 'done' && !now.dry_run
  useEffect(() => {
    if (applied) void faqsChanged(client)
  }, [applied])
  const file = now?.file_name ?? words.aFile
  return (
    <Page
      wide
      title={!now ? words.title : now.dry_run ? words.checkTitle(file) : words.importTitle(file)}
      back={{ href: importsAt, label: words.title }}
      actions={
        <Button variant="default" onClick={() => go(importsAt)}>
          {words.another}
        </Button>
      }
    >
      {isPending && <Skeletons rows={4} className="skeleton-row" />}
      {isError && !now && <Failed title={words.failed} error={error} retry={() => void refetch()} />}
      {now && !ended(now) && <Running now={now} />}
      {now && ended(now) && <Outcome now={now} />}
      {now && ended(now) && now.checked > 0 && <ImportRows now={now} />}
    </Page>
  )
}
