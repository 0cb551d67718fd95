import { useState } from 'react';
import { useLocation } from 'wouter';
import { useCommand } from '../../api/use-command.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { CheckBox, TextArea } from '../../ui/field.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { devicePath } from './device-api.ts';

/** EIP-4527 has no answer that says no: a person says it, under their name. */
export function RefusalDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [isSure, setSure] = useState(false);
  const [, navigate] = useLocation();
  const toast = useToast();
  const refusing = useCommand(() => {
    toast('The refusal is on record. Nothing will be paid.');
    navigate(`/withdrawals/${id}`);
  });
  const text = reason.trim();
  return (
    <ConfirmDialog
      title="Did the device’s holder refuse?"
      confirmLabel="Record the refusal"
      isDangerous
      isBusy={refusing.isPending}
      isConfirmDisabled={text === '' || !isSure}
      onCancel={onClose}
      onConfirm={() => refusing.mutate({ path: `${devicePath(id)}/device-refusal`, body: { reason: text } })}
    >
      <p>The withdrawal ends, and its nonce goes to the next payment. This is recorded under your name.</p>
      <TextArea label="Reason" value={reason} onChange={setReason} maxLength={300} />
      <CheckBox label="I saw, or its holder told me, that nothing was signed" checked={isSure} onChange={setSure} />
      {refusing.isError && <ErrorPanel error={refusing.error} />}
    </ConfirmDialog>
  );
}
