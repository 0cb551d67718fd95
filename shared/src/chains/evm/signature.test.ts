import { secp256k1 } from '@noble/curves/secp256k1.js';
import { SigningKey, Transaction } from 'ethers';
import fc from 'fast-check';
import { keccak256, parseTransaction, recoverTransactionAddress } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { bytesToUint, concatBytes, fromHex, toHex, uintToBytes } from '../../bytes/index.ts';
import { codeOf } from '../../testing/code-of.ts';
import { hex, nativeTransfer, ordinaryTransfers, tokenTransfer } from '../../testing/evm-transfers.ts';
import { addressOfPublicKey, toChecksumAddress } from './address.ts';
import { attachSignature, recoverPublicKey, signatureWithRecovery } from './signature.ts';
import { buildTransfer, signingDigest } from './transfer.ts';

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const privateKey = new Uint8Array(32).fill(0x11);
const publicKey = secp256k1.getPublicKey(privateKey, true);
const owner = addressOfPublicKey(publicKey);
const unsigned = buildTransfer(nativeTransfer);
const digest = signingDigest(unsigned);

function padded(number: bigint): Uint8Array {
  const bytes = uintToBytes(number);
  return concatBytes(new Uint8Array(32 - bytes.length), bytes);
}

/** r || s as a key store answers: s low or high. */
function rawSignature(message: Uint8Array, key: Uint8Array, isHighS = false): Uint8Array {
  const raw = secp256k1.sign(message, key, { prehash: false, lowS: true });
  return isHighS ? highS(raw) : raw;
}

/** The twin of a signature that the chain refuses (EIP-2): the same r, the order less s. */
function highS(raw: Uint8Array): Uint8Array {
  return concatBytes(raw.subarray(0, 32), padded(ORDER - bytesToUint(raw.subarray(32, 64))));
}

const raw = rawSignature(digest, privateKey);
const good = signatureWithRecovery(digest, raw, publicKey);
const attach = (signature: Uint8Array): string => codeOf(() => attachSignature(unsigned, signature, owner));

describe('joining', () => {
  it.each([
    ['native coin', nativeTransfer],
    ['token', tokenTransfer],
  ])('makes the transaction that viem makes itself (%s)', async (_name, transfer) => {
    const account = privateKeyToAccount(hex(privateKey));
    const bytes = buildTransfer(transfer);
    const ours = attachSignature(
      bytes,
      signatureWithRecovery(signingDigest(bytes), rawSignature(signingDigest(bytes), privateKey), publicKey),
      owner,
    );
    const theirs = await account.signTransaction(parseTransaction(hex(bytes) as `0x02${string}`));
    expect(hex(ours.signed)).toBe(theirs);
    expect(hex(ours.transactionHash)).toBe(keccak256(theirs));
  });

  it('any transfer with any key: viem and ethers recover who signed, and know the hash', async () => {
    const keys = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter(secp256k1.utils.isValidSecretKey);
    await fc.assert(
      fc.asyncProperty(ordinaryTransfers, keys, fc.boolean(), async (transfer, key, isHighS) => {
        const bytes = buildTransfer(transfer);
        const point = secp256k1.getPublicKey(key, false);
        const answer = rawSignature(signingDigest(bytes), key, isHighS);
        const signature = signatureWithRecovery(signingDigest(bytes), answer, point);
        const joined = attachSignature(bytes, signature, addressOfPublicKey(point));

        const ethers = Transaction.from(hex(joined.signed));
        expect(ethers.hash).toBe(hex(joined.transactionHash));
        expect(ethers.from).toBe(toChecksumAddress(addressOfPublicKey(point)));
        expect(ethers.unsignedSerialized).toBe(hex(bytes));
        const serializedTransaction = hex(joined.signed) as `0x02${string}`;
        expect(await recoverTransactionAddress({ serializedTransaction })).toBe(ethers.from);
      }),
      { numRuns: 50 },
    );
  });

  it('a short r or s loses its leading zeros', () => {
    const signer = new SigningKey(hex(privateKey));
    let short = 0;
    for (let nonce = 0n; nonce < 600n; nonce++) {
      const bytes = buildTransfer({ ...nativeTransfer, nonce });
      const { r, s, yParity } = signer.sign(signingDigest(bytes));
      if (!r.startsWith('0x00') && !s.startsWith('0x00')) continue;
      short += 1;
      const signature = concatBytes(fromHex(r), fromHex(s), Uint8Array.of(yParity));
      const theirs = Transaction.from(hex(bytes));
      theirs.signature = { r, s, yParity };
      expect(hex(attachSignature(bytes, signature, owner).signed)).toBe(theirs.serialized);
    }
    expect(short).toBeGreaterThan(0);
  });
});

describe('a signature that is not of this key over these bytes is refused', () => {
  const withS = (s: bigint): Uint8Array => concatBytes(good.subarray(0, 32), padded(s), good.subarray(64));
  const withR = (r: bigint): Uint8Array => concatBytes(padded(r), good.subarray(32));
  const otherKey = new Uint8Array(32).fill(0x12);
  const attacks: readonly (readonly [string, Uint8Array, string])[] = [
    ['no bytes', new Uint8Array(0), 'SIGNATURE_LENGTH'],
    ['without the recovery bit', good.slice(0, 64), 'SIGNATURE_LENGTH'],
    ['a byte too long', concatBytes(good, Uint8Array.of(0)), 'SIGNATURE_LENGTH'],
    ['zeros', new Uint8Array(65), 'SIGNATURE_RANGE'],
    ['r = 0', withR(0n), 'SIGNATURE_RANGE'],
    ['r = the order', withR(ORDER), 'SIGNATURE_RANGE'],
    ['r = the highest number', withR(2n ** 256n - 1n), 'SIGNATURE_RANGE'],
    ['s = 0', withS(0n), 'SIGNATURE_RANGE'],
    ['s = the order', withS(ORDER), 'SIGNATURE_RANGE'],
    ['s = the highest number', withS(2n ** 256n - 1n), 'SIGNATURE_RANGE'],
    ['s one over half of the order', withS(ORDER / 2n + 1n), 'SIGNATURE_NOT_LOW_S'],
    ['the high-s twin', concatBytes(highS(good), Uint8Array.of(1 - (good[64] ?? 0))), 'SIGNATURE_NOT_LOW_S'],
    ['the other recovery bit', good.with(64, 1 - (good[64] ?? 0)), 'SIGNATURE_WRONG_KEY'],
    ['recovery bit 2', good.with(64, 2), 'SIGNATURE_RECOVERY_BIT'],
    ['recovery bit 27, as in old transactions', good.with(64, 27), 'SIGNATURE_RECOVERY_BIT'],
    ['an r that is on no point', withR(5n), 'SIGNATURE_WRONG_KEY'],
    [
      'another key',
      signatureWithRecovery(digest, rawSignature(digest, otherKey), secp256k1.getPublicKey(otherKey)),
      'SIGNATURE_WRONG_KEY',
    ],
  ];
  it.each(attacks)('%s', (_name, signature, code) => {
    expect(attach(signature)).toBe(code);
  });

  it('with any one bit changed', () => {
    for (let bit = 0; bit < 65 * 8; bit++) {
      const position = bit >> 3;
      expect(attach(good.with(position, (good[position] ?? 0) ^ (1 << (bit & 7))))).toMatch(/^SIGNATURE_/);
    }
  });

  it('over another transaction', () => {
    const other = buildTransfer({ ...nativeTransfer, nonce: 8n });
    expect(codeOf(() => attachSignature(other, good, owner))).toBe('SIGNATURE_WRONG_KEY');
  });

  it('for another wallet', () => {
    const stranger = addressOfPublicKey(secp256k1.getPublicKey(otherKey));
    expect(codeOf(() => attachSignature(unsigned, good, stranger))).toBe('SIGNATURE_WRONG_KEY');
  });

  it('for what is no transfer, however good the signature', () => {
    const call = fromHex('02c0');
    const signature = signatureWithRecovery(
      signingDigest(call),
      rawSignature(signingDigest(call), privateKey),
      publicKey,
    );
    expect(codeOf(() => attachSignature(call, signature, owner))).toBe('TX_FIELD_COUNT');
  });
});

describe('what a key store answers', () => {
  it('is given the recovery bit of ethers, low s and high s alike', () => {
    const digests = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const signer = new SigningKey(hex(privateKey));
    fc.assert(
      fc.property(digests, fc.boolean(), (message, isHighS) => {
        const theirs = signer.sign(message);
        const ours = signatureWithRecovery(message, rawSignature(message, privateKey, isHighS), publicKey);
        expect(hex(ours)).toBe(`${theirs.r}${theirs.s.slice(2)}0${theirs.yParity}`);
        expect(hex(recoverPublicKey(message, ours))).toBe(signer.publicKey);
      }),
      { numRuns: 50 },
    );
  });

  const withS = (s: bigint): Uint8Array => concatBytes(raw.subarray(0, 32), padded(s));
  const attacks: readonly (readonly [string, Uint8Array, string])[] = [
    ['63 bytes', raw.slice(1), 'SIGNATURE_LENGTH'],
    ['65 bytes', concatBytes(raw, Uint8Array.of(0)), 'SIGNATURE_LENGTH'],
    ['s = 0', withS(0n), 'SIGNATURE_RANGE'],
    ['s = the order', withS(ORDER), 'SIGNATURE_RANGE'],
    ['s over the order', withS(ORDER + 1n), 'SIGNATURE_RANGE'],
    ['r = 0', concatBytes(new Uint8Array(32), raw.subarray(32)), 'SIGNATURE_RANGE'],
    ['another s', withS(7n), 'SIGNATURE_WRONG_KEY'],
    ['a signature over something else', rawSignature(new Uint8Array(32).fill(9), privateKey), 'SIGNATURE_WRONG_KEY'],
  ];
  it.each(attacks)('%s is refused', (_name, answer, code) => {
    expect(codeOf(() => signatureWithRecovery(digest, answer, publicKey))).toBe(code);
  });

  it('is refused for another key, and for what is no key', () => {
    const other = secp256k1.getPublicKey(new Uint8Array(32).fill(0x12));
    expect(codeOf(() => signatureWithRecovery(digest, raw, other))).toBe('SIGNATURE_WRONG_KEY');
    expect(codeOf(() => signatureWithRecovery(digest, raw, other.with(0, 9)))).toBe('PUBLIC_KEY_INVALID');
  });

  it('a digest of another length is a bug, not a refusal', () => {
    expect(() => recoverPublicKey(digest.subarray(1), good)).toThrow(RangeError);
    expect(() => signatureWithRecovery(concatBytes(digest, digest), raw, publicKey)).toThrow(RangeError);
  });
});

it('the address of the signer is the one that everybody computes', () => {
  expect(toChecksumAddress(owner)).toBe(privateKeyToAccount(hex(privateKey)).address);
  expect(toHex(owner)).toHaveLength(40);
});
