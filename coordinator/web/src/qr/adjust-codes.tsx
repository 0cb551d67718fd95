import type { Density } from '@vieraugen/shared/qr';
import { useId } from 'react';

type AdjustProps = {
  readonly density: Density;
  readonly onDensity: (density: Density) => void;
  readonly sideBySide: boolean;
  readonly onSideBySide: (sideBySide: boolean) => void;
};

const STEPS = [1, 2, 3, 4, 5] as const satisfies readonly Density[];
const NAMES: Readonly<Record<Density, string>> = {
  automatic: 'chosen for this screen and message',
  1: 'very coarse, slow',
  2: 'coarse',
  3: 'middling',
  4: 'dense',
  5: 'very dense',
};

/** For cameras that do not get on with what was chosen. Nobody has to open it. */
export function AdjustCodes({ density, onDensity, sideBySide, onSideBySide }: AdjustProps) {
  const slider = useId();
  const choose = (value: string) => onDensity(STEPS.find((step) => String(step) === value) ?? 'automatic');
  return (
    <details className="show-adjust">
      <summary>The camera does not read it?</summary>
      <div className="stack-small">
        <label htmlFor={slider}>Density: {NAMES[density]}</label>
        <input
          id={slider}
          type="range"
          min={1}
          max={STEPS.length}
          step={1}
          value={density === 'automatic' ? 3 : density}
          aria-valuetext={NAMES[density]}
          onChange={(event) => choose(event.target.value)}
        />
        <span className="spread small soft">
          <span>far away, weak camera</span>
          <span>near, good camera</span>
        </span>
        <label>
          <input
            type="checkbox"
            checked={density === 'automatic'}
            onChange={(event) => onDensity(event.target.checked ? 'automatic' : 3)}
          />{' '}
          Choose by itself
        </label>
        <label>
          <input type="checkbox" checked={sideBySide} onChange={(event) => onSideBySide(event.target.checked)} /> Two
          codes side by side, where there is room: twice as fast with a camera that sees both
        </label>
      </div>
    </details>
  );
}
