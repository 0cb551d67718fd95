import { z } from 'zod';
import { AssertionOptions, Id, ReadableText } from '../wire.schemas.ts';

/** What the browser needs for navigator.credentials.get: the challenge is the digest of the intent. */
export const ApprovalOptions = AssertionOptions.extend({ withdrawalId: Id });
export type ApprovalOptions = z.infer<typeof ApprovalOptions>;

export const RejectWithdrawal = z.strictObject({ reason: ReadableText(300) });
