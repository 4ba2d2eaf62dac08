import { ApiError } from '../api/client'
import type { Campaign } from '../api/types'
import { useInboxes } from '../inbox/setup'
import { Page } from '../parts/Page'
import { Empty, Failed, Skeletons } from '../parts/states'
import { instantOf } from '../parts/time'
import { may, useUser } from '../session'
import { campaigns as words } from '../strings/campaigns'
import { Actions } from './Actions'
import { templateID, useCampaign, useTemplates } from './data'
import { Messages } from './Messages'
import { Preview } from './Preview'
import { Progress } from './Progress'
import { Recipients } from './Recipients'
import { SendOne } from './SendOne'
import { CampaignStatus } from './status'

/** One campaign: what it says, to whom, and what became of it. */
export function CampaignPage({ id }: { id: string }) {
  const stored = useCampaign(id)
  const back = { href: '/campaigns', label: words.back }
  if (stored.data) return <Loaded c={stored.data} />
  const missing = stored.error instanceof ApiError && stored.error.status === 404
  return (
    <Page title={words.title} back={back}>
      {stored.isPending && <Skeletons rows={5} className="skeleton-row" />}
      {missing && <Empty title={words.gone[0]} hint={words.gone[1]} />}
      {stored.isError && !missing && <Failed title={words.failedOne} error={stored.error} retry={() => void stored.refetch()} />}
    </Page>
  )
}

function Loaded({ c }: { c: Campaign }) {
  const user = useUser()
  const inbox = useInboxes().get(c.inbox_id)
  const approved = c.template.approved
  const listed = useTemplates(inbox).data?.find((t) => approved?.name && templateID(t) === templateID(approved))
  const open = c.status !== 'cancelled' && !c.archived_at
  const adds = open && may(user, 'content:edit') && (c.status === 'draft' || may(user, 'content:publish'))
  const sends = open && c.status !== 'draft' && may(user, 'campaigns:send')
  return (
    <Page wide said title={c.name} back={{ href: '/campaigns', label: words.back }} actions={<Actions c={c} />}>
      <p className="campaign-facts">
        <CampaignStatus status={c.status} />
        {inbox && <span dir="auto">{inbox.name}</span>}
        {c.labels.map((l) => (
          <span key={l} className="label" dir="auto">
            {l}
          </span>
        ))}
        {c.transactional && <span className="muted">{words.transactionalToo}</span>}
        {c.launched_at && (
          <span className="muted">
            {words.columns.launched}: {instantOf(c.launched_at)}
          </span>
        )}
      </p>
      {c.problem && (
        <p className="error" role="alert">
          {words.problem}: {c.problem}
        </p>
      )}
      <div className="campaign-columns">
        {c.counts && <Progress c={c} counts={c.counts} />}
        <Preview template={c.template} listed={listed} parameters={c.parameters} />
      </div>
      {adds && <Recipients c={c} channel={inbox?.channel ?? ''} />}
      {sends && <SendOne c={c} channel={inbox?.channel ?? ''} />}
      {may(user, 'campaigns:recipients') ? <Messages c={c} /> : <p className="muted">{words.noAccess}</p>}
    </Page>
  )
}
