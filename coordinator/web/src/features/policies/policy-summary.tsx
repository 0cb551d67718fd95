import { Facts } from '../../ui/facts.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Address, Amount } from '../../ui/values.tsx';
import { feeCapText } from './fee-cap-text.ts';
import type { AssetRule, ChainRule, PolicyJson } from './policies-api.ts';

/** A policy as people read it: who decides, what may be paid, to whom, and at what cost. */
export function PolicySummary({ policy }: { readonly policy: PolicyJson }) {
  return (
    <div className="stack">
      <Facts
        facts={[
          { label: 'Revision', value: policy.revision },
          { label: 'Back-office approvals', value: `${policy.approverQuorum} people, never the requester` },
          { label: 'Officers', value: `${policy.officerQuorum} people at the offline signer` },
        ]}
      />
      {policy.chains.map((chain) => (
        <ChainSummary key={chain.chain} chain={chain} />
      ))}
    </div>
  );
}

function ChainSummary({ chain }: { readonly chain: ChainRule }) {
  return (
    <section className="stack-small" aria-label={chain.name}>
      <div className="spread">
        <h3>
          {chain.name} <span className="soft">({chain.chain})</span>
        </h3>
        <span className="soft">
          At most <Amount amount={chain.maxFee} decimals={chain.coinDecimals} symbol={chain.coinSymbol} /> fee a payment
        </span>
      </div>
      <Table
        caption={`Assets on ${chain.name}`}
        columns={assetColumns(chain)}
        rows={chain.assets}
        rowKey={(asset) => asset.token ?? 'coin'}
      />
      <Table
        caption={`Address list of ${chain.name}`}
        columns={DESTINATION_COLUMNS}
        rows={chain.destinations}
        rowKey={(destination) => destination.address}
      />
    </section>
  );
}

function assetColumns(chain: ChainRule): readonly Column<AssetRule>[] {
  const amountColumn = (head: string, amountOf: (asset: AssetRule) => string): Column<AssetRule> => ({
    head,
    isNumber: true,
    cell: (asset) => <Amount amount={amountOf(asset)} decimals={asset.decimals} symbol={asset.symbol} />,
  });
  return [
    { head: 'Asset', cell: (asset) => <strong>{asset.symbol}</strong> },
    {
      head: 'Contract',
      cell: (asset) =>
        asset.token === null ? <span className="soft">Native coin</span> : <Address address={asset.token} />,
    },
    amountColumn('At once', (asset) => asset.maxPerTransaction),
    amountColumn('In 24 hours', (asset) => asset.maxPerDay),
    { head: 'Fee cap', isNumber: true, cell: (asset) => feeCapText(asset, chain) },
  ];
}

const DESTINATION_COLUMNS: readonly Column<ChainRule['destinations'][number]>[] = [
  { head: 'May be paid', cell: (destination) => <strong>{destination.label}</strong> },
  { head: 'Address', cell: (destination) => <Address address={destination.address} /> },
];
