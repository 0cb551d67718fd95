import { Facts } from '../../ui/facts.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { shortAddress } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { Empty } from '../../ui/states.tsx';
import { Address, Amount } from '../../ui/values.tsx';
import type { Wallet } from '../wallets/wallets-api.ts';
import type { DraftFacts } from './create-withdrawal-page.tsx';
import { amountOf, type Draft, type DraftErrors } from './withdrawal-draft.ts';

export function WithdrawalFields(props: {
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly wallets: readonly Wallet[];
  readonly facts: DraftFacts;
  readonly errors: DraftErrors;
}) {
  const { draft, onChange, facts, errors } = props;
  const { choice } = facts;
  return (
    <div className="form">
      <SelectField
        label="From wallet"
        value={draft.walletId}
        onChange={(walletId) => onChange({ walletId, asset: '', destination: '' })}
        options={props.wallets.map(({ id, name, kind }) => ({ value: id, label: `${name} (${kind})` }))}
        placeholder="Choose a wallet"
        error={errors.walletId}
      />
      {facts.wallet && facts.policy === undefined && (
        <Notice tone="wait" title="No policy is in force for this wallet">
          Nothing can be paid from it until an administrator puts a policy in force.
        </Notice>
      )}
      <SelectField
        label="Asset"
        value={draft.asset}
        onChange={(asset) => onChange({ asset, destination: '' })}
        options={facts.choices.map(({ key, asset, chain }) => ({
          value: key,
          label: `${asset.symbol} on ${chain.name}`,
        }))}
        placeholder="Choose an asset"
        disabled={facts.choices.length === 0}
        error={errors.asset}
      />
      <SelectField
        label="Destination"
        value={draft.destination}
        onChange={(destination) => onChange({ destination })}
        options={(choice?.chain.destinations ?? []).map(({ address, label }) => ({
          value: address,
          label: `${label} (${shortAddress(address)})`,
        }))}
        placeholder="Choose who is paid"
        disabled={choice === undefined}
        error={errors.destination}
        hint="The policy’s address list. To pay somebody else, the policy has to be changed first."
      />
      <TextField
        label="Amount"
        value={draft.amount}
        onChange={(amount) => onChange({ amount })}
        inputMode="decimal"
        unit={choice?.asset.symbol}
        placeholder="0.00"
        error={errors.amount}
        hint={choice ? <Limits facts={facts} /> : 'Digits and one decimal point, such as 1250.75'}
      />
      <TextField
        label="Reference (optional)"
        value={draft.reference}
        onChange={(reference) => onChange({ reference })}
        maxLength={120}
        hint="Your own note, such as an order number. Approvers see it."
      />
    </div>
  );
}

function Limits({ facts: { choice, balance } }: { readonly facts: DraftFacts }) {
  if (choice === undefined) return null;
  const { decimals, symbol, maxPerTransaction, maxPerDay } = choice.asset;
  const unit = { decimals, symbol };
  return (
    <>
      {balance !== undefined && (
        <>
          Balance <Amount amount={balance.toString()} {...unit} />.{' '}
        </>
      )}
      At most <Amount amount={maxPerTransaction} {...unit} /> at once and <Amount amount={maxPerDay} {...unit} /> in 24
      hours.
    </>
  );
}

const SIGNED_BY = {
  cold: 'Signed offline by officers in a ceremony',
  foreign: 'Signed by whoever holds the foreign device, alone',
} as const;

/** The request in the words in which others will see it. */
export function DraftReview({ draft, facts }: { readonly draft: Draft; readonly facts: DraftFacts }) {
  const { choice, wallet, policy } = facts;
  const amount = choice && amountOf(draft.amount, choice.asset.decimals);
  if (!choice || !wallet || typeof amount !== 'bigint' || draft.destination === '') {
    return (
      <Empty icon="withdrawal" title="Nothing to review yet">
        Fill in the payment: here you see it as the approvers will.
      </Empty>
    );
  }
  const label = choice.chain.destinations.find(({ address }) => address === draft.destination)?.label;
  return (
    <div className="stack">
      <Amount amount={amount.toString()} decimals={choice.asset.decimals} symbol={choice.asset.symbol} isLarge />
      <div className="stack-small">
        <strong>to {label}</strong>
        <Address address={draft.destination} isLarge />
      </div>
      <Facts
        facts={[
          { label: 'Chain', value: choice.chain.name },
          { label: 'From wallet', value: `${wallet.name} (${wallet.kind})` },
          { label: 'Approvals needed', value: policy?.policy.approverQuorum ?? '' },
          ...(wallet.kind === 'hot' ? [] : [{ label: 'Then', value: SIGNED_BY[wallet.kind] }]),
        ]}
      />
    </div>
  );
}
