import type { ReviewView } from '../../ipc/views.ts';
import { Frame } from '../ui/frame.tsx';
import { Button, Message } from '../ui/parts.tsx';
import { Screen } from './screens.tsx';
import { useReview } from './use-review.ts';

/** The gate first, then the refusal of the last action, then the screen that the core asks for. */
export function ReviewPage() {
  const review = useReview();
  const { state, refusal } = review;
  if (state === null) return <Frame place="Starting">{null}</Frame>;
  const { gate, view, notices } = state;
  if (gate.kind === 'closed') {
    return (
      <Frame place="Closed" notices={notices}>
        <h1>The signer is closed</h1>
        <Message tone="bad" title={gate.message} code={gate.code} />
        {gate.canRestart ? (
          <div className="actions">
            <Button kind="primary" disabled={review.busy} onPress={review.restart}>
              Start the signer again
            </Button>
          </div>
        ) : null}
      </Frame>
    );
  }
  return (
    <Frame place="Offline station" notices={notices}>
      {view === null ? <p className="lead">The signer is starting.</p> : <Screen view={view} review={review} />}
      {refusal === null || noticeCode(view) === refusal.code ? null : (
        <Message tone="warning" title={refusal.message} code={refusal.code} />
      )}
    </Frame>
  );
}

/** The screen itself says most refusals; what it says is not said twice. */
function noticeCode(view: ReviewView | null): string | null {
  return view !== null && 'notice' in view ? (view.notice?.code ?? null) : null;
}
