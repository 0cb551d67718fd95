import { secp256k1 } from '@noble/curves/secp256k1.js';
import { decode as cborgDecode, encode as cborgEncode, rfc8949EncodeOptions, Tagged } from 'cborg';
import { HDNodeWallet } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, isReadable, Refusal, toHex } from '../bytes/index.ts';
import { addressOfPublicKey, attachSignature, buildTransfer, signingDigest } from '../chains/evm/index.ts';
import { deriveChild } from './derive-child.ts';
import {
  decodeDeviceKeys,
  decodeEthSignature,
  decodeEthSignRequest,
  type EthSignRequest,
  encodeEthSignature,
  encodeEthSignRequest,
  formatPath,
  parsePath,
  plainSignature,
} from './index.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const nonZero = (length: number) => bytes(length).filter((value) => value.some((byte) => byte !== 0));

const unsigned = fc
  .record({
    chainId: fc.bigInt(1n, BigInt(Number.MAX_SAFE_INTEGER)),
    nonce: fc.bigInt(0n, 2n ** 40n),
    maxFeePerGas: fc.bigInt(0n, 2n ** 60n),
    gasLimit: fc.bigInt(21_000n, 2n ** 40n),
    destination: nonZero(20),
    amount: fc.bigInt(1n, 2n ** 200n),
  })
  .map((terms) => buildTransfer({ ...terms, maxPriorityFeePerGas: 0n, asset: { kind: 'native' } }));
const path = fc.array(fc.record({ index: fc.nat(2 ** 31 - 1), hardened: fc.boolean() }), {
  minLength: 1,
  maxLength: 10,
});
const request: fc.Arbitrary<EthSignRequest> = fc.record({
  requestId: bytes(16),
  unsigned,
  key: fc.record({ path, fingerprint: nonZero(4) }),
  address: bytes(20),
  origin: fc.option(
    fc.string({ minLength: 1, maxLength: 40, unit: fc.constantFrom(...'aZ09.-ü€ ') }).filter(isReadable),
    { nil: undefined },
  ),
});

/** Tags as an independent decoder gives them. */
const tags = Tagged.preserve(37, 303, 304, 305);

describe('eth-sign-request', () => {
  it('is read as it was written, and is the one encoding of what it says', () => {
    fc.assert(
      fc.property(request, (original) => {
        const encoded = encodeEthSignRequest(original);
        const decoded = decodeEthSignRequest(encoded);
        expect(decoded).toEqual(original);
        expect(toHex(encodeEthSignRequest(decoded))).toBe(toHex(encoded));
      }),
    );
  });

  it('an independent library reads it and writes the same bytes', () => {
    fc.assert(
      fc.property(request, (original) => {
        const encoded = encodeEthSignRequest(original);
        const read: Map<number, unknown> = cborgDecode(encoded, { useMaps: true, strict: true, tags });
        expect(read.get(2)).toEqual(original.unsigned);
        expect(read.get(6)).toEqual(original.address);
        const written = cborgEncode(read, rfc8949EncodeOptions);
        expect(toHex(written)).toBe(toHex(encoded));
      }),
      { numRuns: 30 },
    );
  });
});

describe('whatever a camera may see', () => {
  const readers: readonly (readonly [string, (value: Uint8Array) => unknown])[] = [
    ['eth-sign-request', decodeEthSignRequest],
    ['eth-signature', decodeEthSignature],
    ['crypto-hdkey', (value) => decodeDeviceKeys('crypto-hdkey', value)],
    ['crypto-account', (value) => decodeDeviceKeys('crypto-account', value)],
  ];
  it.each(readers)('%s: random bytes are refused with a code', (_name, read) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (value) => {
        expect(() => read(value)).toThrow(Refusal);
      }),
    );
  });

  it('a flipped bit is refused, or reads as something else', () => {
    fc.assert(
      fc.property(request, fc.nat(), fc.nat(7), (original, position, bit) => {
        const encoded = encodeEthSignRequest(original);
        const at = position % encoded.length;
        const flipped = encoded.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte));
        try {
          expect(decodeEthSignRequest(flipped)).not.toEqual(original);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
        }
      }),
    );
  });
});

describe('signatures', () => {
  it('of any device, in each of its forms, make the one transaction of its key', () => {
    fc.assert(
      fc.property(
        unsigned,
        fc.bigInt(1n, 2n ** 250n),
        fc.boolean(),
        fc.boolean(),
        (transaction, secret, legacyV, high) => {
          const key = fromHex(secret.toString(16).padStart(64, '0'));
          const made = secp256k1.sign(signingDigest(transaction), key, { prehash: false, format: 'recovered' });
          const low = Uint8Array.from([...made.subarray(1), made[0] ?? 0]);
          const address = addressOfPublicKey(secp256k1.getPublicKey(key));
          const expected = attachSignature(transaction, low, address);
          const sent = formOf(low, { legacyV, high });
          const answer = encodeEthSignature({ requestId: new Uint8Array(16), signature: sent, origin: undefined });
          const read = decodeEthSignature(answer).signature;
          expect(attachSignature(transaction, plainSignature(read), address)).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });
});

function formOf(low: Uint8Array, { legacyV, high }: { readonly legacyV: boolean; readonly high: boolean }): Uint8Array {
  const s = BigInt(`0x${toHex(low.subarray(32, 64))}`);
  const otherS = fromHex((secp256k1.Point.CURVE().n - s).toString(16).padStart(64, '0'));
  const parity = high ? 1 - (low[64] ?? 0) : (low[64] ?? 0);
  return Uint8Array.from([
    ...low.subarray(0, 32),
    ...(high ? otherS : low.subarray(32, 64)),
    parity + (legacyV ? 27 : 0),
  ]);
}

describe('BIP-32', () => {
  it('children are those of an independent library', () => {
    fc.assert(
      fc.property(bytes(32), fc.nat(2 ** 31 - 1), (seed, index) => {
        const parent = HDNodeWallet.fromSeed(seed);
        const child = parent.neuter().deriveChild(index);
        const extended = { publicKey: fromHex(parent.publicKey), chainCode: fromHex(parent.chainCode) };
        expect(deriveChild(extended, { index, hardened: false })).toEqual({
          publicKey: fromHex(child.publicKey),
          chainCode: fromHex(child.chainCode),
        });
      }),
      { numRuns: 20 },
    );
  });

  it('a path is read as it was written', () => {
    fc.assert(
      fc.property(path, (original) => {
        expect(parsePath(formatPath(original))).toEqual(original);
      }),
    );
  });
});
