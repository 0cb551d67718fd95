import { Button } from '../ui/parts.tsx';
import { LeaveButton } from './leave-button.tsx';
import { OfficerTurn } from './officer-turn.tsx';
import { PolicyTables } from './policy-tables.tsx';
import type { ScreenProps } from './screens.tsx';
import { Words } from './words.tsx';

export function PairingScreen({ view, review }: ScreenProps<'review-pairing'>) {
  return (
    <>
      <h1>Pair with {view.coordinatorName}?</h1>
      <OfficerTurn progress={view.progress} />
      <section className="card" aria-labelledby="words-heading">
        <h2 id="words-heading">Compare these words with the coordinator’s screen</h2>
        <p>All eight must be the same, in this order. If one differs, leave this ceremony.</p>
        <Words words={view.words} label="Words of the offer" />
      </section>
      <section className="card" aria-labelledby="roster-heading">
        <h2 id="roster-heading">Whose approvals will count</h2>
        <p>
          Given with passkeys on {view.origins.join(', ')} ({view.rpId}); {view.policy.approverQuorum} are needed for
          each withdrawal.
        </p>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Passkeys</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {view.approvers.map((approver) => (
              <tr key={approver.name}>
                <td>{approver.name}</td>
                <td>{approver.passkeys}</td>
                <td>{approver.removed ? 'removed: does not count' : 'approver'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <PolicyTables policy={view.policy} />
      <div className="actions">
        <Button
          kind="primary"
          disabled={review.busy}
          onPress={() => review.act({ type: 'approve', reviewId: view.reviewId })}
        >
          Approve the pairing
        </Button>
        <LeaveButton review={review} label="Refuse and leave" />
      </div>
    </>
  );
}
