import { useAddress } from '../url'
import { CampaignEditor } from './CampaignEditor'
import { CampaignList } from './CampaignList'
import { CampaignPage } from './CampaignPage'

/** The campaigns, a new one, one of them, or one being edited: by the address. */
export function CampaignsPage() {
  const [, , id = '', what = ''] = useAddress().pathname.split('/')
  if (id === '') return <CampaignList />
  if (id === 'new') return <CampaignEditor key="new" id={null} />
  if (what === 'edit') return <CampaignEditor key={id} id={id} />
  return <CampaignPage key={id} id={id} />
}
