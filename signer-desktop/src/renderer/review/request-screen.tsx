import { useEffect, useRef, useState } from 'react';
import type { Decision } from '../../ipc/actions.ts';
import { Button } from '../ui/parts.tsx';
import { timeText } from './idle-screen.tsx';
import { LeaveButton } from './leave-button.tsx';
import { OfficerTurn } from './officer-turn.tsx';
import { type ItemMarks, RequestItem } from './request-item.tsx';
import type { ScreenProps } from './screens.tsx';
import type { Review } from './use-review.ts';
import { Words } from './words.tsx';

/** Each officer, and each showing, begins with empty marks. */
export function RequestScreen(props: ScreenProps<'review-request'>) {
  return <RequestReview key={props.view.reviewId} {...props} />;
}

const NO_MARKS: ItemMarks = { destination: false, amount: false, refuse: false, reason: '' };

function RequestReview({ view, review }: ScreenProps<'review-request'>) {
  const [marks, setMarks] = useState<Readonly<Record<number, ItemMarks>>>({});
  const stillHere = useStillHere(review);
  const marksOf = (index: number) => marks[index] ?? NO_MARKS;
  const open = view.items.filter((item) => item.refusal === null).map((item) => item.index);
  const decisions = open.map((index) => decisionOf(index, marksOf(index)));
  const undecided = decisions.filter((decision) => decision === undefined).length;
  const approved = decisions.filter((decision) => decision?.answer === 'approve').length;

  function mark(index: number, change: Partial<ItemMarks>) {
    setMarks((before) => ({ ...before, [index]: { ...(before[index] ?? NO_MARKS), ...change } }));
    stillHere();
  }

  return (
    <>
      <h1>Signing request</h1>
      <OfficerTurn progress={view.progress} />
      <section className="card" aria-labelledby="request-heading">
        <h2 id="request-heading">Words of this request</h2>
        <Words words={view.words} label="Words of the request" />
        <dl className="facts">
          <dt>Made</dt>
          <dd>{timeText(view.createdAt)}</dd>
          <dt>Valid until</dt>
          <dd>{timeText(view.expiresAt)}</dd>
          <dt>Payments</dt>
          <dd>
            {view.items.length}
            {open.length === view.items.length ? '' : `, ${view.items.length - open.length} refused by this station`}
          </dd>
        </dl>
      </section>
      {view.items.map((item) => (
        <RequestItem
          key={item.index}
          item={item}
          marks={marksOf(item.index)}
          onMark={(change) => mark(item.index, change)}
        />
      ))}
      <p className="turn" role="status">
        {undecided === 0
          ? `${approved} to be signed, ${view.items.length - approved} refused.`
          : `${undecided} not decided yet.`}
      </p>
      <div className="actions">
        <Button
          kind="primary"
          disabled={review.busy || undecided > 0}
          onPress={() => review.act({ type: 'decide', reviewId: view.reviewId, decisions: decided(decisions) })}
        >
          {approved + undecided === 0 ? 'Answer that nothing is signed' : 'Go on to sign'}
        </Button>
        <LeaveButton review={review} label="Leave without an answer" />
      </div>
    </>
  );
}

function decisionOf(index: number, marks: ItemMarks): Decision | undefined {
  const reason = marks.reason.trim();
  if (marks.refuse) return reason === '' ? undefined : { index, answer: 'refuse', reason };
  if (!marks.destination || !marks.amount) return undefined;
  return { index, answer: 'approve', destinationCompared: true, amountCompared: true };
}

function decided(decisions: readonly (Decision | undefined)[]): Decision[] {
  return decisions.filter((decision) => decision !== undefined);
}

const STILL_HERE_EVERY = 60_000;

/** Tells the signer now and then that somebody is reading; after five silent minutes the review is shown anew. */
function useStillHere(review: Review): () => void {
  const last = useRef(0);
  useEffect(() => {
    last.current = Date.now();
  }, []);
  return () => {
    if (Date.now() - last.current < STILL_HERE_EVERY) return;
    last.current = Date.now();
    review.act({ type: 'status' });
  };
}
