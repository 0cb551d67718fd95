import type { ArmedScan } from '../../ipc/views.ts';

const MISSING_SHOWN = 12;

export function ScanProgress({ progress }: { readonly progress: ArmedScan['progress'] }) {
  if (progress === null) return <p className="progress">Nothing read yet.</p>;
  const { received, needed, missing } = progress;
  const shown = missing.slice(0, MISSING_SHOWN).join(', ');
  const more = missing.length > MISSING_SHOWN ? ' and more' : '';
  return (
    <div className="progress">
      <strong>
        {received} of {needed} parts read
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
