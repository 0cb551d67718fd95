import { useState } from 'react';
import { useCommand } from '../../api/use-command.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { TextArea } from '../../ui/field.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { useToast } from '../../ui/toasts.tsx';
import type { WithdrawalView } from './withdrawals-api.ts';

export function CancelDialog({
  withdrawal,
  onClose,
}: {
  readonly withdrawal: WithdrawalView;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const toast = useToast();
  const cancelling = useCommand(() => {
    toast('The withdrawal was cancelled.');
    onClose();
  });
  const text = reason.trim();
  return (
    <ConfirmDialog
      title="Cancel this withdrawal?"
      confirmLabel="Yes, cancel it"
      isDangerous
      isBusy={cancelling.isPending}
      onCancel={onClose}
      onConfirm={() =>
        cancelling.mutate({
          path: `/v1/withdrawals/${withdrawal.id}/cancellation`,
          body: text === '' ? {} : { reason: text },
        })
      }
    >
      <p>Nothing will be paid. It cannot be taken up again; request a new one instead.</p>
      <TextArea label="Reason (optional)" value={reason} onChange={setReason} maxLength={300} />
      {cancelling.isError && <ErrorPanel error={cancelling.error} />}
    </ConfirmDialog>
  );
}
