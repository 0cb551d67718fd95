import { useState } from 'react';
import { Button } from '../ui/parts.tsx';
import { NumberField, TextField } from './fields.tsx';
import { LeaveButton } from './leave-button.tsx';
import { OfficerTurn } from './officer-turn.tsx';
import type { ScreenProps } from './screens.tsx';

export function DescribeKeysScreen({ review }: ScreenProps<'describe-keys'>) {
  const [count, setCount] = useState(1);
  const [label, setLabel] = useState('Cold wallet');
  return (
    <>
      <h1>Generate keys</h1>
      <p className="lead">
        The keys are made inside the HSM and never leave it. Each signs a test before it is announced.
      </p>
      <section className="card" aria-label="The keys">
        <NumberField label="Number of keys" min={1} max={20} value={count} onChange={setCount} />
        <TextField
          label="Name of the keys"
          maxLength={60}
          value={label}
          onChange={setLabel}
          hint="A running number is added."
        />
        <p className="field-hint">For Ethereum and other EVM chains.</p>
        <div className="actions">
          <Button
            kind="primary"
            disabled={review.busy || label.trim() === ''}
            onPress={() => review.act({ type: 'describe-keys', family: 'eip155', count, label })}
          >
            Go on
          </Button>
          <LeaveButton review={review} />
        </div>
      </section>
    </>
  );
}

export function ReviewKeysScreen({ view, review }: ScreenProps<'review-keys'>) {
  return (
    <>
      <h1>Approve the new keys</h1>
      <OfficerTurn progress={view.progress} />
      <p className="lead">Each of them was made in the HSM and has signed a test that verifies.</p>
      <section className="card" aria-label="The new keys">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Address</th>
            </tr>
          </thead>
          <tbody>
            {view.keys.map((key) => (
              <tr key={key.keyId}>
                <td>{key.label}</td>
                <td className="address">{key.address}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className="actions">
          <Button
            kind="primary"
            disabled={review.busy}
            onPress={() => review.act({ type: 'approve', reviewId: view.reviewId })}
          >
            Approve the keys
          </Button>
          <LeaveButton review={review} label="Refuse and leave" />
        </div>
      </section>
    </>
  );
}
