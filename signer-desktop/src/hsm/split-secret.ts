import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Refusal, refuseUnless, taggedDigest } from '@vieraugen/shared/bytes';
import secrets from 'secrets.js-grempe';

const PIN_LENGTH = 32;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const CHECK_LENGTH = 16;

/** A random PIN of 32 base32 characters (160 bits): printable, because PKCS#11 takes PINs as UTF-8. */
export function randomPin(): Uint8Array {
  return Uint8Array.from(randomBytes(PIN_LENGTH), (byte) => ALPHABET.charCodeAt(byte % ALPHABET.length));
}

/**
 * Splits a secret into `count` shares of which `quorum` rebuild it (Shamir 1979; secrets.js over GF(2^8)). A check value that
 * depends on `vaultId` is split with it, because Shamir's scheme itself answers wrong shares with a wrong secret.
 *
 * The library works on strings, which JavaScript cannot overwrite: the process that combines is ended after each ceremony.
 */
export function splitSecret(secret: Uint8Array, vaultId: Uint8Array, quorum: number, count: number): Uint8Array[] {
  refuseUnless(
    quorum >= 2 && quorum <= count && count <= 16,
    'QUORUM_INVALID',
    'A vault needs at least two officers for its quorum, and no more than it has (16 at most).',
  );
  const checked = Buffer.concat([secret, checkOf(secret, vaultId)]).toString('hex');
  return secrets.share(checked, count, quorum).map((share) => Uint8Array.from(Buffer.from(share, 'utf8')));
}

/**
 * Rebuilds a secret from shares.
 *
 * Refuses with SHARES_DO_NOT_MATCH when too few are given, one was changed, or one belongs to another vault or an older
 * splitting.
 */
export function combineSecret(shares: readonly Uint8Array[], vaultId: Uint8Array): Uint8Array {
  const combined = Buffer.from(combineOrRefuse(shares), 'hex');
  const secret = combined.subarray(0, -CHECK_LENGTH);
  const check = combined.subarray(-CHECK_LENGTH);
  if (combined.length <= CHECK_LENGTH || !timingSafeEqual(check, checkOf(secret, vaultId))) throw doNotMatch();
  const copy = Uint8Array.from(secret);
  combined.fill(0);
  return copy;
}

function combineOrRefuse(shares: readonly Uint8Array[]): string {
  try {
    return secrets.combine(shares.map((share) => Buffer.from(share).toString('utf8')));
  } catch (cause) {
    throw new Refusal('SHARES_DO_NOT_MATCH', doNotMatch().message, { cause });
  }
}

function doNotMatch(): Refusal {
  return new Refusal(
    'SHARES_DO_NOT_MATCH',
    'The shares of these officers do not open this vault: there are too few, or one belongs to another vault.',
  );
}

function checkOf(secret: Uint8Array, vaultId: Uint8Array): Uint8Array {
  const bound = Buffer.concat([vaultId, secret]);
  const check = taggedDigest('vieraugen/1 shared-secret', bound).slice(0, CHECK_LENGTH);
  bound.fill(0);
  return check;
}
