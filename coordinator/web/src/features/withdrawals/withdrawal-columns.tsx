import { Link } from 'wouter';
import { Chip } from '../../ui/chip.tsx';
import { shortAddress } from '../../ui/format.ts';
import type { Column } from '../../ui/table.tsx';
import { Amount, Time } from '../../ui/values.tsx';
import { StateChip } from './state-chip.tsx';
import type { WithdrawalView } from './withdrawals-api.ts';

type W = WithdrawalView;

export const AMOUNT: Column<W> = {
  head: 'Amount',
  isNumber: true,
  cell: (row) => (
    <Link href={`/withdrawals/${row.id}`}>
      <strong>
        <Amount amount={row.amount} decimals={row.decimals} symbol={row.symbol} />
      </strong>
    </Link>
  ),
};

export const DESTINATION: Column<W> = {
  head: 'Destination',
  cell: (row) => (
    <>
      {row.destinationLabel}
      <span className="sub mono" title={row.destination}>
        {shortAddress(row.destination)}
      </span>
    </>
  ),
};

export const WALLET: Column<W> = {
  head: 'From',
  cell: (row) => (
    <>
      {row.walletName}
      <span className="sub">{row.chainName}</span>
    </>
  ),
};

export const KIND: Column<W> = { head: 'Custody', cell: (row) => <KindChip kind={row.kind} /> };
export const STATE: Column<W> = { head: 'State', cell: (row) => <StateChip state={row.state} kind={row.kind} /> };
export const APPROVALS: Column<W> = {
  head: 'Approvals',
  isNumber: true,
  cell: (row) => `${row.approvals.length} of ${row.approvalsNeeded}`,
};
export const REQUESTED: Column<W> = {
  head: 'Requested',
  cell: (row) => (
    <>
      <Time at={row.createdAt} />
      <span className="sub">by {row.requestedBy.name}</span>
    </>
  ),
};

const KINDS = {
  hot: { label: 'Hot', tone: 'wait' },
  cold: { label: 'Cold', tone: 'info' },
  foreign: { label: 'Foreign device', tone: 'quiet' },
} as const;

/** Who holds the key of a wallet. */
export function KindChip({ kind }: { readonly kind: keyof typeof KINDS }) {
  return (
    <Chip tone={KINDS[kind].tone} plain>
      {KINDS[kind].label}
    </Chip>
  );
}
