import { Link } from 'wouter';
import { useHasRole } from '../../api/use-session.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Address, Amount, CopyButton, ShortHex, Time } from '../../ui/values.tsx';
import { ForeignNotice } from '../foreign-devices/foreign-notice.tsx';
import { useVaults } from '../vaults/vaults-api.ts';
import { AMOUNT, DESTINATION, KindChip, REQUESTED, STATE } from '../withdrawals/withdrawal-columns.tsx';
import { useWithdrawals } from '../withdrawals/withdrawals-api.ts';
import { UnconfirmedWallet } from './confirm-foreign-wallet.tsx';
import { type Balance, isUnconfirmed, useBalances, useWallet, type Wallet } from './wallets-api.ts';

export function WalletPage({ id }: { readonly id: string }) {
  const wallet = useWallet(id);
  const mayRequest = useHasRole('operator');
  return (
    <Page
      title={wallet.data?.name ?? 'Wallet'}
      crumbs={[{ label: 'Wallets', href: '/wallets' }]}
      actions={
        mayRequest &&
        wallet.data &&
        !isUnconfirmed(wallet.data) && (
          <LinkButton href={`/withdrawals/new?wallet=${encodeURIComponent(id)}`} look="primary">
            New withdrawal
          </LinkButton>
        )
      }
    >
      <Loaded query={wallet}>
        {(data) => (
          <>
            {isUnconfirmed(data) && <UnconfirmedWallet wallet={data} />}
            {data.kind === 'foreign' && <ForeignNotice />}
            <div className="columns-main">
              <Balances walletId={id} />
              <WalletFacts wallet={data} />
            </div>
            <RecentWithdrawals walletId={id} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

const BALANCE_COLUMNS: readonly Column<Balance>[] = [
  { head: 'Asset', cell: (balance) => <strong>{balance.symbol}</strong> },
  { head: 'Chain', cell: (balance) => balance.chainName },
  {
    head: 'Contract',
    cell: (balance) =>
      balance.token === null ? (
        <span className="soft">Native coin</span>
      ) : (
        <ShortHex text={balance.token} what="contract address" />
      ),
  },
  {
    head: 'Balance',
    isNumber: true,
    cell: (balance) => <Amount amount={balance.amount} decimals={balance.decimals} symbol={balance.symbol} />,
  },
];

function Balances({ walletId }: { readonly walletId: string }) {
  const balances = useBalances(walletId);
  return (
    <Panel title="Balances" flush>
      <Loaded query={balances} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="policy" title="No assets">
              Balances are shown for the assets that the wallet’s policy names.
            </Empty>
          ) : (
            <Table
              caption="Balances"
              columns={BALANCE_COLUMNS}
              rows={items}
              rowKey={(balance) => `${balance.chain} ${balance.token}`}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

function WalletFacts({ wallet }: { readonly wallet: Wallet }) {
  const vault = useVaults().data?.items.find(({ id }) => id === wallet.vaultId);
  return (
    <Panel title="About this wallet">
      <div className="stack">
        <div>
          <h3>Address</h3>
          <div className="row">
            <Address address={wallet.address} />
            {!isUnconfirmed(wallet) && <CopyButton text={wallet.address} what="address" />}
          </div>
        </div>
        <Facts
          facts={[
            { label: 'Custody', value: <KindChip kind={wallet.kind} /> },
            ...(wallet.vaultId === null
              ? []
              : [
                  {
                    label: 'Vault',
                    value: <Link href={`/vaults/${wallet.vaultId}`}>{vault?.name ?? 'Show vault'}</Link>,
                  },
                ]),
            ...(wallet.device === null
              ? []
              : [
                  { label: 'Device', value: wallet.device.name },
                  { label: 'Key of the device', value: <span className="mono">{wallet.device.derivationPath}</span> },
                  { label: 'Fingerprint', value: <span className="mono">{wallet.device.sourceFingerprint}</span> },
                ]),
            ...(wallet.publicKey === null
              ? []
              : [{ label: 'Public key', value: <ShortHex text={wallet.publicKey} what="public key" /> }]),
            { label: 'Key id', value: <ShortHex text={wallet.keyId} what="key id" /> },
            { label: 'Since', value: <Time at={wallet.createdAt} /> },
          ]}
        />
      </div>
    </Panel>
  );
}

function RecentWithdrawals({ walletId }: { readonly walletId: string }) {
  const withdrawals = useWithdrawals({ walletId });
  return (
    <Panel title="Withdrawals from this wallet" flush>
      <Loaded query={withdrawals}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon="withdrawal" title="Nothing was withdrawn yet" />
          ) : (
            <Table
              caption="Withdrawals from this wallet"
              columns={[AMOUNT, DESTINATION, STATE, REQUESTED]}
              rows={items}
              rowKey={(row) => row.id}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}
