import { useState } from 'react';
import { useLocation } from 'wouter';
import { useCommand } from '../../api/use-command.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { TextArea } from '../../ui/field.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { useToast } from '../../ui/toasts.tsx';
import type { WithdrawalView } from '../withdrawals/withdrawals-api.ts';

export function RejectDialog(props: { readonly withdrawal: WithdrawalView; readonly onClose: () => void }) {
  const { id } = props.withdrawal;
  const [reason, setReason] = useState('');
  const [, navigate] = useLocation();
  const toast = useToast();
  const rejecting = useCommand(() => {
    toast('The withdrawal was rejected.');
    navigate(`/withdrawals/${id}`);
  });
  const text = reason.trim();
  return (
    <ConfirmDialog
      title="Reject this withdrawal?"
      confirmLabel="Reject withdrawal"
      isDangerous
      isBusy={rejecting.isPending}
      isConfirmDisabled={text === ''}
      onCancel={props.onClose}
      onConfirm={() => rejecting.mutate({ path: `/v1/withdrawals/${id}/rejection`, body: { reason: text } })}
    >
      <p>One rejection ends it, whatever others approved. The requester sees your reason.</p>
      <TextArea label="Reason" value={reason} onChange={setReason} maxLength={300} />
      {rejecting.isError && <ErrorPanel error={rejecting.error} />}
    </ConfirmDialog>
  );
}
