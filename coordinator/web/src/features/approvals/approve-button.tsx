import { useLocation } from 'wouter';
import type { ApprovalOptions } from '../../../../src/features/approvals/approvals.schemas.ts';
import { usePasskeyCommand } from '../../api/use-passkey-command.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { useToast } from '../../ui/toasts.tsx';
import type { WithdrawalDetail } from '../withdrawals/withdrawals-api.ts';

/** Asks the passkey to sign the digest of the payment, and hands the signature in. */
export function ApproveButton(props: { readonly withdrawal: WithdrawalDetail; readonly options: ApprovalOptions }) {
  const { id } = props.withdrawal;
  const [, navigate] = useLocation();
  const toast = useToast();
  const approving = usePasskeyCommand<WithdrawalDetail>(() => {
    toast('Your approval was recorded.');
    navigate(`/withdrawals/${id}`);
  });
  return (
    <>
      {approving.error !== undefined && <ErrorPanel error={approving.error} />}
      <Button
        look="primary"
        size="large"
        busy={approving.isBusy}
        onClick={() => approving.decide({ path: `/v1/withdrawals/${id}/approvals`, options: props.options })}
      >
        <Icon name="passkey" />
        Approve with your passkey
      </Button>
    </>
  );
}
