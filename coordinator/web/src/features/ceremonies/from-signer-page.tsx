import { toBase64Url } from '@vieraugen/shared/bytes';
import { signingResponse } from '@vieraugen/shared/protocol';
import { useLocation } from 'wouter';
import { useCommand } from '../../api/use-command.ts';
import { ScanQr } from '../../qr/scan-qr.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { useToast } from '../../ui/toasts.tsx';
import type { CeremonyView } from './ceremonies-api.ts';

export function FromSignerPage() {
  const [, navigate] = useLocation();
  const toast = useToast();
  const accepting = useCommand<CeremonyView>((ceremony) => {
    toast(`The signer’s answer to request ${ceremony.sequence} was taken in.`);
    navigate(`/ceremonies/${ceremony.id}`);
  });
  const accept = (message: Uint8Array) =>
    accepting.mutate({ path: '/v1/signing-responses', body: { message: toBase64Url(message) } });
  return (
    <Page
      title="From the signer"
      crumbs={[{ label: 'Ceremonies', href: '/ceremonies' }]}
      intro="Hold the signer’s answer to this camera. Every signature in it is checked before anything is sent."
    >
      <Panel title="Signing response">
        {accepting.isIdle && <ScanQr expectedType={signingResponse.urType} onMessage={accept} />}
        {(accepting.isPending || accepting.isSuccess) && <Skeleton lines={3} />}
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
    </Page>
  );
}
