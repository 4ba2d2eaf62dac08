// Browsers still list some zones under the names they had before.
const renamed: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Louisville': 'America/Kentucky/Louisville',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
}

/** A zone by the name that it has now. */
export const named = (zone: string) => renamed[zone] ?? zone

/** Every zone there is, by its IANA name. */
export const zones = (): string[] => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone').map(named)])]

/** A change of a zone's clocks: when, to the day, and by how many minutes. */
export interface Shift {
  at: number
  by: number
}

const day = 86_400_000

/** The changes of a zone's clocks in the year that follows; none where it has no summer time. */
export function shiftsOf(zone: string, from: number): Shift[] {
  const offset = offsetsOf(zone)
  const shifts: Shift[] = []
  for (let at = from, before = offset(at); at < from + 366 * day; at += day) {
    const after = offset(at)
    if (after !== before) shifts.push({ at, by: after - before })
    before = after
  }
  return shifts
}

// What a zone's clocks show, less what those of UTC show, in minutes.
function offsetsOf(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' })
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map((p) => [p.type, Number(p.value)]))
    const shown = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute)
    return (shown - Math.floor(at / 60_000) * 60_000) / 60_000
  }
}
