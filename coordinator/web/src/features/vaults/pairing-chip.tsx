import { Chip, type Tone } from '../../ui/chip.tsx';
import type { PairingView } from './vaults-api.ts';

const LOOKS: Readonly<Record<PairingView['state'], { readonly label: string; readonly tone: Tone }>> = {
  offered: { label: 'Waiting for the signer', tone: 'wait' },
  accepted: { label: 'Compare the words', tone: 'wait' },
  confirmed: { label: 'Paired', tone: 'good' },
  expired: { label: 'Expired', tone: 'quiet' },
};

export function PairingChip({ state }: { readonly state: PairingView['state'] }) {
  return <Chip tone={LOOKS[state].tone}>{LOOKS[state].label}</Chip>;
}
