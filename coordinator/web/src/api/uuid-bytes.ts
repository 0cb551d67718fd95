import { fromHex } from '@vieraugen/shared/bytes';

/** The 16 bytes of a UUID, as digests have them. */
export function bytesOfUuid(uuid: string): Uint8Array {
  return fromHex(uuid.replaceAll('-', ''));
}
