import { Time } from '../../ui/values.tsx';
import { STATE_LOOKS } from './state-chip.tsx';
import type { WithdrawalDetail } from './withdrawals-api.ts';

type Entry = WithdrawalDetail['timeline'][number];

export function WithdrawalTimeline({ timeline }: { readonly timeline: readonly Entry[] }) {
  return (
    <ol className="timeline" aria-label="Timeline">
      {timeline.map((entry) => (
        <li key={`${entry.at} ${entry.to}`} className={`dot-${STATE_LOOKS[entry.to].tone}`}>
          <div className="what">{STATE_LOOKS[entry.to].label}</div>
          {entry.reason && <div>{entry.reason.message}</div>}
          <div className="who">
            {entry.actor === 'system' ? 'by the coordinator' : `by ${entry.actorName}`},{' '}
            <Time at={entry.at} withSeconds />
          </div>
        </li>
      ))}
    </ol>
  );
}
