import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, Refusal, refuseUnless, toHex, utf8 } from '../../bytes/index.ts';

/** The address of a public key: the last 20 bytes of keccak-256 over the point without its prefix (Yellow Paper, 284). */
export function addressOfPublicKey(publicKey: Uint8Array): Uint8Array {
  return keccak_256(uncompressedPoint(publicKey).slice(1)).slice(12);
}

/** The uncompressed form (65 bytes) of a secp256k1 point. Refuses what is not on the curve: PUBLIC_KEY_INVALID. */
export function uncompressedPoint(publicKey: Uint8Array): Uint8Array {
  try {
    return secp256k1.Point.fromBytes(publicKey).toBytes(false);
  } catch (cause) {
    throw new Refusal('PUBLIC_KEY_INVALID', 'This public key is not a point of the curve secp256k1.', { cause });
  }
}

/** EIP-55: the address with its checksum in the case of the letters, `0x` first. */
export function toChecksumAddress(address: Uint8Array): string {
  refuseUnless(address.length === 20, 'ADDRESS_INVALID', 'An address has 20 bytes.');
  const digits = toHex(address);
  const hash = toHex(keccak_256(utf8(digits)));
  let text = '0x';
  for (let index = 0; index < digits.length; index++) {
    const digit = digits[index] ?? '';
    text += (hash[index] ?? '') >= '8' ? digit.toUpperCase() : digit;
  }
  return text;
}

/**
 * The address in a text: `0x` and 40 digits. A text in mixed case must bear the right checksum (EIP-55).
 *
 * Refuses with ADDRESS_INVALID or ADDRESS_CHECKSUM.
 */
export function parseAddress(text: string): Uint8Array {
  refuseUnless(
    /^0x[0-9a-fA-F]{40}$/.test(text),
    'ADDRESS_INVALID',
    'An address is 0x followed by 40 hexadecimal digits.',
  );
  const address = fromHex(text);
  const digits = text.slice(2);
  const unmixed = digits === digits.toLowerCase() || digits === digits.toUpperCase();
  refuseUnless(
    unmixed || toChecksumAddress(address) === text,
    'ADDRESS_CHECKSUM',
    'The checksum of this address is wrong: a character was mistyped. Copy the whole address again.',
  );
  return address;
}

/** An address in groups of four characters, as people compare it: `0xf39F d6e5 …`. */
export function groupAddress(address: string): string {
  return `${address.slice(0, 2)}${(address.slice(2).match(/.{1,4}/g) ?? []).join(' ')}`;
}
