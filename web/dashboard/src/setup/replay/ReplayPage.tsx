import '../../style/replay.css'
import { Page } from '../../parts/Page'
import { replay as words } from '../../strings/replay'
import { useAddress } from '../../url'
import { changeOf, lists, type ListName } from './change'
import { ReplayForm } from './ReplayForm'
import { ReplayView } from './ReplayView'

/** Tries a change on the messages of the last days; the address has the change, and the replay once it was begun. */
export function ReplayPage() {
  const address = useAddress()
  const id = address.pathname.split('/')[4] ?? ''
  const change = changeOf(address.searchParams)
  const asked = address.searchParams.get('list') as ListName
  return (
    <Page wide title={words.title}>
      <p className="muted">{words.hint}</p>
      <ReplayForm key={JSON.stringify(change)} now={change} id={id} />
      {id && <ReplayView key={id} id={id} change={change} list={lists.includes(asked) ? asked : 'newly'} />}
    </Page>
  )
}
