import { useState } from 'react';
import { useLocation } from 'wouter';
import { useCommand } from '../../api/use-command.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Address } from '../../ui/values.tsx';
import { useVaults, type VaultView } from '../vaults/vaults-api.ts';
import { AMOUNT, REQUESTED, WALLET } from '../withdrawals/withdrawal-columns.tsx';
import { useWithdrawals, type WithdrawalView } from '../withdrawals/withdrawals-api.ts';
import type { CeremonyView } from './ceremonies-api.ts';

export function CreateCeremonyPage() {
  const waiting = useWithdrawals({ state: 'awaiting-ceremony' });
  const vaults = useVaults();
  return (
    <Page
      title="New ceremony"
      crumbs={[{ label: 'Ceremonies', href: '/ceremonies' }]}
      intro="Choose which withdrawals the officers are asked to sign. They go to one vault, in the order shown."
    >
      <Loaded query={vaults}>
        {(known) => (
          <Loaded query={waiting}>{({ items }) => <VaultPanels vaults={known.items} waiting={items} />}</Loaded>
        )}
      </Loaded>
    </Page>
  );
}

function VaultPanels(props: { readonly vaults: readonly VaultView[]; readonly waiting: readonly WithdrawalView[] }) {
  const ofVault = (vault: VaultView) => props.waiting.filter((withdrawal) => withdrawal.vaultId === vault.id);
  const vaults = props.vaults.filter((vault) => ofVault(vault).length > 0);
  if (vaults.length === 0) {
    return (
      <Panel flush>
        <Empty
          icon="ceremony"
          title="No withdrawal awaits a ceremony"
          action={<LinkButton href="/withdrawals">Show withdrawals</LinkButton>}
        >
          Cold withdrawals appear here once they have all their approvals.
        </Empty>
      </Panel>
    );
  }
  return vaults.map((vault) => <VaultPanel key={vault.id} vault={vault} waiting={ofVault(vault)} />);
}

function VaultPanel({ vault, waiting }: { readonly vault: VaultView; readonly waiting: readonly WithdrawalView[] }) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [, navigate] = useLocation();
  const making = useCommand<CeremonyView>((made) => navigate(`/ceremonies/${made.id}/request`));
  // Oldest first: who asked first is served first.
  const rows = [...waiting].reverse();
  const chosen = rows.filter(({ id }) => !left.has(id)).map(({ id }) => id);
  const choose = (id: string, isChosen: boolean) => {
    const next = new Set(left);
    if (isChosen) next.delete(id);
    else next.add(id);
    setLeft(next);
  };
  return (
    <Panel
      title={vault.name}
      flush
      foot={
        <>
          <span className="soft">{chosen.length} chosen</span>
          <Button
            look="primary"
            disabled={chosen.length === 0}
            busy={making.isPending}
            onClick={() =>
              making.mutate({ path: '/v1/ceremonies', body: { vaultId: vault.id, withdrawalIds: chosen } })
            }
          >
            Make signing request
          </Button>
        </>
      }
    >
      <Table
        caption={`Withdrawals for ${vault.name}`}
        columns={[chooseColumn(left, choose), AMOUNT, WHOLE_DESTINATION, WALLET, REQUESTED]}
        rows={rows}
        rowKey={(row) => row.id}
      />
      {making.isError && <ErrorPanel error={making.error} />}
    </Panel>
  );
}

const WHOLE_DESTINATION: Column<WithdrawalView> = {
  head: 'Destination',
  cell: (row) => (
    <>
      {row.destinationLabel}
      <div>
        <Address address={row.destination} />
      </div>
    </>
  ),
};

function chooseColumn(
  left: ReadonlySet<string>,
  onChoose: (id: string, isChosen: boolean) => void,
): Column<WithdrawalView> {
  return {
    head: 'Choose',
    isHeadHidden: true,
    cell: (row) => (
      <input
        type="checkbox"
        checked={!left.has(row.id)}
        aria-label={`Include the withdrawal to ${row.destinationLabel}`}
        onChange={(event) => onChoose(row.id, event.target.checked)}
      />
    ),
  };
}
