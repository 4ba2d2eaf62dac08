import { Radio, TextInput } from '@mantine/core'
import { campaigns as words } from '../strings/campaigns'

/** At once, or at a local date and time as <input type="datetime-local"> writes it. */
export interface Instant {
  later: boolean
  at: string
}

/** Chooses when something goes. */
export function When({ value, set }: { value: Instant; set: (v: Instant) => void }) {
  return (
    <Radio.Group label={words.when} value={value.later ? 'later' : 'now'} onChange={(to) => set({ ...value, later: to === 'later' })}>
      <div className="when">
        <Radio value="now" label={words.now} />
        <Radio value="later" label={words.at} />
        <TextInput
          type="datetime-local"
          aria-label={words.sendAt}
          error={value.later && value.at === '' ? words.atMissing : undefined}
          disabled={!value.later}
          value={value.at}
          onChange={(e) => set({ later: true, at: e.currentTarget.value })}
        />
      </div>
    </Radio.Group>
  )
}
