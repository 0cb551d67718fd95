import { LeaveButton } from './leave-button.tsx';
import { OfficerTurn } from './officer-turn.tsx';
import { PinForm } from './pin-form.tsx';
import type { ScreenProps } from './screens.tsx';

/** Each officer begins with an empty form. */
export function PinScreen({ view, review }: ScreenProps<'enter-pin'>) {
  return (
    <>
      <h1>Your token, please</h1>
      <OfficerTurn progress={view.progress} />
      <p className="lead">Plug in your own token and type its PIN, {view.purpose}.</p>
      <section className="card" aria-label="Token and PIN">
        <PinForm
          key={view.progress.number}
          tokens={view.tokens.filter((token) => token.officerName !== null)}
          tokenLabel="Your token"
          submitLabel="Confirm with PIN"
          busy={review.busy}
          onSubmit={(token, pin) => review.act({ type: 'enter-pin', token, pin })}
          onRefresh={() => review.act({ type: 'refresh-tokens' })}
        />
        <div className="actions">
          <LeaveButton review={review} />
        </div>
      </section>
    </>
  );
}
