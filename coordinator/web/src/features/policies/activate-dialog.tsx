import { useQuery } from '@tanstack/react-query';
import { policyActivationDigest } from '@vieraugen/shared/approvals';
import { fromHex, toBase64Url } from '@vieraugen/shared/bytes';
import type { ReactNode } from 'react';
import type { ActivationView } from '../../../../src/features/policies/policies.schemas.ts';
import { get, withQuery } from '../../api/client.ts';
import { usePasskeyCommand } from '../../api/use-passkey-command.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { ErrorPanel, Notice } from '../../ui/notice.tsx';
import { useToast } from '../../ui/toasts.tsx';
import type { PolicyView } from './policies-api.ts';

/** Where another administrator than the proposer puts a policy in force, with their passkey over exactly that. */
export function ActivateDialog(props: {
  readonly view: PolicyView;
  readonly wallets: 'hot' | 'foreign';
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}) {
  const { view, wallets } = props;
  const toast = useToast();
  const asked = useActivation(view.digest, wallets);
  const activating = usePasskeyCommand(() => {
    toast(`The policy is in force for ${wallets} wallets.`);
    props.onClose();
  });
  const isSame = asked.data && isOfThisPolicy(view, wallets, asked.data);
  const error = activating.error ?? asked.error;
  const activate = () => {
    if (!asked.data) return;
    activating.decide({
      path: `/v1/policies/${wallets}`,
      options: asked.data.options,
      bodyOf: (assertion) => ({ digest: view.digest, assertion }),
    });
  };
  return (
    <ConfirmDialog
      title={props.title}
      confirmLabel="Put in force"
      isBusy={activating.isBusy || asked.isPending}
      isConfirmDisabled={isSame !== true}
      onCancel={props.onClose}
      onConfirm={activate}
    >
      {props.children}
      <p className="soft">Your passkey signs this policy, for {wallets} wallets and nothing else.</p>
      {isSame === false && (
        <Notice tone="bad" title="Do not go on: this page and the request differ">
          What the server asks your passkey to sign is not this policy. Call your security officer.{' '}
          <span className="code">CHALLENGE_MISMATCH</span>
        </Notice>
      )}
      {error !== undefined && error !== null && <ErrorPanel error={error} />}
    </ConfirmDialog>
  );
}

function useActivation(digest: string, wallets: 'hot' | 'foreign') {
  return useQuery({
    queryKey: ['policies', digest, 'activation', wallets],
    queryFn: ({ signal }) =>
      get<ActivationView>(withQuery(`/v1/policies/${encodeURIComponent(digest)}/activation`, { wallets }), signal),
    refetchInterval: false,
    // What was in force when this dialog was last open may not be any more.
    gcTime: 0,
  });
}

/** The digest that the passkey signs, computed again on this computer. */
function isOfThisPolicy(view: PolicyView, wallets: 'hot' | 'foreign', { after, options }: ActivationView): boolean {
  const digest = policyActivationDigest({ policyDigest: fromHex(view.digest), wallets, after });
  return toBase64Url(digest) === options.challenge;
}
