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
    bytes: message,
    words: [...fingerprintWords(messageDigest(message))],
    transcript,
  };
}
