import { toBase64Url } from '@vieraugen/shared/bytes';
import { keyManifest } from '@vieraugen/shared/protocol';
import { Link } from 'wouter';
import { useCommand } from '../../api/use-command.ts';
import { ScanQr } from '../../qr/scan-qr.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import { ErrorPanel, Notice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { Address } from '../../ui/values.tsx';
import type { Wallet } from './wallets-api.ts';

type Registered = { readonly vaultId: string; readonly wallets: readonly Wallet[] };

export function RegisterWalletsPage() {
  const registering = useCommand<Registered>();
  const register = (message: Uint8Array) =>
    registering.mutate({ path: '/v1/key-manifests', body: { message: toBase64Url(message) } });
  return (
    <Page
      title="Register cold wallets"
      crumbs={[{ label: 'Wallets', href: '/wallets' }]}
      intro="After generating keys the signer shows a key manifest. Film it: it is accepted only from a paired vault and with its officers’ approvals."
    >
      <Panel title="Key manifest from the signer">
        {registering.isIdle && <ScanQr expectedType={keyManifest.urType} onMessage={register} />}
        {registering.isPending && <Skeleton lines={3} />}
        {registering.isError && (
          <div className="stack">
            <ErrorPanel error={registering.error} />
            <div className="row">
              <Button look="primary" onClick={registering.reset}>
                Scan again
              </Button>
            </div>
          </div>
        )}
        {registering.data && <Result registered={registering.data} />}
      </Panel>
    </Page>
  );
}

function Result({ registered }: { readonly registered: Registered }) {
  return (
    <div className="stack">
      <Notice tone="good" title={`${registered.wallets.length} cold wallets are registered`}>
        Compare each address with the signer’s list before anything is paid to it.
      </Notice>
      <Table
        caption="Registered wallets"
        columns={[
          { head: 'Name', cell: (wallet) => <Link href={`/wallets/${wallet.id}`}>{wallet.name}</Link> },
          { head: 'Address', cell: (wallet) => <Address address={wallet.address} /> },
        ]}
        rows={registered.wallets}
        rowKey={(wallet) => wallet.id}
      />
      <div className="row">
        <LinkButton href="/wallets" look="primary">
          Show wallets
        </LinkButton>
      </div>
    </div>
  );
}
