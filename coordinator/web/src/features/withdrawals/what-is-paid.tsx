import { Link } from 'wouter';
import { Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/page.tsx';
import { Address, Amount, CopyButton, ShortHex, Time, WholeHex } from '../../ui/values.tsx';
import { ForeignNotice } from '../foreign-devices/foreign-notice.tsx';
import { KindChip } from './withdrawal-columns.tsx';
import type { WithdrawalView } from './withdrawals-api.ts';

/** Everything about a payment that people approve. */
export function WhatIsPaid({ withdrawal }: { readonly withdrawal: WithdrawalView }) {
  const { transaction } = withdrawal;
  const coin = { decimals: withdrawal.coinDecimals, symbol: withdrawal.coinSymbol };
  return (
    <Panel title="What is paid">
      <div className="stack">
        {withdrawal.kind === 'foreign' && <ForeignNotice />}
        <Facts
          facts={[
            {
              label: 'Amount',
              value: (
                <Amount amount={withdrawal.amount} decimals={withdrawal.decimals} symbol={withdrawal.symbol} isLarge />
              ),
            },
            { label: 'Destination', value: <Destination withdrawal={withdrawal} /> },
            { label: 'Asset', value: <Asset withdrawal={withdrawal} /> },
            {
              label: 'From wallet',
              value: (
                <span className="row">
                  <Link href={`/wallets/${withdrawal.walletId}`}>{withdrawal.walletName}</Link>
                  <KindChip kind={withdrawal.kind} />
                </span>
              ),
            },
            { label: 'Highest fee', value: <Amount amount={withdrawal.maxFee} {...coin} /> },
            {
              label: 'Requested by',
              value: (
                <>
                  {withdrawal.requestedBy.name}
                  {withdrawal.requestedBy.kind === 'api-key' && <span className="soft"> (API key)</span>},{' '}
                  <Time at={withdrawal.createdAt} />
                </>
              ),
            },
            ...(withdrawal.reference === null ? [] : [{ label: 'Reference', value: withdrawal.reference }]),
            { label: 'Expires', value: <Time at={withdrawal.expiresAt} /> },
            {
              label: 'Policy',
              value: (
                <Link href={`/policies/${withdrawal.policyDigest}`} className="mono">
                  {withdrawal.policyDigest.slice(0, 16)}…
                </Link>
              ),
            },
            ...(transaction === null ? [] : transactionFacts(transaction, coin)),
          ]}
        />
      </div>
    </Panel>
  );
}

function Destination({ withdrawal }: { readonly withdrawal: WithdrawalView }) {
  return (
    <div className="stack-small">
      <strong>{withdrawal.destinationLabel}</strong>
      <div className="row">
        <Address address={withdrawal.destination} isLarge />
        <CopyButton text={withdrawal.destination} what="destination address" />
      </div>
    </div>
  );
}

function Asset({ withdrawal }: { readonly withdrawal: WithdrawalView }) {
  if (withdrawal.token === null) return `${withdrawal.symbol}, the native coin of ${withdrawal.chainName}`;
  return (
    <div className="stack-small">
      <span>
        {withdrawal.symbol}, a token on {withdrawal.chainName}
      </span>
      <Address address={withdrawal.token} />
    </div>
  );
}

function transactionFacts(
  transaction: NonNullable<WithdrawalView['transaction']>,
  coin: { readonly decimals: number; readonly symbol: string },
) {
  return [
    {
      label: 'Transaction',
      value:
        transaction.hash === null ? (
          <span className="soft">Not signed yet</span>
        ) : (
          <WholeHex text={transaction.hash} what="transaction hash" />
        ),
    },
    { label: 'Signing digest', value: <ShortHex text={transaction.digest} what="signing digest" /> },
    { label: 'Nonce', value: transaction.nonce },
    ...(transaction.blockNumber === null ? [] : [{ label: 'Block', value: transaction.blockNumber }]),
    ...(transaction.feePaid === null
      ? []
      : [{ label: 'Fee paid', value: <Amount amount={transaction.feePaid} {...coin} /> }]),
  ];
}
