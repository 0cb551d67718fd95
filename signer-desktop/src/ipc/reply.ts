import * as z from 'zod';

/** What a refusal's code looks like everywhere in the program. */
export const codeSchema = z.string().regex(/^[A-Z][A-Z0-9_]{2,63}$/);

/** A sentence for a human. It never bears a path, a stack or a secret. */
export const sentenceSchema = z.string().min(1).max(600);

/**
 * The answer to every call across a process border. What a page draws arrives as a view, never in a reply, so that there is
 * one source of truth for what is on the screen.
 */
export const replySchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true) }),
  z.strictObject({ ok: z.literal(false), code: codeSchema, message: sentenceSchema }),
]);

export type Reply = z.infer<typeof replySchema>;

export const DONE: Reply = Object.freeze({ ok: true });

export function refused(code: string, message: string): Reply {
  return { ok: false, code, message };
}
