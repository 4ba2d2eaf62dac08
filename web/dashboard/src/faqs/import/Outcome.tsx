import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { call, withQuery } from '../../api/client'
import { Link } from '../../parts/Link'
import { wordsOf } from '../../parts/problem'
import { useUser } from '../../session'
import { imports as words } from '../../strings/imports'
import { go } from '../../url'
import { faqsAt, importsAt } from '../address'
import type { FaqImport, ImportAccepted, ImportReport } from '../types'

const n = new Intl.NumberFormat()
const counted = ['created', 'updated', 'unchanged', 'rejected'] as const

/** What a file would do, or has done: in figures, and what comes next. */
export function Outcome({ now }: { now: FaqImport }) {
  if (now.status === 'cancelled') return <p role="status">{words.cancelled}</p>
  if (now.status === 'failed') {
    return (
      <p className="error" role="alert">
        {words.failedBecause(now.error ?? '')}
      </p>
    )
  }
  const changes = now.created + now.updated
  return (
    <section className="import-outcome">
      <p role="status">{now.dry_run ? words.checked : changes > 0 ? words.applied : words.appliedNothing}</p>
      <dl className="tiles">
        {counted.map((what) => (
          <div key={what} data-verdict={what} data-none={now[what] === 0 || undefined}>
            <dt>{words.tiles[what]}</dt>
            <dd>{n.format(now[what])}</dd>
          </div>
        ))}
      </dl>
      {now.rejected > 0 && <p>{words.withoutBad(now.rejected)}</p>}
      {now.dry_run && changes > 0 && <Apply now={now} changes={changes} />}
      {now.dry_run && changes === 0 && <p>{words.nothingToImport}</p>}
      {!now.dry_run && (
        <Link className="link" href={faqsAt}>
          {words.see}
        </Link>
      )}
    </section>
  )
}

function Apply({ now, changes }: { now: FaqImport; changes: number }) {
  const client = useQueryClient()
  const admin = useUser().roles.includes('admin')
  const [activate, setActivate] = useState(true)
  const key = useRef(crypto.randomUUID())
  const apply = useMutation({
    mutationFn: () => call<ImportReport | ImportAccepted>('POST', withQuery(`/v1/faqs/imports/${now.id}/apply`, { activate: String(admin && activate) }), { key: key.current, atOnce: true }),
    onSuccess: async (made) => {
      go(`${importsAt}/${made.import_id}`)
      await client.invalidateQueries({ queryKey: ['imports'] })
    },
  })
  return (
    <div className="import-apply">
      {admin ? <Checkbox label={words.activate} checked={activate} onChange={(e) => setActivate(e.currentTarget.checked)} /> : <p className="muted">{words.asDrafts}</p>}
      <Button loading={apply.isPending} onClick={() => apply.mutate()}>
        {words.doImport(changes)}
      </Button>
      {apply.isError && (
        <p className="error" role="alert">
          {wordsOf(apply.error)}
        </p>
      )}
    </div>
  )
}
