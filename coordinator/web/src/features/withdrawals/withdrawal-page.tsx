import { useState } from 'react';
import { useHasRole, useSession } from '../../api/use-session.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { ErrorPanel, Notice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { Time } from '../../ui/values.tsx';
import { Words } from '../../ui/words.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { lookOf, StateChip } from './state-chip.tsx';
import { WhatIsPaid } from './what-is-paid.tsx';
import { WithdrawalTimeline } from './withdrawal-timeline.tsx';
import { useWithdrawal, type WithdrawalDetail, type WithdrawalState } from './withdrawals-api.ts';

export function WithdrawalPage({ id }: { readonly id: string }) {
  const withdrawal = useWithdrawal(id);
  return (
    <Page
      title="Withdrawal"
      crumbs={[{ label: 'Withdrawals', href: '/withdrawals' }]}
      actions={withdrawal.data && <Actions withdrawal={withdrawal.data} />}
    >
      {withdrawal.isError && <ErrorPanel error={withdrawal.error} onRetry={() => void withdrawal.refetch()} />}
      {withdrawal.data ? <Detail withdrawal={withdrawal.data} /> : !withdrawal.isError && <Skeleton />}
    </Page>
  );
}

const CANCELLABLE: readonly WithdrawalState[] = [
  'requested',
  'screening',
  'awaiting-approval',
  'approved',
  'awaiting-ceremony',
];

function Actions({ withdrawal }: { readonly withdrawal: WithdrawalDetail }) {
  const me = useSession();
  const isOperator = useHasRole('operator');
  const isApprover = useHasRole('approver');
  const [isCancelling, setCancelling] = useState(false);
  const hasDecided = withdrawal.approvals.some((approval) => approval.approverId === me.id);
  return (
    <>
      {isOperator && CANCELLABLE.includes(withdrawal.state) && (
        <Button look="danger" onClick={() => setCancelling(true)}>
          Cancel withdrawal
        </Button>
      )}
      {isOperator && withdrawal.state === 'awaiting-ceremony' && <NextStep withdrawal={withdrawal} />}
      {isApprover && withdrawal.state === 'awaiting-approval' && !hasDecided && (
        <LinkButton href={`/withdrawals/${withdrawal.id}/approve`} look="primary">
          Review and decide
        </LinkButton>
      )}
      {isCancelling && <CancelDialog withdrawal={withdrawal} onClose={() => setCancelling(false)} />}
    </>
  );
}

/** Where the signature comes from: the officers of a vault, or the holder of a foreign device. */
function NextStep({ withdrawal }: { readonly withdrawal: WithdrawalDetail }) {
  if (withdrawal.kind !== 'foreign') {
    return (
      <LinkButton href="/ceremonies/new" look="primary">
        Prepare a ceremony
      </LinkButton>
    );
  }
  return (
    <>
      <LinkButton href={`/withdrawals/${withdrawal.id}/device/answer`}>From the device</LinkButton>
      <LinkButton href={`/withdrawals/${withdrawal.id}/device`} look="primary">
        To the device
      </LinkButton>
    </>
  );
}

function Detail({ withdrawal }: { readonly withdrawal: WithdrawalDetail }) {
  return (
    <>
      <StateNotice withdrawal={withdrawal} />
      <div className="columns-main">
        <div className="stack">
          <WhatIsPaid withdrawal={withdrawal} />
          <Approvals withdrawal={withdrawal} />
        </div>
        <div className="stack">
          <Panel title="Timeline">
            <WithdrawalTimeline timeline={withdrawal.timeline} kind={withdrawal.kind} />
          </Panel>
          <Panel title="Fingerprint">
            <div className="stack-small">
              <p className="small soft">
                Eight words for exactly this payment. Approvers sign it
                {withdrawal.kind === 'foreign'
                  ? '; a foreign device shows none.'
                  : ', and the signer shows the same words.'}
              </p>
              <Words words={withdrawal.words} label="Fingerprint words" isNarrow />
            </div>
          </Panel>
        </div>
      </div>
    </>
  );
}

const BAD_STATES: readonly WithdrawalState[] = ['rejected', 'failed'];

function StateNotice({ withdrawal }: { readonly withdrawal: WithdrawalDetail }) {
  const { state, reason } = withdrawal;
  const look = lookOf(withdrawal);
  if (reason === null) {
    return (
      <div className="row">
        <StateChip state={state} kind={withdrawal.kind} />
        <span className="soft">{look.next}</span>
      </div>
    );
  }
  return (
    <Notice tone={BAD_STATES.includes(state) ? 'bad' : 'wait'} title={look.label}>
      <p>{reason.message}</p>
      <p className="code">{reason.code}</p>
    </Notice>
  );
}

function Approvals({ withdrawal }: { readonly withdrawal: WithdrawalDetail }) {
  const { approvals, approvalsNeeded } = withdrawal;
  return (
    <Panel title="Approvals" actions={<strong>{`${approvals.length} of ${approvalsNeeded}`}</strong>}>
      {approvals.length === 0 ? (
        <p className="soft">
          Nobody has approved yet. Approvals come from {approvalsNeeded} people other than the requester.
        </p>
      ) : (
        <ul className="stack-small">
          {approvals.map((approval) => (
            <li key={approval.approverId} className="spread">
              <strong>{approval.name}</strong>
              <span className="soft">
                signed with a passkey, <Time at={approval.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
