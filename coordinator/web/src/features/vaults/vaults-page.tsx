import { Link } from 'wouter';
import { useHasRole } from '../../api/use-session.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Empty, Loaded } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/values.tsx';
import { PairingChip } from './pairing-chip.tsx';
import { type PairingView, usePairings, useVaults, type VaultView } from './vaults-api.ts';

export function VaultsPage() {
  const vaults = useVaults();
  const isAdministrator = useHasRole('administrator');
  return (
    <Page
      title="Vaults"
      intro="A vault is an offline signer with its HSM and its officers. It is trusted once people compared the words on both screens."
      actions={
        isAdministrator && (
          <LinkButton href="/vaults/pair" look="primary">
            Pair a vault
          </LinkButton>
        )
      }
    >
      <Panel flush>
        <Loaded query={vaults}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon="vault" title="No vault is paired yet">
                An administrator pairs one by showing an offer to the signer while its officers found it.
              </Empty>
            ) : (
              <Table caption="Vaults" columns={VAULT_COLUMNS} rows={items} rowKey={(vault) => vault.id} />
            )
          }
        </Loaded>
      </Panel>
      <Pairings />
    </Page>
  );
}

const VAULT_COLUMNS: readonly Column<VaultView>[] = [
  {
    head: 'Name',
    cell: (vault) => (
      <Link href={`/vaults/${vault.id}`}>
        <strong>{vault.name}</strong>
      </Link>
    ),
  },
  { head: 'Officers', cell: (vault) => vault.officers.map(({ name }) => name).join(', ') },
  { head: 'Quorum', isNumber: true, cell: (vault) => `${vault.officerQuorum} of ${vault.officers.length}` },
  { head: 'Journal entry', isNumber: true, cell: (vault) => vault.journalHead.sequence },
  { head: 'Paired', cell: (vault) => <Time at={vault.createdAt} /> },
];

const PAIRING_COLUMNS: readonly Column<PairingView>[] = [
  {
    head: 'Offer',
    cell: (pairing) => (
      <Link href={`/pairings/${pairing.id}`}>
        <strong>{pairing.words.slice(0, 3).join(' ')} …</strong>
      </Link>
    ),
  },
  { head: 'State', cell: (pairing) => <PairingChip state={pairing.state} /> },
  { head: 'Vault', cell: (pairing) => pairing.acceptance?.vaultName ?? '' },
  { head: 'Made', cell: (pairing) => <Time at={pairing.createdAt} /> },
  { head: 'Expires', cell: (pairing) => <Time at={pairing.expiresAt} /> },
];

function Pairings() {
  const mayRead = useHasRole('administrator', 'auditor');
  const pairings = usePairings(mayRead).data?.items ?? [];
  if (pairings.length === 0) return null;
  return (
    <Panel title="Pairings" flush>
      <Table caption="Pairings" columns={PAIRING_COLUMNS} rows={pairings} rowKey={(pairing) => pairing.id} />
    </Panel>
  );
}
