import { Button } from '../ui/parts.tsx';
import type { Review } from './use-review.ts';

/** Ends the ceremony; before the last PIN nothing is written. */
export function LeaveButton({
  review,
  label = 'Leave this ceremony',
}: {
  readonly review: Review;
  readonly label?: string;
}) {
  return (
    <Button kind="danger" disabled={review.busy} onPress={() => review.act({ type: 'leave' })}>
      {label}
    </Button>
  );
}
