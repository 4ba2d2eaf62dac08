import { Button } from '@mantine/core'
import { useEffect, useState, type ReactNode } from 'react'
import { common } from '../strings/common'
import { wordsOf } from './problem'

/** Where there is nothing: teaches one thing, offers one button. A whole page's title is its heading. */
export function Empty({ title, hint, children, whole }: { title: string; hint?: string; children?: ReactNode; whole?: boolean }) {
  const Title = whole ? 'h1' : 'p'
  return (
    <div className="empty">
      <Title className="empty-title">{title}</Title>
      {hint && <p>{hint}</p>}
      {children}
    </div>
  )
}

/** What happened, whether anything was lost, and what to do. */
export function Failed({ title, error, retry }: { title: string; error: unknown; retry: () => void }) {
  return (
    <div className="empty" role="alert">
      <p className="empty-title">{title}</p>
      <p>{wordsOf(error)}</p>
      <Button variant="default" size="compact-sm" onClick={retry}>
        {common.retry}
      </Button>
    </div>
  )
}

/** Grey lines where something will be, after 150 ms: what comes sooner does not flicker. */
export function Skeletons({ rows, className }: { rows: number; className: string }) {
  const [late, set] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => set(true), 150)
    return () => clearTimeout(timer)
  }, [])
  if (!late) return null
  return (
    <div className="skeletons" aria-hidden="true">
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className={className} />
      ))}
    </div>
  )
}
