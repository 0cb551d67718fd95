import { useState } from 'react';
import { useCommand } from '../../api/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { useToast } from '../../ui/toasts.tsx';
import type { PolicyView } from './policies-api.ts';

/** Foreign wallets are off until a policy is put in force for them; taking it away switches them off again. */
export function ForeignPolicyAction({ view }: { readonly view: PolicyView }) {
  const [isAsking, setAsking] = useState(false);
  const isOn = view.activeForForeign;
  return (
    <>
      <Button look={isOn ? 'danger' : 'plain'} onClick={() => setAsking(true)}>
        {isOn ? 'Switch foreign wallets off' : 'Put in force for foreign wallets'}
      </Button>
      {isAsking && <ForeignPolicyDialog view={view} onClose={() => setAsking(false)} />}
    </>
  );
}

function ForeignPolicyDialog({ view, onClose }: { readonly view: PolicyView; readonly onClose: () => void }) {
  const toast = useToast();
  const isOn = view.activeForForeign;
  const changing = useCommand(() => {
    toast(isOn ? 'Foreign wallets are switched off.' : 'The policy is in force for foreign wallets.');
    onClose();
  });
  const digest = isOn ? null : view.digest;
  return (
    <ConfirmDialog
      title={isOn ? 'Switch foreign wallets off?' : `Allow foreign wallets under revision ${view.policy.revision}?`}
      confirmLabel={isOn ? 'Switch off' : 'Put in force'}
      isDangerous={isOn}
      isBusy={changing.isPending}
      onCancel={onClose}
      onConfirm={() => changing.mutate({ path: '/v1/policies/foreign', body: { digest } })}
    >
      {isOn ? (
        <p>
          No withdrawal from a foreign wallet can be requested or shown to its device any more. What a device has signed
          already is still taken in.
        </p>
      ) : (
        <p>
          A foreign wallet’s key is in somebody else’s device: no officers, no HSM and no second policy stand behind it,
          and whoever holds the device can sign whatever they like. This policy limits what this system asks it to sign.
          Keep its limits low.
        </p>
      )}
      {changing.isError && <ErrorPanel error={changing.error} />}
    </ConfirmDialog>
  );
}
