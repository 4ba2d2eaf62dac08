import { Checkbox } from '@mantine/core'
import { users as words } from '../../strings/users'
import type { Role } from '../types'

interface Props {
  value: Role[]
  onChange: (roles: Role[]) => void
  hint?: string
  error?: string | undefined
}

/** The five roles, each with what it is for; somebody may have several. */
export function RoleChoice({ value, onChange, hint, error }: Props) {
  return (
    <Checkbox.Group label={words.roles} description={hint} error={error} value={value} onChange={(roles) => onChange(roles as Role[])}>
      <div className="roles">
        {(Object.keys(words.roleHints) as Role[]).map((r) => (
          <Checkbox key={r} value={r} label={words.roleNames[r]} description={words.roleHints[r]} />
        ))}
      </div>
    </Checkbox.Group>
  )
}
