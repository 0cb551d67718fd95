import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useHasRole, useSession } from '../../api/use-session.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { Amount } from '../../ui/values.tsx';
import { SecondFounderNotice } from '../accounts/second-founder-notice.tsx';
import { useWaitingForMe } from '../approvals/use-waiting-for-me.ts';
import { useAllBalances, useWallets } from '../wallets/wallets-api.ts';
import { AMOUNT, DESTINATION, REQUESTED, STATE } from '../withdrawals/withdrawal-columns.tsx';
import { useWithdrawals, type WithdrawalState } from '../withdrawals/withdrawals-api.ts';
import { NextSteps } from './next-steps.tsx';
import { totalsOf } from './totals.ts';

const RECENT = 8;

export function OverviewPage() {
  const session = useSession();
  const mayRequest = useHasRole('operator');
  return (
    <Page
      title={`Good day, ${session.name}`}
      actions={
        mayRequest && (
          <LinkButton href="/withdrawals/new" look="primary">
            New withdrawal
          </LinkButton>
        )
      }
    >
      <SecondFounderNotice />
      <NextSteps />
      <Queues />
      <div className="columns-main">
        <Recent />
        <Holdings />
      </div>
    </Page>
  );
}

/** What waits for whom. */
function Queues() {
  const isApprover = useHasRole('approver');
  const waiting = useWaitingForMe().length;
  return (
    <div className="figures">
      {isApprover && <Figure href="/approvals" value={waiting} label="Waiting for you" />}
      <StateFigure state="awaiting-approval" label="Awaiting approval" />
      <StateFigure state="awaiting-ceremony" label="To sign offline" />
      <StateFigure state="broadcast" label="On their way" />
      <StateFigure state="failed" label="Failed" />
    </div>
  );
}

function StateFigure({ state, label }: { readonly state: WithdrawalState; readonly label: string }) {
  const page = useWithdrawals({ state }).data;
  const count = page && `${page.items.length}${page.nextCursor === null ? '' : '+'}`;
  return <Figure href={`/withdrawals?state=${state}`} value={count ?? '…'} label={label} />;
}

function Figure(props: { readonly href: string; readonly value: ReactNode; readonly label: string }) {
  return (
    <Link href={props.href} className="figure">
      <span className="value">{props.value}</span>
      <span className="label">{props.label}</span>
    </Link>
  );
}

function Recent() {
  const withdrawals = useWithdrawals({});
  return (
    <Panel title="Latest withdrawals" actions={<Link href="/withdrawals">Show all</Link>} flush>
      <Loaded query={withdrawals}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="withdrawal" title="No withdrawals yet" />
          ) : (
            <Table
              caption="Latest withdrawals"
              columns={[AMOUNT, DESTINATION, STATE, REQUESTED]}
              rows={items.slice(0, RECENT)}
              rowKey={(row) => row.id}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

/** The balances of all wallets together, one asset a line. */
function Holdings() {
  const wallets = useWallets().data?.items ?? [];
  const balances = useAllBalances(wallets);
  const totals = totalsOf(balances.flatMap((query) => query.data?.items ?? []));
  return (
    <Panel title="In custody" actions={<Link href="/wallets">Wallets</Link>} flush>
      {totals.length === 0 ? (
        <Empty icon="wallet" title="Nothing to show yet">
          Balances appear for wallets under a policy.
        </Empty>
      ) : (
        <Table
          caption="In custody"
          columns={[
            {
              head: 'Asset',
              cell: (total) => (
                <>
                  <strong>{total.symbol}</strong>
                  <span className="sub">{total.chainName}</span>
                </>
              ),
            },
            {
              head: 'Balance',
              isNumber: true,
              cell: (total) => <Amount amount={total.amount} decimals={total.decimals} symbol={total.symbol} />,
            },
          ]}
          rows={totals}
          rowKey={(total) => `${total.chain} ${total.token}`}
        />
      )}
    </Panel>
  );
}
