import { Chip, type Tone } from '../../ui/chip.tsx';
import type { CeremonyView } from './ceremonies-api.ts';

const LOOKS: Readonly<Record<CeremonyView['state'], { readonly label: string; readonly tone: Tone }>> = {
  open: { label: 'Waiting for the signer', tone: 'wait' },
  answered: { label: 'Answered', tone: 'good' },
  cancelled: { label: 'Cancelled', tone: 'quiet' },
  expired: { label: 'Expired', tone: 'quiet' },
};

export function CeremonyChip({ state }: { readonly state: CeremonyView['state'] }) {
  return <Chip tone={LOOKS[state].tone}>{LOOKS[state].label}</Chip>;
}
