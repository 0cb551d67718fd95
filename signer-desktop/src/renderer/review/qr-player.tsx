import { encodeFrames, fragmentLengthForFrame, type UrFrames } from '@vieraugen/shared/ur';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { drawQr, versionFor } from './draw-qr.ts';
import { ChoiceField } from './fields.tsx';

/** Characters of one code: QR versions 12, 18 and 25 at level L (ISO/IEC 18004, table 7), alphanumeric. */
const DENSITIES = [
  { value: '535', label: 'Coarse: for a weak camera' },
  { value: '1046', label: 'Standard' },
  { value: '1853', label: 'Fine: for a good camera' },
] as const;

/** A camera reads 30 pictures a second; codes that change at most half as often are never torn. */
const RATES = ['4', '8', '10', '15'].map((value) => ({ value, label: value }));

const SIZES = [
  { value: '380', label: 'Small' },
  { value: '560', label: 'Medium' },
  { value: '760', label: 'Large' },
] as const;

interface QrPlayerProps {
  readonly urType: string;
  readonly message: Uint8Array;
}

/** A message as animated QR codes for the coordinator's camera, dark on light. */
export function QrPlayer({ urType, message }: QrPlayerProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [density, setDensity] = useState<string>('1046');
  const [rate, setRate] = useState('10');
  const [size, setSize] = useState<string>('560');
  const frames = useMemo(() => {
    const maxFragmentLength = fragmentLengthForFrame(urType, Number(density));
    return encodeFrames({ type: urType, bytes: message, maxFragmentLength });
  }, [urType, message, density]);
  const part = useAnimation(canvas, frames, Number(rate), Number(size));
  return (
    <section className="card" aria-label="QR codes">
      <div className="qr">
        <canvas
          ref={canvas}
          role="img"
          aria-label="QR code for the coordinator"
          data-part={part}
          data-part-count={frames.partCount}
        />
      </div>
      <p role="status">{progressText(part, frames.partCount, message.length)}</p>
      <div className="field-row">
        <ChoiceField label="Density" value={density} choices={DENSITIES} onChange={setDensity} />
        <ChoiceField label="Codes a second" value={rate} choices={RATES} onChange={setRate} />
        <ChoiceField label="Size" value={size} choices={SIZES} onChange={setSize} />
      </div>
    </section>
  );
}

/** Draws one code after the other; answers the part number that is on the screen. */
function useAnimation(
  canvas: RefObject<HTMLCanvasElement | null>,
  frames: UrFrames,
  rate: number,
  cssSize: number,
): number {
  const [part, setPart] = useState(1);
  useEffect(() => {
    // The longest frame decides the version, so that all codes have one size.
    const version = versionFor(frames.frameAt(frames.partCount === 1 ? 1 : 99_999));
    let step = 0;
    const draw = () => {
      const number = frames.partAtStep(step);
      if (canvas.current) drawQr(canvas.current, frames.frameAt(number), { version, cssSize });
      setPart(number);
      step += 1;
    };
    draw();
    if (frames.partCount === 1) return;
    const timer = setInterval(draw, 1000 / rate);
    return () => clearInterval(timer);
  }, [canvas, frames, rate, cssSize]);
  return part;
}

function progressText(part: number, partCount: number, length: number): string {
  if (partCount === 1) return `One still code, ${length} bytes.`;
  return `Code ${part}. The message of ${length} bytes needs ${partCount} codes or a few more, in any order.`;
}
