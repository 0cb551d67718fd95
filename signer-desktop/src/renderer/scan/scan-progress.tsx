import { timeLeftInWords } from '@vieraugen/shared/qr';
import type { ArmedScan } from '../../ipc/views.ts';

const MISSING_SHOWN = 12;

interface ProgressProps {
  readonly progress: ArmedScan['progress'];
  readonly secondsLeft: number | undefined;
}

export function ScanProgress({ progress, secondsLeft }: ProgressProps) {
  if (progress === null) return <p className="progress">Nothing read yet.</p>;
  const { received, needed, missing } = progress;
  const shown = missing.slice(0, MISSING_SHOWN).join(', ');
  const more = missing.length > MISSING_SHOWN ? ' and more' : '';
  return (
    <div className="progress">
      <strong>
        {received} of {needed} parts read
        {secondsLeft === undefined ? '' : `, ${timeLeftInWords(secondsLeft)}`}
      </strong>
      <progress max={needed} value={Math.min(received, needed)} aria-label="Parts read" />
      {missing.length === 0 ? null : (
        <span>
          Still missing: {shown}
          {more}
        </span>
      )}
    </div>
  );
}
