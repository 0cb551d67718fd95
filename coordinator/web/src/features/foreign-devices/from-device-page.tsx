import { toBase64Url } from '@vieraugen/shared/bytes';
import { ETH_SIGNATURE } from '@vieraugen/shared/eip4527';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useCommand } from '../../api/use-command.ts';
import { ScanQr } from '../../qr/scan-qr.tsx';
import { Button, LinkButton } from '../../ui/button.tsx';
import { ErrorPanel, Notice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { type DeviceRequestView, devicePath } from './device-api.ts';
import { RefusalDialog } from './refusal-dialog.tsx';

export function FromDevicePage({ id }: { readonly id: string }) {
  const [, navigate] = useLocation();
  const [isRefusing, setRefusing] = useState(false);
  const toast = useToast();
  const accepting = useCommand<DeviceRequestView>((request) => {
    if (request.state !== 'signed') return;
    toast('The device’s signature is good and was taken in.');
    navigate(`/withdrawals/${id}`);
  });
  const accept = (message: Uint8Array) =>
    accepting.mutate({ path: `${devicePath(id)}/device-signature`, body: { message: toBase64Url(message) } });
  return (
    <Page
      title="From the device"
      crumbs={[
        { label: 'Withdrawals', href: '/withdrawals' },
        { label: 'Withdrawal', href: `/withdrawals/${id}` },
        { label: 'To the device', href: `/withdrawals/${id}/device` },
      ]}
      intro="Hold the device’s answer to this camera. It counts only as the signature of this wallet’s address over exactly the transaction that was shown."
      actions={
        <Button look="danger" onClick={() => setRefusing(true)}>
          The device refused…
        </Button>
      }
    >
      <Panel title="Signature from the device">
        {accepting.isIdle && <ScanQr expectedType={ETH_SIGNATURE} onMessage={accept} />}
        {accepting.isPending && <Skeleton lines={3} />}
        {accepting.data?.state === 'too-late' && <TooLate id={id} />}
        {accepting.isError && (
          <div className="stack">
            <ErrorPanel error={accepting.error} />
            <div className="row">
              <Button look="primary" onClick={accepting.reset}>
                Scan again
              </Button>
            </div>
          </div>
        )}
      </Panel>
      {isRefusing && <RefusalDialog id={id} onClose={() => setRefusing(false)} />}
    </Page>
  );
}

function TooLate({ id }: { readonly id: string }) {
  return (
    <Notice
      tone="bad"
      title="The signature is good, but the withdrawal had ended"
      actions={<LinkButton href={`/withdrawals/${id}`}>Show the withdrawal</LinkButton>}
    >
      It is on record and is not sent from here. Whoever has it can still send it while its nonce is unused: tell your
      security officer, and pay something else from this wallet to make it worthless.
    </Notice>
  );
}
