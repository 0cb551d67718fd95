import { createReceiver, type UrReceiver } from '@vieraugen/shared/ur';
import type { ScanView } from '../ipc/views.ts';
import type { ExpectedScan } from './ceremonies/ceremony.ts';

/** What the types of our codes are called on the screens. */
const IN_WORDS: Readonly<Record<string, string>> = {
  'x-vier-offer': 'a pairing offer',
  'x-vier-acceptance': 'a pairing acceptance (an answer of a signer)',
  'x-vier-manifest': 'a key manifest (an answer of a signer)',
  'x-vier-request': 'a signing request',
  'x-vier-response': 'a signing response (an answer of a signer)',
};

const SEVERAL_IN_VIEW =
  'Codes of several messages are in view. Keep the camera on one screen; the first message that is whole counts.';

/** Puts the codes in front of the camera together to the one kind of message that is expected. */
export class Scanner {
  readonly expected: ExpectedScan;
  readonly #receiver: UrReceiver;
  #view: ScanView & { step: 'armed' };

  constructor(expected: ExpectedScan) {
    this.expected = expected;
    this.#receiver = createReceiver({ expectedType: expected.urType });
    this.#view = { step: 'armed', expects: expected.inWords, progress: null, hint: null };
  }

  get view(): ScanView {
    return this.#view;
  }

  /** Takes the text of one code; answers the message once it is whole. */
  take(text: string): Uint8Array | undefined {
    const result = this.#receiver.receive(text);
    switch (result.kind) {
      case 'complete':
        return result.bytes;
      case 'duplicate':
        return undefined;
      case 'progress': {
        const { received, needed } = result;
        const missing = this.#receiver.missingParts().slice(0, 64);
        const hint = result.messages > 1 ? SEVERAL_IN_VIEW : null;
        this.#view = { ...this.#view, progress: { received, needed, missing }, hint };
        return undefined;
      }
      case 'refused': {
        const shown = result.shownType === undefined ? undefined : IN_WORDS[result.shownType];
        const hint = shown ? `This is ${shown}; ${this.expected.inWords} is expected here.` : result.message;
        this.#view = { ...this.#view, hint };
        return undefined;
      }
    }
  }

  /** The message was whole but is not accepted: another one can be shown. */
  refuse(message: string): void {
    this.#receiver.reset();
    this.#view = { ...this.#view, progress: null, hint: message };
  }
}
