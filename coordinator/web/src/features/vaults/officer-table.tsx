import { type Column, Table } from '../../ui/table.tsx';
import { ShortHex } from '../../ui/values.tsx';
import type { VaultView } from './vaults-api.ts';

type Officer = VaultView['officers'][number];

const COLUMNS: readonly Column<Officer>[] = [
  { head: 'Officer', cell: (officer) => <strong>{officer.name}</strong> },
  { head: 'Token key', cell: (officer) => <ShortHex text={officer.publicKey} what={`token key of ${officer.name}`} /> },
];

export function OfficerTable({ officers }: { readonly officers: readonly Officer[] }) {
  return <Table caption="Officers" columns={COLUMNS} rows={officers} rowKey={(officer) => officer.id} />;
}
