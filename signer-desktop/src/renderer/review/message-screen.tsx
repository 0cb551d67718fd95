import { Button } from '../ui/parts.tsx';
import { QrPlayer } from './qr-player.tsx';
import type { ScreenProps } from './screens.tsx';
import { TranscriptCard } from './transcript-card.tsx';
import { Words } from './words.tsx';

export function MessageScreen({ view, review }: ScreenProps<'show-message'>) {
  return (
    <>
      <h1>{view.title}</h1>
      <p className="lead">{view.instruction}</p>
      <section className="card" aria-labelledby="message-words-heading">
        <h2 id="message-words-heading">The coordinator shows the same words when it has read the code</h2>
        <Words words={view.words} label="Words of the message" />
      </section>
      <QrPlayer urType={view.urType} message={view.bytes} />
      <div className="actions">
        <Button kind="primary" disabled={review.busy} onPress={() => review.act({ type: 'leave' })}>
          The coordinator has read it: finish
        </Button>
      </div>
      {view.transcript === null ? null : <TranscriptCard transcript={view.transcript} />}
    </>
  );
}
