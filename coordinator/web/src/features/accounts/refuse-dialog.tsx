import { useState } from 'react';
import { useCommand } from '../../api/use-command.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { TextArea } from '../../ui/field.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { useToast } from '../../ui/toasts.tsx';
import type { Account } from './use-accounts.ts';

export function RefuseDialog(props: {
  readonly account: Account;
  readonly onDone?: () => void;
  readonly onClose: () => void;
}) {
  const { id, name } = props.account;
  const [reason, setReason] = useState('');
  const toast = useToast();
  const refusing = useCommand<Account>(() => {
    toast(`${name} was refused.`);
    props.onClose();
    props.onDone?.();
  });
  const text = reason.trim();
  return (
    <ConfirmDialog
      title={`Refuse ${name}?`}
      confirmLabel="Refuse account"
      isDangerous
      isBusy={refusing.isPending}
      isConfirmDisabled={text === ''}
      onCancel={props.onClose}
      onConfirm={() => refusing.mutate({ path: `/v1/accounts/${id}/refusal`, body: { reason: text } })}
    >
      <p>The account ends here, without ever having been active. Invite the person again if it was a mistake.</p>
      <TextArea
        label="Reason"
        value={reason}
        onChange={setReason}
        maxLength={300}
        hint="Everybody can read it here, and the person when they sign in."
      />
      {refusing.isError && <ErrorPanel error={refusing.error} />}
    </ConfirmDialog>
  );
}
