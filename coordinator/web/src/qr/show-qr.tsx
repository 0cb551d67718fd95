import { fingerprintWords } from '@vieraugen/shared/bytes';
import { messageDigest } from '@vieraugen/shared/protocol';
import type { Density, Playback } from '@vieraugen/shared/qr';
import { useMemo, useRef, useState } from 'react';
import { Words } from '../ui/words.tsx';
import { AdjustCodes } from './adjust-codes.tsx';
import { useAnimation, usePlayback } from './use-playback.ts';
import { useWakeLock } from './use-wake-lock.ts';

type ShowProps = {
  readonly urType: string;
  readonly message: Uint8Array;
  /** Who films it: our signer, which shows the same words, or another maker's device, which knows none. */
  readonly reader?: 'signer' | 'device';
};

/** A message as QR codes for a camera, with the words that the signer's screen shows too. */
export function ShowQr({ urType, message, reader = 'signer' }: ShowProps) {
  useWakeLock();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [density, setDensity] = useState<Density>('automatic');
  const [sideBySide, setSideBySide] = useState(false);
  const playback = usePlayback(urType, message, { density, sideBySide });
  const parts = useAnimation(canvas, playback);
  const words = useMemo(() => fingerprintWords(messageDigest(message)), [message]);
  return (
    <div className="show">
      <figure className="show-code">
        <canvas
          ref={canvas}
          role="img"
          aria-label={`QR code for the ${reader}`}
          data-part={parts.join(' ')}
          data-part-count={playback.frames.partCount}
        />
      </figure>
      <div className="stack">
        {reader === 'signer' && (
          <>
            <div>
              <h3>Words on both screens</h3>
              <p className="small soft">The signer shows the same words when it has read the whole message.</p>
            </div>
            <Words words={words} label="Fingerprint words" isNarrow />
          </>
        )}
        <p>{whatIsShown(playback, message.length)}</p>
        <AdjustCodes density={density} onDensity={setDensity} sideBySide={sideBySide} onSideBySide={setSideBySide} />
      </div>
    </div>
  );
}

function whatIsShown({ frames, rate, symbols }: Playback, length: number): string {
  const size = `${length.toLocaleString('en')} bytes`;
  const packed = frames.carriedLength < length ? `, packed into ${frames.carriedLength.toLocaleString('en')}` : '';
  if (rate === 0) return `One still code: ${size}${packed}.`;
  const seconds = Math.max(1, Math.round(frames.partCount / (rate * symbols)));
  const time = seconds === 1 ? 'a second' : `${seconds} seconds`;
  return `${size}${packed}, in ${frames.partCount} codes, about ${time}. Any of them in any order, a few more if some are missed.`;
}
