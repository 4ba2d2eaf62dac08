/** The names of sections and pages: in the rail, as tabs, in the palette. */
export const nav = {
  sections: { mentions: 'Mentions', setup: 'Setup', campaigns: 'Campaigns', contacts: 'Contacts', reports: 'Reports', settings: 'Settings' },
  pages: {
    autoresponders: 'Autoresponders',
    faqs: 'FAQs',
    users: 'Users',
    inboxes: 'Inboxes',
    apiKeys: 'API keys',
    audit: 'Audit log',
    canned: 'Canned responses',
    profile: 'Profile',
    overview: 'Overview',
    hours: 'Hours of the week',
    agents: 'By agent',
    campaignsReport: 'By campaign',
    faqsReport: 'By FAQ',
    faqImport: 'Upload a CSV of FAQs',
  },
  more: 'More',
  tabs: (section: string) => `Pages of ${section}`,
  noAccess: 'Your role does not include this page.',
  noAccessHint: 'An administrator can change your roles in Settings, Users.',
}
