/** The names of sections and pages: in the rail, as tabs, in the palette. */
export const nav = {
  sections: { setup: 'Setup', campaigns: 'Campaigns', contacts: 'Contacts', reports: 'Reports', settings: 'Settings' },
  pages: {
    faqs: 'FAQs',
  },
  more: 'More',
  tabs: (section: string) => `Pages of ${section}`,
  noAccess: 'Your role does not include this page.',
  noAccessHint: 'An administrator can change your roles in Settings, Users.',
}
