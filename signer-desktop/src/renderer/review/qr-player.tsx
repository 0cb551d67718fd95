import type { Density, Playback } from '@vieraugen/shared/qr';
import { useRef, useState } from 'react';
import { ChoiceField } from './fields.tsx';
import { useAnimation, usePlayback } from './use-playback.ts';

const DENSITIES = [
  { value: 'automatic', label: 'Chosen for this screen and message' },
  { value: '1', label: 'Very coarse and slow: far away, a weak camera' },
  { value: '2', label: 'Coarse' },
  { value: '3', label: 'Middling' },
  { value: '4', label: 'Dense' },
  { value: '5', label: 'Very dense: near, a good camera' },
] as const;

const STEPS = [1, 2, 3, 4, 5] as const satisfies readonly Density[];

const AT_ONCE = [
  { value: 'one', label: 'One' },
  { value: 'two', label: 'Two side by side, where there is room' },
] as const;

interface QrPlayerProps {
  readonly urType: string;
  readonly message: Uint8Array;
}

/** A message as animated QR codes for the coordinator's camera, dark on light. */
export function QrPlayer({ urType, message }: QrPlayerProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [density, setDensity] = useState('automatic');
  const [atOnce, setAtOnce] = useState('one');
  const playback = usePlayback(urType, message, {
    density: STEPS.find((step) => String(step) === density) ?? 'automatic',
    sideBySide: atOnce === 'two',
  });
  const parts = useAnimation(canvas, playback);
  return (
    <section className="card" aria-label="QR codes">
      <div className="qr">
        <canvas
          ref={canvas}
          role="img"
          aria-label="QR code for the coordinator"
          data-part={parts.join(' ')}
          data-part-count={playback.frames.partCount}
        />
      </div>
      <p role="status">{whatIsShown(playback, message.length)}</p>
      <details>
        <summary>The camera does not read it?</summary>
        <div className="field-row">
          <ChoiceField label="Density" value={density} choices={DENSITIES} onChange={setDensity} />
          <ChoiceField label="Codes at once" value={atOnce} choices={AT_ONCE} onChange={setAtOnce} />
        </div>
      </details>
    </section>
  );
}

function whatIsShown({ frames, rate, symbols }: Playback, length: number): string {
  const packed = frames.carriedLength < length ? `, packed into ${frames.carriedLength}` : '';
  if (rate === 0) return `One still code: ${length} bytes${packed}.`;
  const seconds = Math.max(1, Math.round(frames.partCount / (rate * symbols)));
  const time = seconds === 1 ? 'a second' : `${seconds} seconds`;
  return `${length} bytes${packed}, in ${frames.partCount} codes, about ${time}. Any of them in any order, a few more if some are missed.`;
}
