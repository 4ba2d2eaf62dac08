import '@mantine/core/styles.css'
import './style/index.css'

import { createTheme, MantineProvider, Menu, Modal, Popover } from '@mantine/core'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiError } from './api/client'
import { App } from './App'
import { Boundary } from './parts/Boundary'
import { Confirm } from './parts/confirm'
import { Toasts } from './parts/toasts'
import { ended } from './session'

// Whatever is asked of a server that knows the session no more, ends it here too.
const known = { onError: (err: unknown) => void (err instanceof ApiError && err.status === 401 && ended(client)) }
const client = new QueryClient({
  queryCache: new QueryCache(known),
  mutationCache: new MutationCache(known),
  defaultOptions: {
    queries: { staleTime: 10_000, retry: (n, err) => n < 2 && (!(err instanceof ApiError) || err.passing) },
  },
})

// The page's policy allows no style elements: variables stand in the style sheet,
// and the page never scrolls, so that nothing has to lock it.
const still = { duration: 0 }
const theme = createTheme({
  fontFamily: 'var(--font)',
  defaultRadius: 'md',
  components: {
    Modal: Modal.extend({ defaultProps: { lockScroll: false, centered: true, transitionProps: still } }),
    Popover: Popover.extend({ defaultProps: { transitionProps: still } }),
    Menu: Menu.extend({ defaultProps: { transitionProps: still } }),
  },
})

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <Boundary>
          <App />
        </Boundary>
        <Toasts />
        <Confirm />
      </MantineProvider>
    </QueryClientProvider>
  </StrictMode>,
)
