import { p256 } from '@noble/curves/nist.js';
import { refuseUnless } from '../bytes/index.ts';
import { entryHash } from './journal.ts';

/**
 * Checks the station's signature (ES256, r || s, 64 bytes) over {@link entryHash} of an entry of the signer's journal.
 *
 * Refuses with JOURNAL_ENTRY_SIGNATURE_INVALID.
 */
export function verifyEntrySignature(entryBytes: Uint8Array, signature: Uint8Array, stationKey: Uint8Array): void {
  refuseUnless(
    isGood(entryBytes, signature, stationKey),
    'JOURNAL_ENTRY_SIGNATURE_INVALID',
    'An entry of the journal was not signed by this vault, or was changed. Restore the journal from its newest copy.',
  );
}

function isGood(entryBytes: Uint8Array, signature: Uint8Array, stationKey: Uint8Array): boolean {
  try {
    return p256.verify(signature, entryHash(entryBytes), stationKey, { prehash: false, lowS: false });
  } catch {
    return false;
  }
}
