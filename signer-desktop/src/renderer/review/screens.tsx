import type { ReviewView } from '../../ipc/views.ts';
import { Message } from '../ui/parts.tsx';
import {
  ConfirmFoundingScreen,
  DescribeVaultScreen,
  EnrolOfficerScreen,
  VaultFoundedScreen,
} from './founding-screens.tsx';
import { IdleScreen } from './idle-screen.tsx';
import { DescribeKeysScreen, ReviewKeysScreen } from './key-screens.tsx';
import { LeaveButton } from './leave-button.tsx';
import { MessageScreen } from './message-screen.tsx';
import { PairingScreen } from './pairing-screen.tsx';
import { PinScreen } from './pin-screen.tsx';
import { RequestScreen } from './request-screen.tsx';
import type { Review } from './use-review.ts';
import { ViewNoticeMessage } from './view-notice-message.tsx';

export interface ScreenProps<Step extends ReviewView['step']> {
  readonly view: Extract<ReviewView, { step: Step }>;
  readonly review: Review;
}

/** What was refused or done first, then the screen of the step. */
export function Screen({ view, review }: { readonly view: ReviewView; readonly review: Review }) {
  const notice = 'notice' in view ? view.notice : null;
  return (
    <>
      {notice === null ? null : <ViewNoticeMessage notice={notice} />}
      <StepScreen view={view} review={review} />
    </>
  );
}

/** One screen a step; the compiler finds a step without one. */
function StepScreen({ view, review }: { readonly view: ReviewView; readonly review: Review }) {
  switch (view.step) {
    case 'idle':
      return <IdleScreen view={view} review={review} />;
    case 'scanning':
      return <ScanningScreen view={view} review={review} />;
    case 'working':
      return <WorkingScreen view={view} review={review} />;
    case 'describe-vault':
      return <DescribeVaultScreen view={view} review={review} />;
    case 'enrol-officer':
      return <EnrolOfficerScreen view={view} review={review} />;
    case 'confirm-founding':
      return <ConfirmFoundingScreen view={view} review={review} />;
    case 'vault-founded':
      return <VaultFoundedScreen view={view} review={review} />;
    case 'review-pairing':
      return <PairingScreen view={view} review={review} />;
    case 'describe-keys':
      return <DescribeKeysScreen view={view} review={review} />;
    case 'review-keys':
      return <ReviewKeysScreen view={view} review={review} />;
    case 'review-request':
      return <RequestScreen view={view} review={review} />;
    case 'enter-pin':
      return <PinScreen view={view} review={review} />;
    case 'show-message':
      return <MessageScreen view={view} review={review} />;
    case 'locked':
      return <ClosedScreen title="The vault is locked" tone="plain" view={view} />;
    case 'fault':
      return <ClosedScreen title="The signer cannot go on" tone="bad" view={view} />;
  }
}

function ScanningScreen({ view, review }: ScreenProps<'scanning'>) {
  return (
    <>
      <h1>Show the code to the camera</h1>
      <p className="lead">The camera window is open. It takes {view.expects}, and nothing else.</p>
      <div className="actions">
        <LeaveButton review={review} />
      </div>
    </>
  );
}

function WorkingScreen({ view }: ScreenProps<'working'>) {
  return (
    <div role="status" aria-busy="true">
      <h1>One moment</h1>
      <p className="lead">{view.doing}</p>
    </div>
  );
}

interface ClosedProps {
  readonly title: string;
  readonly tone: 'plain' | 'bad';
  readonly view: Extract<ReviewView, { step: 'locked' | 'fault' }>;
}

function ClosedScreen({ title, tone, view }: ClosedProps) {
  return (
    <>
      <h1>{title}</h1>
      <Message tone={tone} title={view.message} code={view.code} />
    </>
  );
}
