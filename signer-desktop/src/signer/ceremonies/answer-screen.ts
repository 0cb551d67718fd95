import { fingerprintWords } from '@vieraugen/shared/bytes';
import { messageDigest } from '@vieraugen/shared/protocol';
import type { ReviewView } from '../../ipc/views.ts';

/** A message for the coordinator, ready to be shown; it is in the journal already. */
export type AnswerScreen = {
  readonly title: string;
  readonly instruction: string;
  readonly urType: string;
  readonly message: Uint8Array;
  readonly transcript: string | null;
};

export function viewOfAnswer({ title, instruction, urType, message, transcript }: AnswerScreen): ReviewView {
  return {
    step: 'show-message',
    notice: null,
    title,
    instruction,
    urType,
    // A copy: what crosses to the window takes its whole buffer along, and this one may be part of a journal entry.
    bytes: Uint8Array.from(message),
    words: [...fingerprintWords(messageDigest(message))],
    transcript,
  };
}
