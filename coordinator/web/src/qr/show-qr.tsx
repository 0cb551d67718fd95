import { fingerprintWords } from '@vieraugen/shared/bytes';
import { messageDigest } from '@vieraugen/shared/protocol';
import { encodeFrames, fragmentLengthForFrame, type UrFrames } from '@vieraugen/shared/ur';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { SelectField } from '../ui/field.tsx';
import { Words } from '../ui/words.tsx';
import { DEFAULT_RATE, DENSITIES, densityOf, RATES } from './density.ts';
import { drawQr, versionFor } from './draw-qr.ts';
import { useWakeLock } from './use-wake-lock.ts';

type ShowProps = { readonly urType: string; readonly message: Uint8Array };

const SIZES = [
  { value: '360', label: 'Small' },
  { value: '520', label: 'Medium' },
  { value: '680', label: 'Large' },
] as const;

/** A message as an animated QR code for the signer's camera, with the words that its screen shows too. */
export function ShowQr({ urType, message }: ShowProps) {
  useWakeLock();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [densityId, setDensity] = useState('standard');
  const [rate, setRate] = useState(String(DEFAULT_RATE));
  const [size, setSize] = useState('520');
  const frames = useFrames({ urType, message }, densityId);
  const step = useAnimation(canvas, frames, Number(rate), Number(size));
  const words = useMemo(() => fingerprintWords(messageDigest(message)), [message]);
  const part = frames.partAtStep(step);
  return (
    <div className="show">
      <figure className="show-code" style={{ minWidth: `${size}px`, minHeight: `${size}px` }}>
        <canvas
          ref={canvas}
          role="img"
          aria-label="QR code for the signer"
          data-part={part}
          data-part-count={frames.partCount}
        />
      </figure>
      <div className="stack">
        <div>
          <h3>Words on both screens</h3>
          <p className="small soft">The signer shows the same words when it has read the whole message.</p>
        </div>
        <Words words={words} label="Fingerprint words" isNarrow />
        <p>{progressOf(step, part, frames.partCount, message.length)}</p>
        <div className="show-controls">
          <SelectField
            label="Density"
            value={densityId}
            onChange={setDensity}
            options={DENSITIES.map(({ id, label }) => ({ value: id, label }))}
          />
          <SelectField
            label="Frames a second"
            value={rate}
            onChange={setRate}
            options={RATES.map((value) => ({ value: String(value), label: String(value) }))}
          />
          <SelectField label="Size" value={size} onChange={setSize} options={SIZES} />
        </div>
      </div>
    </div>
  );
}

function useFrames({ urType, message }: ShowProps, densityId: string): UrFrames {
  return useMemo(() => {
    const maxFragmentLength = fragmentLengthForFrame(urType, densityOf(densityId).capacity);
    return encodeFrames({ type: urType, bytes: message, maxFragmentLength });
  }, [urType, message, densityId]);
}

/** Draws the frames one after another; returns the step that is shown. */
function useAnimation(
  canvas: RefObject<HTMLCanvasElement | null>,
  frames: UrFrames,
  rate: number,
  cssSize: number,
): number {
  const [step, setStep] = useState(0);
  useEffect(() => {
    // Long part numbers make long frames: with room for them every frame has the same size.
    const version = versionFor(frames.frameAt(frames.partCount === 1 ? 1 : 99_999));
    let next = 0;
    const draw = () => {
      if (canvas.current) drawQr(canvas.current, frames.frameAt(frames.partAtStep(next)), { version, cssSize });
      setStep(next);
      next += 1;
    };
    draw();
    if (frames.partCount === 1) return;
    const timer = setInterval(draw, 1000 / rate);
    return () => clearInterval(timer);
  }, [canvas, frames, rate, cssSize]);
  return step;
}

function progressOf(step: number, part: number, partCount: number, length: number): string {
  if (partCount === 1) return `One still code of ${length} bytes.`;
  const round = Math.floor(step / (partCount + Math.ceil(partCount / 2))) + 1;
  return `Part ${part} of ${partCount}, round ${round}: ${length} bytes. Any ${partCount} or a few more parts suffice.`;
}
