const paths = {
  all: 'M3 5h14M3 10h14M3 15h9',
  mine: 'M10 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3.5 17c.6-3.2 3.2-5 6.5-5s5.900 1.800 6.500 5',
  inactive: 'M16.500 12.500A7 7 0 0 1 7.500 3.500a7 7 0 1 0 9 9Z',
  faqs: 'M7.500 7.500a2.500 2.500 0 1 1 3.500 2.300c-.7.3-1 .8-1 1.500v.7M10 15h.01M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16Z',
  setup: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM7 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  campaigns: 'M3 8v4h3l8 4V4L6 8H3ZM17 8.500v3M6.500 12.300l1 4.700h2l-.8-3.600',
  contacts: 'M8 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.500 16.500c.4-2.800 2.600-4.500 5.500-4.500s5.100 1.700 5.500 4.500M13 4.300a3 3 0 0 1 0 5.400M15 12.400c1.500.7 2.300 2.200 2.500 4.100',
  reports: 'M3 17h14M5.500 14V9M10 14V4M14.500 14V7',
  settings: 'M10 14.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9ZM10 11.500a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3ZM10 5.500V3M10 17v-2.500M5.500 10H3M17 10h-2.500M6.800 6.800 5 5M15 15l-1.800-1.800M13.200 6.800 15 5M5 15l1.800-1.800',
  search: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12ZM13.500 13.500 17 17',
  filter: 'M3 5h14M6 10h8M8.500 15h3',
  back: 'M12 4 6 10l6 6',
  details: 'M10 9v5M10 6h.01M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16Z',
  more: 'M4 10h.01M10 10h.01M16 10h.01',
  attach: 'm16 9-6.500 6.500a3.500 3.500 0 0 1-5-5L11 4a2.300 2.300 0 0 1 3.300 3.300l-6.500 6.500a1 1 0 0 1-1.500-1.500L12 6.500',
  send: 'M3 10 17 3l-4 14-3.500-5.500L3 10Z',
  up: 'm5 12 5-5 5 5',
  down: 'm5 8 5 5 5-5',
  grip: 'M7.500 5h.01M12.500 5h.01M7.500 10h.01M12.500 10h.01M7.500 15h.01M12.500 15h.01',
  upload: 'M10 13V4M6.500 7.500 10 4l3.500 3.500M4 13v3h12v-3',
  close: 'm5 5 10 10M15 5 5 15',
  theme: 'M10 3v14M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Z',
  signOut: 'M8 3H4v14h4M12 6l4 4-4 4M16 10H8',
  keys: 'M2.500 6h15v9h-15zM5.500 9h.01M8.500 9h.01M11.500 9h.01M14.500 9h.01M6.500 12h7',
} as const

/** The names of icons. */
export type IconName = keyof typeof paths

/** A picture of 20 pixels beside a word, or with a label on its button. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className={name === 'back' || name === 'send' || name === 'signOut' ? 'icon turns' : 'icon'} viewBox="0 0 20 20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
