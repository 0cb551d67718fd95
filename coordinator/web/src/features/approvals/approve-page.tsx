import { useQuery } from '@tanstack/react-query';
import { fingerprintWords, toBase64Url } from '@vieraugen/shared/bytes';
import { useState } from 'react';
import type { ApprovalOptions } from '../../../../src/features/approvals/approvals.schemas.ts';
import { get } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorPanel, Notice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { Words } from '../../ui/words.tsx';
import { useWallet } from '../wallets/wallets-api.ts';
import { digestOfView } from '../withdrawals/intent-of-view.ts';
import { WhatIsPaid } from '../withdrawals/what-is-paid.tsx';
import { useWithdrawal, type WithdrawalDetail } from '../withdrawals/withdrawals-api.ts';
import { ApproveButton } from './approve-button.tsx';
import { RejectDialog } from './reject-dialog.tsx';

/** Where an approver decides. What is shown here is what the passkey signs: the page checks that itself. */
export function ApprovePage({ id }: { readonly id: string }) {
  const withdrawal = useWithdrawal(id);
  const wallet = useWallet(withdrawal.data?.walletId ?? '');
  const options = useApprovalOptions(id);
  const failed = [withdrawal, wallet, options].find((query) => query.isError);
  return (
    <Page
      title="Review and decide"
      crumbs={[
        { label: 'Approvals', href: '/approvals' },
        { label: 'Withdrawal', href: `/withdrawals/${id}` },
      ]}
      intro="Check the amount and every character of the address against what you know, not against what you were sent."
    >
      {failed && <ErrorPanel error={failed.error} onRetry={() => void failed.refetch()} />}
      {withdrawal.data && wallet.data && options.data ? (
        <Decision withdrawal={withdrawal.data} keyId={wallet.data.keyId} options={options.data} />
      ) : (
        !failed && <Skeleton />
      )}
    </Page>
  );
}

function useApprovalOptions(id: string) {
  return useQuery({
    queryKey: ['approval-options', id],
    queryFn: ({ signal }) => get<ApprovalOptions>(`/v1/withdrawals/${encodeURIComponent(id)}/approval-options`, signal),
    refetchInterval: false,
  });
}

function Decision(props: {
  readonly withdrawal: WithdrawalDetail;
  readonly keyId: string;
  readonly options: ApprovalOptions;
}) {
  const { withdrawal, options } = props;
  const digest = digestOfView(withdrawal, props.keyId);
  const isSame = toBase64Url(digest) === options.challenge;
  return (
    <div className="columns-main">
      <WhatIsPaid withdrawal={withdrawal} />
      <div className="stack">
        <Panel title="What your passkey signs">
          <div className="stack">
            {isSame ? (
              <Notice tone="good" title="Checked on this computer">
                The digest that your passkey signs was computed again from the values on this page. They are the same.
              </Notice>
            ) : (
              <Notice tone="bad" title="Do not approve: this page and the request differ">
                What the server asks your passkey to sign is not what this page shows. Reject it and call your security
                officer. <span className="code">CHALLENGE_MISMATCH</span>
              </Notice>
            )}
            {isSame && <Words words={fingerprintWords(digest)} label="Fingerprint words" isNarrow />}
            {isSame && <p className="small soft">The officers see the same words on the offline signer.</p>}
          </div>
        </Panel>
        <Choice withdrawal={withdrawal} options={options} isSame={isSame} />
      </div>
    </div>
  );
}

function Choice(props: {
  readonly withdrawal: WithdrawalDetail;
  readonly options: ApprovalOptions;
  readonly isSame: boolean;
}) {
  const [isRejecting, setRejecting] = useState(false);
  const { withdrawal } = props;
  if (withdrawal.state !== 'awaiting-approval') {
    return <Notice tone="info" title="This withdrawal no longer waits for approval" />;
  }
  return (
    <Panel title="Your decision">
      <div className="stack-small">
        <p className="soft">
          {withdrawal.approvals.length} of {withdrawal.approvalsNeeded} approvals so far.
        </p>
        {props.isSame && <ApproveButton withdrawal={withdrawal} options={props.options} />}
        <Button look="danger" size="large" onClick={() => setRejecting(true)}>
          Reject…
        </Button>
        {isRejecting && <RejectDialog withdrawal={withdrawal} onClose={() => setRejecting(false)} />}
      </div>
    </Panel>
  );
}
