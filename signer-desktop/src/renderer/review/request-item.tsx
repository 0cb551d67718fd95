import { useId } from 'react';
import type { ItemView, PaymentView } from '../../ipc/view-parts.ts';
import { TextField } from './fields.tsx';

/** What an officer has marked on one payment. */
export interface ItemMarks {
  readonly destination: boolean;
  readonly amount: boolean;
  readonly refuse: boolean;
  readonly reason: string;
}

interface RequestItemProps {
  readonly item: ItemView;
  readonly marks: ItemMarks;
  readonly onMark: (change: Partial<ItemMarks>) => void;
}

export function RequestItem({ item, marks, onMark }: RequestItemProps) {
  const number = item.index + 1;
  const look = item.refusal !== null ? 'card item item-bad' : marks.refuse ? 'card item item-refused' : 'card item';
  return (
    <section className={look} aria-label={`Payment ${number}`}>
      <header className="item-head">
        <h2>Payment {number}</h2>
        {item.refusal === null ? (
          <span className="badge badge-good">Allowed by the policy</span>
        ) : (
          <span className="badge badge-bad">Refused by this station</span>
        )}
      </header>
      {item.refusal === null ? null : (
        <p className="item-refusal" role="note">
          {item.refusal.reason} <span className="code">{item.refusal.code}</span>
        </p>
      )}
      {item.payment === null ? (
        <p>The transaction cannot be read, so nothing of it is shown. It is not signed.</p>
      ) : (
        <Payment payment={item.payment} item={item} />
      )}
      {item.refusal === null ? <Marks number={number} marks={marks} onMark={onMark} /> : null}
    </section>
  );
}

function Payment({ payment, item }: { readonly payment: PaymentView; readonly item: ItemView }) {
  const { approvers, withdrawalId, words } = item;
  return (
    <>
      <p className="amount">{payment.amount}</p>
      <dl className="facts">
        <dt>To</dt>
        <dd>
          {payment.destinationLabel}
          <div className="address address-large">{payment.destination}</div>
        </dd>
        <dt>From</dt>
        <dd>
          {payment.fromLabel}
          <div className="address">{payment.fromAddress}</div>
        </dd>
        <dt>Chain</dt>
        <dd>
          {payment.chainName} <span className="code">({payment.chain})</span>
        </dd>
        {payment.contract === null ? null : (
          <>
            <dt>Token contract</dt>
            <dd className="address">{payment.contract}</dd>
          </>
        )}
        <dt>Fee at most</dt>
        <dd>{payment.maxFee}</dd>
        <dt>In 24 hours, with this</dt>
        <dd>{payment.dayUse}</dd>
        <dt>Nonce</dt>
        <dd>{payment.nonce}</dd>
        <dt>Approved by</dt>
        <dd>{approvers.length === 0 ? 'not verified' : approvers.join(', ')}</dd>
        <dt>Withdrawal</dt>
        <dd className="code">{asUuid(withdrawalId)}</dd>
        <dt>Words of the approval</dt>
        <dd className="words">{words.join(' ')}</dd>
      </dl>
    </>
  );
}

interface MarksProps {
  readonly number: number;
  readonly marks: ItemMarks;
  readonly onMark: (change: Partial<ItemMarks>) => void;
}

function Marks({ number, marks, onMark }: MarksProps) {
  return (
    <fieldset className="marks">
      <legend className="visually-hidden">Decision on payment {number}</legend>
      <Mark
        label={`Payment ${number}: I compared the destination`}
        isSet={marks.destination}
        isOff={marks.refuse}
        onChange={(destination) => onMark({ destination })}
      />
      <Mark
        label={`Payment ${number}: I compared the amount`}
        isSet={marks.amount}
        isOff={marks.refuse}
        onChange={(amount) => onMark({ amount })}
      />
      <Mark
        label={`Payment ${number}: I refuse it`}
        isSet={marks.refuse}
        isOff={false}
        onChange={(refuse) => onMark({ refuse })}
      />
      {marks.refuse ? (
        <TextField
          label={`Reason for refusing payment ${number}`}
          maxLength={200}
          value={marks.reason}
          onChange={(reason) => onMark({ reason })}
          hint="The back office reads it."
        />
      ) : null}
    </fieldset>
  );
}

interface MarkProps {
  readonly label: string;
  readonly isSet: boolean;
  readonly isOff: boolean;
  readonly onChange: (isSet: boolean) => void;
}

function Mark({ label, isSet, isOff, onChange }: MarkProps) {
  const id = useId();
  return (
    <div className="mark">
      <input
        id={id}
        type="checkbox"
        checked={isSet}
        disabled={isOff}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
    </div>
  );
}

/** The form in which the back office writes an identifier. */
function asUuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
