import type { ReviewView } from '../../ipc/views.ts';
import { Message } from '../ui/parts.tsx';
import { IdleScreen } from './idle-screen.tsx';
import type { Review } from './use-review.ts';

export interface ScreenProps<Step extends ReviewView['step']> {
  readonly view: Extract<ReviewView, { step: Step }>;
  readonly review: Review;
}

/** One screen a step. */
export function Screen({ view, review }: { readonly view: ReviewView; readonly review: Review }) {
  switch (view.step) {
    case 'idle':
      return <IdleScreen view={view} review={review} />;
    case 'locked':
      return (
        <>
          <h1>The vault is locked</h1>
          <Message tone="plain" title={view.message} code={view.code} />
        </>
      );
    case 'fault':
      return (
        <>
          <h1>The signer cannot go on</h1>
          <Message tone="bad" title={view.message} code={view.code} />
        </>
      );
    default:
      return <Message tone="bad" title="This window cannot draw this step. Nothing was signed." code="NO_SCREEN" />;
  }
}
