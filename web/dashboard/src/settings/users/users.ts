import { useQueryClient } from '@tanstack/react-query'
import { useAll } from '../../api/all'
import { call } from '../../api/client'
import { confirmed } from '../../parts/confirm'
import { wordsOf } from '../../parts/problem'
import { say } from '../../parts/toasts'
import { common } from '../../strings/common'
import { users as words } from '../../strings/users'
import type { Invitation, ListedUser } from '../types'

/** Everybody who may sign in, or could. */
export const useUsers = (enabled = true) => useAll<ListedUser>('users', '/v1/users?limit=200', enabled)

/** Who was invited and has not come. */
export function useInvitations() {
  const all = useAll<Invitation>('invitations', '/v1/invitations?limit=200')
  return { ...all, data: all.data?.filter((i) => i.state === 'open' || i.state === 'expired') }
}

/** The roles in words, in the order of their power. */
export const rolesText = (roles: string[]) =>
  Object.keys(words.roleNames)
    .filter((r) => roles.includes(r))
    .map((r) => words.roleNames[r])
    .join(', ')

/** What can be done with users and invitations from their rows. */
export function useUserActs() {
  const client = useQueryClient()
  const change = async (todo: () => Promise<unknown>, said: string, undo?: () => void) => {
    try {
      await todo()
      say(said, undo ? { undo: { label: common.undo, act: undo } } : {})
    } catch (err) {
      say(wordsOf(err), { bad: true })
    }
    await Promise.all([client.invalidateQueries({ queryKey: ['users'] }), client.invalidateQueries({ queryKey: ['invitations'] })])
  }
  const enable = (u: ListedUser) => change(() => call('POST', `/v1/users/${u.id}/enable`), words.on(u.name))
  return {
    enable,
    async disable(u: ListedUser) {
      const sure = await confirmed({ title: words.disableTitle(u.name), text: words.disableText, act: words.disable, danger: true })
      if (sure) await change(() => call('POST', `/v1/users/${u.id}/disable`), words.off(u.name), () => void enable(u))
    },
    async revoke(i: Invitation) {
      const sure = await confirmed({ title: words.revokeTitle(i.name), text: words.revokeText, act: words.revoke, danger: true })
      if (sure) await change(() => call('DELETE', `/v1/invitations/${i.id}`), words.revoked)
    },
  }
}
