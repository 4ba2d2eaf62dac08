import { Suspense, useEffect } from 'react'
import { Frame } from './frame/Frame'
import { InboxPage } from './inbox/InboxPage'
import { Invitation } from './login/Invitation'
import { Login } from './login/Login'
import { begins, movedTo, pageOf } from './pages'
import { Boundary } from './parts/Boundary'
import { Empty, Failed } from './parts/states'
import { may, useSession } from './session'
import { useHome } from './start/home'
import { common } from './strings/common'
import { inbox } from './strings/inbox'
import { nav } from './strings/nav'
import { go, useAddress } from './url'

/** Whoever is not signed in signs in; the others see the page that the address names. */
export function App() {
  const session = useSession()
  const url = useAddress()
  const entrance = ['/', '/login', '/invitation'].includes(url.pathname)
  const reads = !!session.data && may(session.data, 'conversations:read')
  const home = useHome(session.data, entrance)
  const elsewhere = entrance ? home : movedTo(url)
  useEffect(() => {
    if (session.data && elsewhere) go(elsewhere, { replace: true })
  }, [session.data, elsewhere])

  if (session.isError) {
    return (
      <main className="whole">
        <Failed title={common.product} error={session.error} retry={() => void session.refetch()} />
      </main>
    )
  }
  if (session.data === undefined) return null
  if (session.data === null) return url.pathname === '/invitation' ? <Invitation /> : <Login />
  if (elsewhere || entrance) return null
  return (
    <Frame>
      {begins('/inbox', url.pathname) ? reads ? <InboxPage /> : <NoAccess title={inbox.noAccess} hint={inbox.noAccessHint} /> : <Route pathname={url.pathname} />}
    </Frame>
  )
}

/** The page of an address beside the inbox, as its row in pages.ts says. */
function Route({ pathname }: { pathname: string }) {
  const user = useSession().data
  const row = pageOf(pathname)
  if (!user || !row) {
    return (
      <main className="page">
        <Empty whole title={common.nowhere}>
          <a className="link" href="/">
            {common.toInbox}
          </a>
        </Empty>
      </main>
    )
  }
  if (!may(user, row.needs)) return <NoAccess title={nav.noAccess} hint={nav.noAccessHint} />
  return (
    <Boundary key={row.path}>
      <Suspense>
        <row.page />
      </Suspense>
    </Boundary>
  )
}

function NoAccess({ title, hint }: { title: string; hint: string }) {
  return (
    <main className="page">
      <Empty whole title={title} hint={hint} />
    </main>
  )
}
