import { useSession } from '../../api/use-session.ts';
import { LinkButton } from '../../ui/button.tsx';
import { timeLeft } from '../../ui/format.ts';
import { Page, Panel } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { AMOUNT, APPROVALS, DESTINATION, REQUESTED, WALLET } from '../withdrawals/withdrawal-columns.tsx';
import { useWithdrawals, type WithdrawalView } from '../withdrawals/withdrawals-api.ts';
import { waitsFor } from './use-waiting-for-me.ts';

export function ApprovalsPage() {
  const me = useSession();
  const waiting = useWithdrawals({ state: 'awaiting-approval' });
  return (
    <Page
      title="Approvals"
      intro="Withdrawals that wait for approvers. Each approval is a signature of your passkey over exactly one payment."
    >
      <Loaded query={waiting}>
        {({ items }) => (
          <>
            <Mine rows={items.filter((row) => waitsFor(row, me.id))} />
            <Others rows={items.filter((row) => !waitsFor(row, me.id))} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

const COLUMNS: readonly Column<WithdrawalView>[] = [AMOUNT, DESTINATION, WALLET, APPROVALS, REQUESTED];

const EXPIRY: Column<WithdrawalView> = { head: 'Expires', cell: (row) => timeLeft(row.expiresAt, Date.now()) };

const DECIDE: Column<WithdrawalView> = {
  head: 'Actions',
  isActions: true,
  cell: (row) => (
    <LinkButton href={`/withdrawals/${row.id}/approve`} look="primary" size="small">
      Review and decide
    </LinkButton>
  ),
};

function Mine({ rows }: { readonly rows: readonly WithdrawalView[] }) {
  return (
    <Panel title="Waiting for you" flush>
      {rows.length === 0 ? (
        <Empty icon="approve" title="Nothing waits for your approval" />
      ) : (
        <Table caption="Waiting for you" columns={[...COLUMNS, EXPIRY, DECIDE]} rows={rows} rowKey={(row) => row.id} />
      )}
    </Panel>
  );
}

/** Those that this person approved already, or asked for. */
function Others({ rows }: { readonly rows: readonly WithdrawalView[] }) {
  if (rows.length === 0) return null;
  return (
    <Panel title="Waiting for others" flush>
      <Table caption="Waiting for others" columns={[...COLUMNS, EXPIRY]} rows={rows} rowKey={(row) => row.id} />
    </Panel>
  );
}
