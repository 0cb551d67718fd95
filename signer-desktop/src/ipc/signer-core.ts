import * as z from 'zod';
import type { Action } from './actions.ts';
import type { Reply } from './reply.ts';
import { sentenceSchema } from './reply.ts';
import type { StationConfig } from './station-config.ts';
import type { ViewUpdate } from './views.ts';

/**
 * The trusted core, single owner of what is on both screens. It runs in the utility process; `src/signer/entry.ts` connects
 * it to main. Actions arrive parsed and one at a time.
 */
export interface SignerCore {
  /** Answers when the action is done; what changed on the screens is told through the views. */
  handle(action: Action): Promise<Reply>;
  /** The listener is called with the current views at once, then at each change. */
  onView(listener: (update: ViewUpdate) => void): void;
}

/** A yes-or-no question drawn by the operating system. The wording is the core's alone; main adds nothing. */
export const nativeQuestionSchema = z.strictObject({
  title: sentenceSchema,
  message: sentenceSchema,
  /** Amount, asset, destination in groups of four, fingerprint words: lines separated by newlines. */
  detail: z.string().max(2000),
  confirmLabel: z.string().min(1).max(40),
  refuseLabel: z.string().min(1).max(40),
});

export type NativeQuestion = z.infer<typeof nativeQuestionSchema>;

/** What the core may ask of the world outside its process. */
export interface CorePorts {
  /** True only if the operator pressed the confirming button; Escape, closing and any failure are false. */
  confirm(question: NativeQuestion): Promise<boolean>;
}

export type CreateSignerCore = (config: StationConfig, ports: CorePorts) => SignerCore;
