import type { WithdrawalState } from '../../../../src/features/withdrawals/withdrawal-states.ts';
import { Chip, type Tone } from '../../ui/chip.tsx';

type StateLook = { readonly label: string; readonly tone: Tone; readonly next: string };

/** How each state is called and coloured, and what happens next. */
export const STATE_LOOKS: Readonly<Record<WithdrawalState, StateLook>> = {
  requested: { label: 'Requested', tone: 'info', next: 'It is being screened against the policy.' },
  screening: { label: 'Screening', tone: 'info', next: 'It is being screened against the policy.' },
  'awaiting-approval': { label: 'Awaiting approval', tone: 'wait', next: 'Approvers decide with their passkeys.' },
  approved: { label: 'Approved', tone: 'info', next: 'Its transaction is being prepared.' },
  signing: { label: 'Signing', tone: 'info', next: 'The key service signs it.' },
  'awaiting-ceremony': {
    label: 'Awaiting ceremony',
    tone: 'wait',
    next: 'An operator takes it to the offline signer in a ceremony.',
  },
  signed: { label: 'Signed', tone: 'info', next: 'It is being sent to the chain.' },
  broadcast: { label: 'Broadcast', tone: 'info', next: 'It waits for the chain’s finality.' },
  confirmed: { label: 'Confirmed', tone: 'good', next: 'It was paid; this is final.' },
  rejected: { label: 'Rejected', tone: 'bad', next: 'Nothing was paid, and nothing will be.' },
  expired: { label: 'Expired', tone: 'quiet', next: 'It took too long. Request it again if it is still wanted.' },
  cancelled: { label: 'Cancelled', tone: 'quiet', next: 'Nothing was paid, and nothing will be.' },
  failed: { label: 'Failed', tone: 'bad', next: 'Nothing arrived. The reason says what to do.' },
  replaced: { label: 'Replaced', tone: 'quiet', next: 'Another transaction took its place.' },
};

const AWAITING_DEVICE: StateLook = {
  label: 'Awaiting device',
  tone: 'wait',
  next: 'An operator shows it to the foreign device, whose holder signs it.',
};

type Stated = { readonly state: WithdrawalState; readonly kind: 'hot' | 'cold' | 'foreign' };

/** What waits for officers in a vault waits for one person with a foreign device. */
export function lookOf({ state, kind }: Stated): StateLook {
  return kind === 'foreign' && state === 'awaiting-ceremony' ? AWAITING_DEVICE : STATE_LOOKS[state];
}

export function StateChip(stated: Stated) {
  const { label, tone } = lookOf(stated);
  return <Chip tone={tone}>{label}</Chip>;
}
