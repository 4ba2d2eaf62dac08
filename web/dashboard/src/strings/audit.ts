/** Settings, Audit log. */
export const audit = {
  title: 'Audit log',
  when: 'When',
  who: 'Who',
  what: 'What',
  action: 'Action',
  address: 'From',
  request: 'Request',
  anybody: 'Anybody',
  anything: 'Anything',
  since: 'from',
  until: 'until',
  clear: 'Clear the filters',
  kinds: {
    session: 'Logins', login: 'Failed logins', user: 'Users', invitation: 'Invitations', api_key: 'API keys', inbox: 'Inboxes', faq: 'FAQs',
    quick_reply: 'Quick replies', campaign: 'Campaigns', responders: 'What answers', conversation: 'Conversations', contact: 'Contacts',
  } as Record<string, string>,
  actors: { system: 'Parley itself', nobody: 'Nobody signed in', 'command line': 'The command line' } as Record<string, string>,
  userGone: 'A user',
  keyGone: 'An API key',
  keyNamed: (name: string) => `${name} (API key)`,
  empty: ['Nothing is logged yet', 'Who signs in, changes users and keys, publishes or takes a conversation stands here.'] as [string, string],
  none: ['Nothing was done like this', 'Nothing in the log has all that you asked for.'] as [string, string],
  somebody: 'somebody',
  methods: { password: 'with a password', oidc: 'through the identity provider', invitation: 'by invitation' } as Record<string, string>,
  steps: { faq: 'FAQs', quick_reply: 'quick replies', filler: 'filler' } as Record<string, string>,
  nothing: 'nothing',
}

/** What an entry says besides its action: the thing it was done to, and what changed. */
export interface Said {
  name: string
  from: string
  to: string
  owner: string
  reason: string
  method: string
  by: string
}

const consent = (s: Said) => ({ contact: ', by a word of theirs', provider: ', in their messenger' })[s.by] ?? ''

const of = (kind: string) => (s: Said) => (s.name ? `${kind} “${s.name}”` : kind)
const [user, invitation, key, inbox, faq, quickReply, campaign] = [of('user'), of('invitation of'), of('API key'), of('inbox'), of('FAQ'), of('quick reply'), of('campaign')]

/** Every action in words; the subject stands in another column. */
export const actions: Record<string, (s: Said) => string> = {
  'session.started': (s) => `Signed in ${s.method}`.trim(),
  'session.ended': (s) => `Ended a session${s.name ? ` of ${s.name}` : ''}`,
  'login.failed': (s) => `Failed to sign in${s.name ? ` as ${s.name}` : ''}`,
  'user.created': (s) => `Created the ${user(s)}`,
  'user.changed': (s) => `Changed name or address of the ${user(s)}`,
  'user.roles_set': (s) => `Changed the roles of the ${user(s)} from ${s.from} to ${s.to}`,
  'user.password_set': (s) => `Set the password of the ${user(s)}`,
  'user.disabled': (s) => `Switched off the ${user(s)}`,
  'user.enabled': (s) => `Switched on the ${user(s)}`,
  'user.identity_linked': (s) => `Linked the ${user(s)} to the identity provider`,
  'invitation.created': (s) => `Invited ${s.name || audit.somebody}`,
  'invitation.resent': (s) => `Made a new link for the ${invitation(s)}`,
  'invitation.revoked': (s) => `Took back the ${invitation(s)}`,
  'invitation.accepted': (s) => `Accepted the ${invitation(s)}`,
  'api_key.created': (s) => `Created the ${key(s)}`,
  'api_key.changed': (s) => `Changed the ${key(s)}`,
  'api_key.revoked': (s) => `Revoked the ${key(s)}`,
  'inbox.created': (s) => `Created the ${inbox(s)}`,
  'inbox.changed': (s) => `Changed the ${inbox(s)}`,
  'inbox.secrets_set': (s) => `Changed secrets of the ${inbox(s)}`,
  'inbox.disabled': (s) => `Switched off the ${inbox(s)}`,
  'inbox.enabled': (s) => `Switched on the ${inbox(s)}`,
  'faq.activated': (s) => `Activated the ${faq(s)}`,
  'faq.archived': (s) => `Archived the ${faq(s)}`,
  'faq.restored': (s) => `Restored the ${faq(s)}`,
  'faq.changed': (s) => `Changed the active ${faq(s)}`,
  'quick_reply.activated': (s) => `Activated the ${quickReply(s)}`,
  'quick_reply.archived': (s) => `Archived the ${quickReply(s)}`,
  'quick_reply.restored': (s) => `Restored the ${quickReply(s)}`,
  'quick_reply.changed': (s) => `Changed the active ${quickReply(s)}`,
  'campaign.launched': (s) => `Launched the ${campaign(s)}`,
  'campaign.paused': (s) => `Paused the ${campaign(s)}`,
  'campaign.resumed': (s) => `Resumed the ${campaign(s)}`,
  'campaign.cancelled': (s) => `Cancelled the ${campaign(s)}`,
  'campaign.completed': (s) => `Completed the ${campaign(s)}`,
  'campaign.archived': (s) => `Archived the ${campaign(s)}`,
  'campaign.restored': (s) => `Restored the ${campaign(s)}`,
  'campaign.changed': (s) => `Changed the running ${campaign(s)}`,
  'responders.chain_set': (s) => `Changed what answers from ${s.from} to ${s.to}`,
  'responders.matcher_set': () => 'Changed how sure a match has to be',
  'settings.changed': () => 'Changed what conversations live by',
  'demo.loaded': () => 'Loaded the demo data',
  'demo.removed': () => 'Removed the demo data',
  'responders.embedder_set': () => 'Changed the embedding model',
  'contact.renamed': () => 'Renamed a contact',
  'contact.opted_out': (s) => `Opted a person out of campaigns${consent(s)}`,
  'contact.opted_in': (s) => `Opted a person in again${consent(s)}`,
  'settings.opt_out_words_set': () => 'Changed the words by which people opt out',
  'contact.exported': () => 'Took an export of a person',
  'contact.erasure_begun': () => 'Asked for a person to be erased',
  'contact.erased': () => 'Erased a person',
  'conversation.claimed': (s) => `Took a conversation${s.owner ? ` for ${s.owner}` : ''}`,
  'conversation.released': () => 'Released a conversation',
  'conversation.transferred': (s) => `Handed a conversation to ${s.owner || audit.somebody}`,
  'conversation.status_changed': (s) => `Set the status of a conversation from ${s.from} to ${s.to}`,
  'conversation.signal_dropped': (s) => `Dropped a signal for a conversation that does not exist${s.reason ? ` (${s.reason})` : ''}`,
  'conversation.merged': () => 'Joined two conversations of one person',
}
