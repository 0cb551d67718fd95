import { encodeCbor } from '@vieraugen/shared/cbor';

/** What a sealed share is bound to: a share of another vault, officer or role does not open in its place. */
export function shareBinding(
  vaultId: Uint8Array,
  officerId: Uint8Array,
  role: 'user' | 'security-officer',
): Uint8Array {
  return encodeCbor(['vieraugen/1 share', vaultId, officerId, role]);
}
