import { Refusal } from '@vieraugen/shared/bytes';
import type { ReviewAction } from '../../ipc/actions.ts';
import type { ReviewView } from '../../ipc/views.ts';
import { type AnswerScreen, viewOfAnswer } from './answer-screen.ts';
import { type Ceremony, type ExpectedScan, refuseScan, type Workshop } from './ceremony.ts';
import { manifestScreen } from './key-generation.ts';
import { acceptanceScreen } from './pairing.ts';
import { refuseAction } from './refuse-action.ts';
import { responseScreen } from './signing.ts';

/** Shows a message of the journal once more: it was released already, and nothing is made anew. */
export class ShownAgain implements Ceremony {
  readonly name = 'showing a message again';
  readonly #answer: AnswerScreen;

  constructor(workshop: Workshop, sequence: number) {
    this.#answer = answerAt(workshop, sequence);
  }

  view(): ReviewView {
    return viewOfAnswer(this.#answer);
  }

  expects(): ExpectedScan | undefined {
    return undefined;
  }

  stillReading(): void {}

  takeMessage(): Promise<void> {
    return refuseScan();
  }

  async handle(action: ReviewAction): Promise<void> {
    refuseAction(action);
  }

  close(): void {}
}

function answerAt({ journal }: Workshop, sequence: number): AnswerScreen {
  const entry = journal.state.entries[sequence - 1];
  if (!entry?.message) throw new Refusal('NOTHING_TO_SHOW', 'This entry of the journal has no message to show.');
  switch (entry.type) {
    case 'pairing-completed':
      return acceptanceScreen(entry.message, null);
    case 'key-generation-completed':
      return manifestScreen(entry.message, null);
    default:
      return responseScreen(entry.message, null, 'An earlier answer');
  }
}
