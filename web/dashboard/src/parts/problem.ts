import { ApiError } from '../api/client'
import { common } from '../strings/common'

/** What to tell people about an error: the server's words where it had some. */
export function wordsOf(err: unknown): string {
  if (err instanceof ApiError) {
    if (err.status === 0) return common.unreachable
    if (err.problem) return [err.problem.detail, ...(err.problem.errors ?? []).map((e) => `${e.field} ${e.reason}.`)].join(' ')
  }
  return common.failed
}
