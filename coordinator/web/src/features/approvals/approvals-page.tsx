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
            <Panel title="Waiting for you" flush>
              <Rows
                caption="Waiting for you"
                rows={items.filter((row) => waitsFor(row, me.id))}
                isMine
                none="Nothing waits for your approval."
              />
            </Panel>
            <Panel title="Waiting for others" flush>
              <Rows
                caption="Waiting for others"
                rows={items.filter((row) => !waitsFor(row, me.id))}
                none="Nothing waits for other approvers alone."
              />
            </Panel>
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
  isHeadHidden: true,
  isNumber: true,
  cell: (row) => (
    <LinkButton href={`/withdrawals/${row.id}/approve`} look="primary" size="small">
      Review and decide
    </LinkButton>
  ),
};

function Rows(props: {
  readonly caption: string;
  readonly rows: readonly WithdrawalView[];
  readonly none: string;
  readonly isMine?: boolean;
}) {
  if (props.rows.length === 0) return <Empty icon="approve" title={props.none} />;
  return (
    <Table
      caption={props.caption}
      columns={props.isMine === true ? [...COLUMNS, EXPIRY, DECIDE] : [...COLUMNS, EXPIRY]}
      rows={props.rows}
      rowKey={(row) => row.id}
    />
  );
}
