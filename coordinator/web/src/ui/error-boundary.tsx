import { Component, type ReactNode } from 'react';
import { ErrorPanel } from './notice.tsx';

type State = { readonly error: unknown };

/** A mistake in one page takes that page away, not the navigation beside it. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <ErrorPanel error={this.state.error} onRetry={() => location.reload()} />;
  }
}
