import { lazy, Suspense, useEffect } from 'react'
import { Frame } from './frame/Frame'
import { InboxPage } from './inbox/InboxPage'
import { Invitation } from './login/Invitation'
import { Login } from './login/Login'
import { Empty, Failed } from './parts/states'
import { may, useSession } from './session'
import { common } from './strings/common'
import { inbox } from './strings/inbox'
import { go, useAddress } from './url'

const FaqsPage = lazy(() => import('./faqs/FaqsPage').then((m) => ({ default: m.FaqsPage })))

/** Whoever is not signed in signs in; the others see the page that the address names. */
export function App() {
  const session = useSession()
  const url = useAddress()
  const home = session.data && !may(session.data, 'conversations:read') ? '/faqs' : '/inbox/all'
  const from = url.pathname === '/' || url.pathname === '/login' || url.pathname === '/invitation'
  useEffect(() => {
    if (session.data && from) go(home, { replace: true })
  }, [session.data, from, home])

  if (session.isError) {
    return (
      <main className="whole">
        <Failed title={common.product} error={session.error} retry={() => void session.refetch()} />
      </main>
    )
  }
  if (session.data === undefined) return null
  if (session.data === null) return url.pathname === '/invitation' ? <Invitation /> : <Login />
  if (from) return null
  const [, page] = url.pathname.split('/')
  return (
    <Frame>
      {page === 'inbox' && (may(session.data, 'conversations:read') ? <InboxPage /> : <NoAccess />)}
      {page === 'faqs' && (
        <Suspense>
          <FaqsPage />
        </Suspense>
      )}
      {page !== 'inbox' && page !== 'faqs' && (
        <main className="page">
          <Empty whole title={common.nowhere}>
            <a className="link" href="/">
              {common.toInbox}
            </a>
          </Empty>
        </main>
      )}
    </Frame>
  )
}

function NoAccess() {
  return (
    <main className="page">
      <Empty whole title={inbox.noAccess} hint={inbox.noAccessHint} />
    </main>
  )
}
