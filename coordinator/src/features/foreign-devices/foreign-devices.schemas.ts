import { z } from 'zod';
import { AddressText, DigestText, Id, ReadableText, TimeText } from '../wire.schemas.ts';

export const RecordRefusal = z.strictObject({ reason: ReadableText(300) });

export const DeviceRequestView = z.strictObject({
  withdrawalId: Id,
  /** Pairs the device's answer with our question (EIP-4527). */
  requestId: Id,
  requestDigest: DigestText,
  state: z.enum(['open', 'expired', 'signed', 'too-late', 'refused']),
  /** Which key of which device is asked. */
  device: z.strictObject({
    name: z.string(),
    derivationPath: z.string(),
    sourceFingerprint: z.string(),
    address: AddressText,
  }),
  createdAt: TimeText,
  /** Until when it is shown; an answer is taken in later too. */
  expiresAt: TimeText,
  answeredAt: TimeText.nullable(),
});
export type DeviceRequestView = z.infer<typeof DeviceRequestView>;
