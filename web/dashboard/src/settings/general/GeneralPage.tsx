import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/client'
import { Page } from '../../parts/Page'
import { Failed, Skeletons } from '../../parts/states'
import { general as words } from '../../strings/general'
import { Conversations, type SettingsState } from './Conversations'
import { Embedder } from './Embedder'
import { OptOutWords, type WordsState } from './OptOutWords'
import { Matching, type MatcherState } from './Matching'

/** What conversations live by, how messages are matched, and with which model. */
export function GeneralPage() {
  const settings = useQuery({ queryKey: ['settings'], queryFn: ({ signal }) => call<SettingsState>('GET', '/v1/settings', { signal }) })
  const matcher = useQuery({
    queryKey: ['matcher'],
    queryFn: ({ signal }) => call<MatcherState>('GET', '/v1/matcher', { signal }),
    refetchInterval: (q) => (q.state.data?.reembedding ? 1_000 : false),
  })
  const optOut = useQuery({ queryKey: ['opt-out-words'], queryFn: ({ signal }) => call<WordsState>('GET', '/v1/opt-out-words', { signal }) })
  const failed = settings.isError ? settings : matcher.isError ? matcher : optOut.isError ? optOut : null
  return (
    <Page title={words.title}>
      {(settings.isPending || matcher.isPending) && <Skeletons rows={6} className="skeleton-row" />}
      {failed && <Failed title={words.failed} error={failed.error} retry={() => void failed.refetch()} />}
      {/* Versions of different things are numbers alike: what stands beside each other must not share one as its key. */}
      {settings.data && <Conversations key={`conversations ${settings.data.chosen.version}`} state={settings.data} />}
      {matcher.data && <Matching key={`matching ${matcher.data.calibration} ${matcher.data.threshold}`} state={matcher.data} />}
      {matcher.data && <Embedder state={matcher.data} />}
      {optOut.data && <OptOutWords key={`words ${optOut.data.version}`} state={optOut.data} />}
    </Page>
  )
}
