import { Link } from 'wouter';
import { Facts } from '../../ui/facts.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { Address, ShortHex, Time } from '../../ui/values.tsx';
import { useWallets } from '../wallets/wallets-api.ts';
import { OfficerTable } from './officer-table.tsx';
import { useVault, type VaultView } from './vaults-api.ts';

export function VaultPage({ id }: { readonly id: string }) {
  const vault = useVault(id);
  return (
    <Page title={vault.data?.name ?? 'Vault'} crumbs={[{ label: 'Vaults', href: '/vaults' }]}>
      <Loaded query={vault}>{(data) => <Detail vault={data} />}</Loaded>
    </Page>
  );
}

function Detail({ vault }: { readonly vault: VaultView }) {
  return (
    <>
      <div className="columns-two">
        <Panel title="Facts">
          <Facts
            facts={[
              { label: 'Officers needed', value: `${vault.officerQuorum} of ${vault.officers.length}` },
              {
                label: 'Policy',
                value: <Link href={`/policies/${vault.policyDigest}`}>Show policy</Link>,
              },
              { label: 'Station key', value: <ShortHex text={vault.stationKey} what="station key" /> },
              { label: 'Journal entry', value: vault.journalHead.sequence },
              { label: 'Journal hash', value: <ShortHex text={vault.journalHead.hash} what="journal hash" /> },
              { label: 'Vault id', value: <ShortHex text={vault.id} what="vault id" /> },
              { label: 'Paired', value: <Time at={vault.createdAt} /> },
            ]}
          />
        </Panel>
        <Panel title="Officers" flush>
          <OfficerTable officers={vault.officers} />
        </Panel>
      </div>
      <VaultWallets vaultId={vault.id} />
    </>
  );
}

function VaultWallets({ vaultId }: { readonly vaultId: string }) {
  const wallets = useWallets();
  return (
    <Panel title="Wallets in this vault" flush>
      <Loaded query={wallets}>
        {({ items }) => {
          const own = items.filter((wallet) => wallet.vaultId === vaultId);
          if (own.length === 0) {
            return (
              <Empty icon="wallet" title="No keys are registered yet">
                Officers generate keys in the signer; an administrator registers them from its key manifest.
              </Empty>
            );
          }
          return (
            <Table
              caption="Wallets in this vault"
              columns={[
                { head: 'Name', cell: (wallet) => <Link href={`/wallets/${wallet.id}`}>{wallet.name}</Link> },
                { head: 'Address', cell: (wallet) => <Address address={wallet.address} /> },
                { head: 'Since', cell: (wallet) => <Time at={wallet.createdAt} /> },
              ]}
              rows={own}
              rowKey={(wallet) => wallet.id}
            />
          );
        }}
      </Loaded>
    </Panel>
  );
}
