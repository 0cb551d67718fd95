import { toBase64Url } from '@vieraugen/shared/bytes';
import { pairingAcceptance, pairingOffer } from '@vieraugen/shared/protocol';
import { useState } from 'react';
import { useCommand } from '../../api/use-command.ts';
import { useHasRole } from '../../api/use-session.ts';
import { ScanQr } from '../../qr/scan-qr.tsx';
import { ShowMessage } from '../../qr/show-message.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import { ErrorPanel, Notice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Loaded, Skeleton } from '../../ui/states.tsx';
import { ConfirmPairing } from './confirm-pairing.tsx';
import { PairingChip } from './pairing-chip.tsx';
import { type PairingView, usePairing } from './vaults-api.ts';

export function PairingPage({ id }: { readonly id: string }) {
  const pairing = usePairing(id);
  return (
    <Page
      title="Pairing"
      crumbs={[{ label: 'Vaults', href: '/vaults' }]}
      actions={pairing.data && <PairingChip state={pairing.data.state} />}
    >
      <Loaded query={pairing}>{(data) => <Step pairing={data} />}</Loaded>
    </Page>
  );
}

function Step({ pairing }: { readonly pairing: PairingView }) {
  const isAdministrator = useHasRole('administrator');
  if (pairing.state === 'expired') {
    return (
      <Notice
        tone="wait"
        title="This offer has expired"
        actions={<LinkButton href="/vaults/pair">Make a new offer</LinkButton>}
      >
        The signer takes no offer that is too old.
      </Notice>
    );
  }
  if (pairing.state === 'confirmed') {
    return (
      <Notice
        tone="good"
        title="The vault is paired"
        actions={pairing.vaultId !== null && <LinkButton href={`/vaults/${pairing.vaultId}`}>Show vault</LinkButton>}
      >
        Its messages are trusted from here on. Next: let the officers generate keys, then register the cold wallets.
      </Notice>
    );
  }
  if (!isAdministrator) return <Notice tone="info" title="An administrator goes on with this pairing" />;
  if (pairing.acceptance !== null) {
    return <ConfirmPairing pairing={pairing} acceptance={pairing.acceptance} />;
  }
  return <Exchange pairing={pairing} />;
}

/** First our offer to the signer's camera, then its acceptance to ours. */
function Exchange({ pairing }: { readonly pairing: PairingView }) {
  const [isScanning, setScanning] = useState(false);
  if (isScanning) {
    return (
      <Panel
        title="2. Acceptance from the signer"
        actions={<Button onClick={() => setScanning(false)}>Back to the offer</Button>}
      >
        <Acceptance pairingId={pairing.id} />
      </Panel>
    );
  }
  return (
    <Panel
      title="1. Offer to the signer"
      actions={
        <Button look="primary" onClick={() => setScanning(true)}>
          Continue: scan the acceptance
        </Button>
      }
    >
      <ShowMessage path={`/v1/pairings/${encodeURIComponent(pairing.id)}/frames`} urType={pairingOffer.urType} />
    </Panel>
  );
}

function Acceptance({ pairingId }: { readonly pairingId: string }) {
  const accepting = useCommand<PairingView>();
  const accept = (message: Uint8Array) =>
    accepting.mutate({ path: `/v1/pairings/${pairingId}/acceptance`, body: { message: toBase64Url(message) } });
  if (accepting.isIdle) return <ScanQr expectedType={pairingAcceptance.urType} onMessage={accept} />;
  if (!accepting.isError) return <Skeleton lines={3} />;
  return (
    <div className="stack">
      <ErrorPanel error={accepting.error} />
      <div className="row">
        <Button look="primary" onClick={accepting.reset}>
          Scan again
        </Button>
      </div>
    </div>
  );
}
