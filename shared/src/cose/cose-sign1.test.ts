import { createPublicKey, verify } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, Refusal, toHex, utf8 } from '../bytes/index.ts';
import { encodeCbor } from '../cbor/index.ts';
import { type EnvelopeContext, openEnvelope, p256KeyId, sealEnvelope, sigStructure } from './cose-sign1.ts';

const secretKey = p256.utils.randomSecretKey();
const publicKey = p256.getPublicKey(secretKey, true);
const signer = {
  publicKey,
  signDigest: (digest: Uint8Array) => p256.sign(digest, secretKey, { prehash: false, lowS: false }),
};
const context: EnvelopeContext = {
  type: 'signing-request',
  direction: 'to-signer',
  vaultId: new Uint8Array(16).fill(7),
};
const payload = utf8('what is signed');
const LIMIT = 1024;

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'accepted';
  } catch (error) {
    return error instanceof Refusal ? error.code : `threw ${error}`;
  }
}

describe('RFC 9052', () => {
  it('section 4.4: the Sig_structure of the cose-wg example sign-pass-01 (ecdsa, no external data)', () => {
    const expected = '846a5369676e61747572653143a101264054546869732069732074686520636f6e74656e742e';
    expect(toHex(sigStructure(fromHex('a10126'), new Uint8Array(0), utf8('This is the content.')))).toBe(expected);
  });

  it('cose-wg example sign1-tests/sign-pass-01: its signature verifies over our Sig_structure', () => {
    const x = fromHex('bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff');
    const y = fromHex('20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e');
    const signature = fromHex(
      '8eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36',
    );
    const structure = sigStructure(fromHex('a10126'), new Uint8Array(0), utf8('This is the content.'));
    const point = concatBytes(Uint8Array.of(4), x, y);
    expect(p256.verify(signature, structure, point, { lowS: false })).toBe(true);
  });
});

describe('an envelope', () => {
  it('opens to the bytes that were sealed', async () => {
    const bytes = await sealEnvelope(context, payload, signer);
    expect(toHex(openEnvelope(bytes, context, publicKey, LIMIT))).toBe(toHex(payload));
  });

  it('is verified by an independent implementation of ECDSA', async () => {
    const bytes = await sealEnvelope(context, payload, signer);
    const header = encodeCbor(
      new Map<number, number | string | Uint8Array>([
        [1, -7],
        [3, context.type],
        [4, p256KeyId(publicKey)],
      ]),
    );
    const aad = encodeCbor(['vieraugen/1', context.type, context.direction, context.vaultId]);
    const structure = sigStructure(header, aad, payload);
    const key = { kty: 'EC', crv: 'P-256', ...coordinatesOf(publicKey) };
    const signature = bytes.slice(-64);
    expect(
      verify(
        'sha256',
        structure,
        { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
        signature,
      ),
    ).toBe(true);
  });

  it('with any bit flipped is refused', async () => {
    const bytes = await sealEnvelope(context, payload, signer);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(codeOf(() => openEnvelope(flipped, context, publicKey, LIMIT))).toMatch(/^(CBOR|ENVELOPE)_/);
    }
  });

  it('is refused with its signature in high-s form, so that it has one identity', async () => {
    const bytes = await sealEnvelope(context, payload, signer);
    const { r, s } = p256.Signature.fromBytes(bytes.slice(-64));
    const twin = concatBytes(bytes.slice(0, -64), new p256.Signature(r, p256.Point.CURVE().n - s).toBytes());
    expect(codeOf(() => openEnvelope(twin, context, publicKey, LIMIT))).toBe('ENVELOPE_SIGNATURE_INVALID');
  });

  const other = p256.getPublicKey(p256.utils.randomSecretKey(), true);
  const attacks: readonly (readonly [string, EnvelopeContext, Uint8Array, number, string])[] = [
    ['for another type', { ...context, type: 'pairing-offer' }, publicKey, LIMIT, 'ENVELOPE_WRONG_TYPE'],
    [
      'reflected to its sender',
      { ...context, direction: 'to-coordinator' },
      publicKey,
      LIMIT,
      'ENVELOPE_SIGNATURE_INVALID',
    ],
    ['for another vault', { ...context, vaultId: new Uint8Array(16) }, publicKey, LIMIT, 'ENVELOPE_SIGNATURE_INVALID'],
    ['of another key', context, other, LIMIT, 'ENVELOPE_WRONG_KEY'],
    ['that is larger than accepted', context, publicKey, 20, 'CBOR_TOO_LARGE'],
    ['checked against a point that is not on the curve', context, new Uint8Array(33), LIMIT, 'PUBLIC_KEY_INVALID'],
  ];
  it.each(attacks)('%s is refused', async (_name, expected, key, limit, code) => {
    const bytes = await sealEnvelope(context, payload, signer);
    expect(codeOf(() => openEnvelope(bytes, expected, key, limit))).toBe(code);
  });

  const header = (entries: [number, number | string | Uint8Array][]) => encodeCbor(new Map(entries));
  const kid = p256KeyId(publicKey);
  const malformed: readonly (readonly [string, Uint8Array, string])[] = [
    [
      'another algorithm',
      envelopeWith(
        header([
          [1, -35],
          [3, 'signing-request'],
          [4, kid],
        ]),
      ),
      'ENVELOPE_ALGORITHM',
    ],
    [
      'no key id',
      envelopeWith(
        header([
          [1, -7],
          [3, 'signing-request'],
        ]),
      ),
      'ENVELOPE_MALFORMED',
    ],
    [
      'a critical header',
      envelopeWith(
        header([
          [1, -7],
          [2, 1],
          [3, 'signing-request'],
          [4, kid],
        ]),
      ),
      'ENVELOPE_MALFORMED',
    ],
    ...['key-\u0000manifest', 'offer\u202e', 'A sentence that a screen would show', '', 'x'.repeat(41)].map(
      (type): [string, Uint8Array, string] => [
        `the type ${JSON.stringify(type)}`,
        envelopeWith(
          header([
            [1, -7],
            [3, type],
            [4, kid],
          ]),
        ),
        'ENVELOPE_MALFORMED',
      ],
    ),
    [
      'an unprotected header',
      encodeCbor([
        header([
          [1, -7],
          [3, 'x'],
          [4, kid],
        ]),
        new Map([[4, 1]]),
        payload,
        new Uint8Array(64),
      ]),
      'ENVELOPE_MALFORMED',
    ],
    ['a fifth part', encodeCbor([payload, new Map(), payload, new Uint8Array(64), 0]), 'ENVELOPE_MALFORMED'],
    [
      'a short signature',
      encodeCbor([header([[1, -7]]), new Map(), payload, new Uint8Array(63)]),
      'ENVELOPE_MALFORMED',
    ],
    ['no array', encodeCbor(new Map()), 'ENVELOPE_MALFORMED'],
  ];
  it.each(malformed)('with %s is refused', (_name, bytes, code) => {
    expect(codeOf(() => openEnvelope(bytes, context, publicKey, LIMIT))).toBe(code);
  });

  it('is not made when the key that signs is not the key that is named', async () => {
    const stranger = { publicKey: other, signDigest: signer.signDigest };
    await expect(sealEnvelope(context, payload, stranger)).rejects.toMatchObject({ code: 'ENVELOPE_SIGNER_FAULTY' });
  });
});

function envelopeWith(protectedHeader: Uint8Array): Uint8Array {
  return encodeCbor([protectedHeader, new Map(), payload, new Uint8Array(64)]);
}

function coordinatesOf(compressed: Uint8Array): { x: string; y: string } {
  const point = p256.Point.fromBytes(compressed).toBytes(false);
  return {
    x: Buffer.from(point.slice(1, 33)).toString('base64url'),
    y: Buffer.from(point.slice(33)).toString('base64url'),
  };
}
