import { Button, Progress } from '@mantine/core'
import { confirmed } from '../parts/confirm'
import { Link } from '../parts/Link'
import { Failed } from '../parts/states'
import { start } from '../strings/start'
import { useDemo, type DemoData } from './useDemo'

const words = start.demo

/** The demo data: whether it is there, and the button that loads or removes it. */
export function Demo() {
  const { demo, load, remove, busy } = useDemo()
  const d = demo.data
  if (demo.isLoadingError) return <Failed title={words.failed} error={demo.error} retry={() => void demo.refetch()} />
  if (!d) return null
  const removal = async () => {
    const keeps = d.kept.length > 0 ? ` ${words.keeps(d.kept.length)}` : ''
    if (await confirmed({ title: words.confirm, text: words.confirmText + keeps, act: words.remove, danger: true })) remove.mutate()
  }
  return (
    <section className="panel start" aria-label={words.title} aria-busy={busy}>
      <h2>{words.title}</h2>
      <p role="status">{saying(d)}</p>
      {d.status === 'loading' && d.rows > 0 && (
        <Progress.Root size="lg">
          <Progress.Section value={(100 * d.checked) / d.rows} aria-label={words.loading} />
        </Progress.Root>
      )}
      {d.waits && <p className="error">{d.waits}</p>}
      {d.kept.length > 0 && <Kept of={d} />}
      <div className="start-acts">
        {d.status === 'absent' && (
          <Button variant="default" loading={busy} onClick={() => load.mutate()}>
            {words.load}
          </Button>
        )}
        {d.status === 'loading' && (
          <Button variant="default" loading={busy} onClick={() => load.mutate()}>
            {words.goOn}
          </Button>
        )}
        {d.status === 'removing' && (
          <Button variant="default" loading={busy} onClick={() => remove.mutate()}>
            {words.goOn}
          </Button>
        )}
        {d.status === 'loaded' && (
          <Link className="link" href={`/inbox/all?inbox_id=${d.inbox_id ?? ''}`}>
            {words.see}
          </Link>
        )}
        {(d.status === 'loaded' || d.status === 'loading') && (
          <Button variant="outline" className="danger" loading={remove.isPending} disabled={busy} onClick={() => void removal()}>
            {words.remove}
          </Button>
        )}
      </div>
    </section>
  )
}

function saying(d: DemoData): string {
  if (d.status === 'loaded') return words.loaded(words.faqs(d.faqs), words.conversations(d.conversations))
  // Its FAQs are counted once they have all come in.
  if (d.status === 'loading' && d.faqs > 0) return words.learning(words.faqs(d.faqs))
  return words[d.status]
}

/** The FAQs that removing leaves, or left. */
function Kept({ of: d }: { of: DemoData }) {
  return (
    <>
      <p>{words.kept}</p>
      <ul>
        {d.kept.map((f) => (
          <li key={f.id}>
            <Link className="link" href={`/setup/autoresponders/faqs/${f.id}`}>
              <bdi>{f.question}</bdi>
            </Link>{' '}
            <span className="muted">{words.why[f.why]}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
