import * as z from 'zod';
import { actionSchema } from './actions.ts';
import { replySchema } from './reply.ts';
import { nativeQuestionSchema } from './signer-core.ts';
import { stationConfigSchema } from './station-config.ts';
import { viewUpdateSchema } from './views.ts';

const idSchema = z.int().min(1);

/** Main to the signer process. The schema is checked again on arrival: the core trusts no process. */
export const toSignerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start'), config: stationConfigSchema }),
  z.strictObject({ type: z.literal('request'), id: idSchema, action: actionSchema }),
  z.strictObject({ type: z.literal('confirmed'), id: idSchema, yes: z.boolean() }),
]);

export type ToSigner = z.infer<typeof toSignerSchema>;

/** The signer process to main. */
export const fromSignerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('reply'), id: idSchema, reply: replySchema }),
  z.strictObject({ type: z.literal('view'), update: viewUpdateSchema }),
  z.strictObject({ type: z.literal('confirm'), id: idSchema, question: nativeQuestionSchema }),
]);

export type FromSigner = z.infer<typeof fromSignerSchema>;
