import { testfaq as words } from '../strings/testfaq'

const format = new Intl.NumberFormat(undefined, { minimumFractionDigits: 3, maximumFractionDigits: 3 })
const percent = (n: number) => Math.round(Math.max(0, Math.min(1, n)) * 100)

/** A score as people read it: three digits. */
export const scoreText = (n: number) => format.format(n)

/** A score as a bar, with a mark at the threshold it is held to. */
export function ScoreBar({ score, threshold }: { score: number; threshold: number }) {
  return (
    <svg className="score" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={words.of(scoreText(score), scoreText(threshold))}>
      <rect className="score-rail" width="100" height="8" />
      <rect className={score >= threshold ? 'score-bar' : 'score-bar under'} width={percent(score)} height="8" />
      <rect className="score-mark" x={percent(threshold)} width="1" height="8" />
    </svg>
  )
}
