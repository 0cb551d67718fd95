import { useState } from 'react';
import { useCommand } from '../../api/use-command.ts';
import { useSession } from '../../api/use-session.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { ActivateDialog } from './activate-dialog.tsx';
import type { PolicyView } from './policies-api.ts';

/** Foreign wallets are off until a policy is put in force for them; taking it away switches them off again. */
export function ForeignPolicyAction({ view }: { readonly view: PolicyView }) {
  const me = useSession();
  const [isAsking, setAsking] = useState(false);
  const isOn = view.activeForForeign;
  if (!isOn && view.proposedBy === me.id) return null;
  const close = () => setAsking(false);
  return (
    <>
      <Button look={isOn ? 'danger' : 'plain'} onClick={() => setAsking(true)}>
        {isOn ? 'Switch foreign wallets off' : 'Put in force for foreign wallets'}
      </Button>
      {isAsking && (isOn ? <SwitchOffDialog onClose={close} /> : <AllowDialog view={view} onClose={close} />)}
    </>
  );
}

/** It takes power away: one administrator does it at once. */
function SwitchOffDialog({ onClose }: { readonly onClose: () => void }) {
  const toast = useToast();
  const changing = useCommand(() => {
    toast('Foreign wallets are switched off.');
    onClose();
  });
  return (
    <ConfirmDialog
      title="Switch foreign wallets off?"
      confirmLabel="Switch off"
      isDangerous
      isBusy={changing.isPending}
      onCancel={onClose}
      onConfirm={() => changing.mutate({ path: '/v1/policies/foreign', body: { digest: null } })}
    >
      <p>
        No withdrawal from a foreign wallet can be requested or shown to its device any more. What a device has signed
        already is still taken in.
      </p>
      {changing.isError && <ErrorPanel error={changing.error} />}
    </ConfirmDialog>
  );
}

function AllowDialog({ view, onClose }: { readonly view: PolicyView; readonly onClose: () => void }) {
  return (
    <ActivateDialog
      view={view}
      wallets="foreign"
      title={`Allow foreign wallets under revision ${view.policy.revision}?`}
      onClose={onClose}
    >
      <p>
        A foreign wallet’s key is in somebody else’s device: no officers, no HSM and no second policy stand behind it,
        and whoever holds the device can sign whatever they like. This policy limits what this system asks it to sign.
        Keep its limits low.
      </p>
    </ActivateDialog>
  );
}
