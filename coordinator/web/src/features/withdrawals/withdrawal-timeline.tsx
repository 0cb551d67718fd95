import { Time } from '../../ui/values.tsx';
import { lookOf } from './state-chip.tsx';
import type { WithdrawalDetail } from './withdrawals-api.ts';

type Entry = WithdrawalDetail['timeline'][number];

export function WithdrawalTimeline(props: {
  readonly timeline: readonly Entry[];
  readonly kind: WithdrawalDetail['kind'];
}) {
  const lookAt = (entry: Entry) => lookOf({ state: entry.to, kind: props.kind });
  return (
    <ol className="timeline" aria-label="Timeline">
      {props.timeline.map((entry) => (
        <li key={`${entry.at} ${entry.to}`} className={`dot-${lookAt(entry).tone}`}>
          <div className="what">{lookAt(entry).label}</div>
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
