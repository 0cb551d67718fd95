import { Link } from 'wouter';
import { useHasRole } from '../../api/use-session.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/values.tsx';
import { useWithdrawals } from '../withdrawals/withdrawals-api.ts';
import { type CeremonyView, useCeremonies } from './ceremonies-api.ts';
import { CeremonyChip } from './ceremony-chip.tsx';

export function CeremoniesPage() {
  const ceremonies = useCeremonies();
  const mayHold = useHasRole('operator', 'administrator');
  return (
    <Page
      title="Ceremonies"
      intro="Approved cold withdrawals go to the offline signer as a QR code; its officers decide; its answer comes back the same way."
      actions={
        mayHold && (
          <>
            <LinkButton href="/ceremonies/answer">From the signer</LinkButton>
            <LinkButton href="/ceremonies/new" look="primary">
              New ceremony
            </LinkButton>
          </>
        )
      }
    >
      {mayHold && <WaitingNotice />}
      <Panel flush>
        <Loaded query={ceremonies}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon="ceremony" title="No ceremonies yet">
                A ceremony begins when an operator gathers approved cold withdrawals into a request for the signer.
              </Empty>
            ) : (
              <Table caption="Ceremonies" columns={COLUMNS} rows={items} rowKey={(ceremony) => ceremony.id} />
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

function WaitingNotice() {
  const page = useWithdrawals({ state: 'awaiting-ceremony' }).data;
  // Foreign devices sign without a ceremony.
  const waiting = page?.items.filter(({ kind }) => kind === 'cold').length ?? 0;
  if (waiting === 0) return null;
  const count = `${waiting}${page?.nextCursor ? ' or more' : ''}`;
  return (
    <Notice tone="wait" title={`${count} ${count === '1' ? 'withdrawal awaits' : 'withdrawals await'} a ceremony`}>
      They were approved and wait for the officers’ signatures.
    </Notice>
  );
}

const COLUMNS: readonly Column<CeremonyView>[] = [
  {
    head: 'Ceremony',
    cell: (ceremony) => (
      <Link href={`/ceremonies/${ceremony.id}`}>
        <strong>Request {ceremony.sequence}</strong>
      </Link>
    ),
  },
  { head: 'Vault', cell: (ceremony) => ceremony.vaultName },
  { head: 'Withdrawals', isNumber: true, cell: (ceremony) => ceremony.items.length },
  { head: 'State', cell: (ceremony) => <CeremonyChip state={ceremony.state} /> },
  { head: 'Officers', cell: (ceremony) => ceremony.officers.join(', ') },
  { head: 'Made', cell: (ceremony) => <Time at={ceremony.createdAt} /> },
];
