import { Component, type ReactNode } from 'react'
import { common } from '../strings/common'

/** Says so when a page fails, instead of an empty window. */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <main className="empty whole" role="alert">
        <p className="empty-title">{common.crashed}</p>
        <button type="button" className="link" onClick={() => location.reload()}>
          {common.reload}
        </button>
      </main>
    )
  }
}
