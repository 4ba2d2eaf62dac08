import { Button } from '@mantine/core'
import { useCommands } from '../../frame/commands'
import { useSubmit } from '../../parts/form'
import { autoresponders } from '../../strings/autoresponders'
import { replay as words } from '../../strings/replay'
import { namedOrder, type Responders } from '../autoresponders/chain'
import type { Change } from './change'
import { useTrial } from './useTrial'

/** Says that somebody has set the chain since a change was tried: what it is now, and that it can be tried on top of that. */
export function Overtaken({ change, now }: { change: Change; now: Responders }) {
  const begin = useTrial()
  const form = useSubmit([])
  const again = () => void form.submit(() => begin(change))
  useCommands([{ id: 'replay-anew', label: words.anew, group: 'act', run: again, off: form.busy }])
  return (
    <div className="panel conflict" role="alert">
      <h2>{autoresponders.conflict.title(now.edited_by?.name ?? null)}</h2>
      <p>{words.overtaken}</p>
      <p>{words.wasOrder(namedOrder(change.seen ?? []))}</p>
      <p>{autoresponders.conflict.theirs(namedOrder(now.order))}</p>
      <p>{autoresponders.conflict.mine(namedOrder(change.order ?? []))}</p>
      {form.problem && <p className="error">{form.problem}</p>}
      <div className="buttons">
        <Button loading={form.busy} onClick={again}>
          {words.anew}
        </Button>
      </div>
    </div>
  )
}
