import { Link } from 'wouter';
import { useHasRole } from '../../api/use-session.ts';
import { LinkButton } from '../../ui/button.tsx';
import { shortAddress } from '../../ui/format.ts';
import { Page, Panel } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { CopyButton, Time } from '../../ui/values.tsx';
import { KindChip } from '../withdrawals/withdrawal-columns.tsx';
import { BalanceLines } from './balance-lines.tsx';
import { isUnconfirmed, useWallets, type Wallet } from './wallets-api.ts';

export function WalletsPage() {
  const wallets = useWallets();
  const isAdministrator = useHasRole('administrator');
  return (
    <Page
      title="Wallets"
      intro="Each wallet is one key: hot ones live in the key service, cold ones in the HSM of an offline vault, foreign ones in somebody else’s device."
      actions={
        isAdministrator && (
          <>
            <LinkButton href="/wallets/foreign">Register a foreign wallet</LinkButton>
            <LinkButton href="/wallets/register">Register cold wallets</LinkButton>
            <LinkButton href="/wallets/new" look="primary">
              New hot wallet
            </LinkButton>
          </>
        )
      }
    >
      <Panel flush>
        <Loaded query={wallets}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon="wallet" title="No wallets yet">
                An administrator creates a hot wallet here, or registers cold ones with the key manifest that the
                officers made in the signer.
              </Empty>
            ) : (
              <Table caption="Wallets" columns={COLUMNS} rows={items} rowKey={(wallet) => wallet.id} />
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

const COLUMNS: readonly Column<Wallet>[] = [
  {
    head: 'Name',
    cell: (wallet) => (
      <Link href={`/wallets/${wallet.id}`}>
        <strong>{wallet.name}</strong>
      </Link>
    ),
  },
  {
    head: 'Custody',
    cell: (wallet) => (
      <>
        <KindChip kind={wallet.kind} />
        {isUnconfirmed(wallet) && <span className="sub">Not confirmed: pay nothing to it yet</span>}
      </>
    ),
  },
  {
    head: 'Address',
    cell: (wallet) => (
      <span className="copy-line">
        <span className="mono" title={wallet.address}>
          {shortAddress(wallet.address)}
        </span>
        {!isUnconfirmed(wallet) && <CopyButton text={wallet.address} what={`address of ${wallet.name}`} />}
      </span>
    ),
  },
  { head: 'Balances', isNumber: true, cell: (wallet) => <BalanceLines walletId={wallet.id} /> },
  { head: 'Since', cell: (wallet) => <Time at={wallet.createdAt} /> },
];
