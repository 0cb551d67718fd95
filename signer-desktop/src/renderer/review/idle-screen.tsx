import type { Check } from '../../ipc/views.ts';
import { Button } from '../ui/parts.tsx';
import type { ScreenProps } from './screens.tsx';
import { ViewNoticeMessage } from './view-notice-message.tsx';

const STATES: Record<Check['state'], string> = { good: 'In order', warning: 'Note', bad: 'Not in order' };

export function IdleScreen({ view, review }: ScreenProps<'idle'>) {
  return (
    <>
      <h1>Ready for a ceremony</h1>
      <p className="lead">
        Check the station before the officers begin. No key, PIN or request is in use now; nothing here is signed.
      </p>
      {view.notice === null ? null : <ViewNoticeMessage notice={view.notice} />}
      <section className="card" aria-labelledby="station-heading">
        <h2 id="station-heading">Station</h2>
        {view.checks.length === 0 ? (
          <p>The station has not been checked since it started.</p>
        ) : (
          <Checks checks={view.checks} />
        )}
        <div className="actions">
          <Button kind="primary" disabled={review.busy} onPress={() => review.act({ type: 'doctor' })}>
            Check the station
          </Button>
          <Button disabled={review.busy} onPress={() => review.act({ type: 'start-camera-check' })}>
            Try the camera
          </Button>
        </div>
      </section>
    </>
  );
}

function Checks({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <ul className="checks">
      {checks.map((check) => (
        <li key={check.name}>
          <span className={`badge badge-${check.state}`}>{STATES[check.state]}</span>
          <span className="checks-name">{check.name}</span>
          <span>{check.detail}</span>
        </li>
      ))}
    </ul>
  );
}
