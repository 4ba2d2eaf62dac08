import type { ReactNode } from 'react'

/** A picture of numbers: who does not see it hears its name, and has the table. */
export function Picture({ label, children }: { label: string; children: ReactNode }) {
  // Time runs from left to right in charts, also among letters that do not.
  return (
    <div className="picture" role="img" aria-label={label} dir="ltr">
      {children}
    </div>
  )
}
