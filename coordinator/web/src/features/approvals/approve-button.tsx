import { startAuthentication } from '@simplewebauthn/browser';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { ApprovalOptions, SubmitApproval } from '../../../../src/features/approvals/approvals.schemas.ts';
import { useCommand } from '../../api/use-command.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ErrorPanel } from '../../ui/notice.tsx';
import { passkeyError } from '../../ui/passkey-error.ts';
import { useToast } from '../../ui/toasts.tsx';
import type { WithdrawalDetail } from '../withdrawals/withdrawals-api.ts';

/** Asks the passkey to sign the digest of the payment, and hands the signature in. */
export function ApproveButton(props: { readonly withdrawal: WithdrawalDetail; readonly options: ApprovalOptions }) {
  const { id } = props.withdrawal;
  const [, navigate] = useLocation();
  const toast = useToast();
  const [notSigned, setNotSigned] = useState<unknown>();
  const [isSigning, setSigning] = useState(false);
  const submitting = useCommand<WithdrawalDetail>(() => {
    toast('Your approval was recorded.');
    navigate(`/withdrawals/${id}`);
  });
  const approve = async () => {
    setNotSigned(undefined);
    setSigning(true);
    try {
      submitting.mutate({ path: `/v1/withdrawals/${id}/approvals`, body: await signWithPasskey(props.options) });
    } catch (error) {
      setNotSigned(passkeyError(error));
    } finally {
      setSigning(false);
    }
  };
  const error = notSigned ?? submitting.error;
  return (
    <>
      {error !== undefined && error !== null && <ErrorPanel error={error} />}
      <Button look="primary" size="large" busy={isSigning || submitting.isPending} onClick={() => void approve()}>
        <Icon name="passkey" />
        Approve with your passkey
      </Button>
    </>
  );
}

async function signWithPasskey(options: ApprovalOptions): Promise<SubmitApproval> {
  const { challenge, rpId, allowCredentials, userVerification, timeout } = options;
  const credential = await startAuthentication({
    optionsJSON: { challenge, rpId, allowCredentials, userVerification, timeout },
  });
  return {
    credentialId: credential.id,
    authenticatorData: credential.response.authenticatorData,
    clientDataJson: credential.response.clientDataJSON,
    signature: credential.response.signature,
  };
}
