import { p256 } from '@noble/curves/nist.js';
import { describe, expect, it } from 'vitest';
import { Refusal, toHex, utf8 } from '../bytes/index.ts';
import { type CborValue, encodeCbor } from '../cbor/index.ts';
import { sealEnvelope } from '../cose/index.ts';
import {
  checkFresh,
  type MessageHeader,
  type MessageKind,
  openMessage,
  openSelfSignedMessage,
  sealMessage,
} from './message.ts';
import { type PairingOffer, pairingOffer } from './pairing-offer.ts';
import { type SigningRequest, signingRequest } from './signing-request.ts';
import { type SigningResponse, signingResponse } from './signing-response.ts';

const NOW = 1_800_000_000;
const secretKey = p256.utils.randomSecretKey();
const publicKey = p256.getPublicKey(secretKey, true);
const signer = { publicKey, signDigest: (digest: Uint8Array) => p256.sign(digest, secretKey, { prehash: false }) };
const vaultId = new Uint8Array(16).fill(3);
const id = (fill: number): Uint8Array => new Uint8Array(16).fill(fill);
const digest = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);

const header: MessageHeader = {
  version: 1,
  messageId: id(9),
  vaultId,
  createdAt: NOW,
  expiresAt: NOW + 3600,
  sequence: 4,
  policyDigest: digest(5),
};

const request: SigningRequest = {
  ...header,
  items: [
    {
      intent: utf8('intent bytes'),
      unsignedTransaction: utf8('transaction bytes'),
      approvals: [
        {
          approverId: id(1),
          credentialId: id(2),
          authenticatorData: new Uint8Array(37),
          clientDataJson: utf8('{}'),
          signature: new Uint8Array(70),
        },
      ],
    },
  ],
};

const response: SigningResponse = {
  ...header,
  requestDigest: digest(6),
  results: [
    { kind: 'signed', withdrawalId: id(1), signature: new Uint8Array(65) },
    { kind: 'refused', withdrawalId: id(2), code: 'OFFICER_REFUSED', reason: 'The invoice is missing.' },
  ],
  approvals: [{ officerId: id(4), refusedItems: [1], signature: new Uint8Array(64) }],
  journalHead: { sequence: 12, hash: digest(7) },
};

const offer: PairingOffer = {
  ...header,
  vaultId: id(0),
  sequence: 0,
  coordinatorName: 'Musterbank Custody',
  identityKey: publicKey,
  rpId: 'localhost',
  origins: ['https://localhost:8443'],
  approvers: [
    { approverId: id(1), name: 'Änne Žižka', removed: false, credentials: [{ credentialId: id(2), publicKey }] },
  ],
  policy: utf8('policy bytes'),
};

async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
    return 'accepted';
  } catch (error) {
    return error instanceof Refusal ? error.code : `threw ${error}`;
  }
}

/** An envelope that is signed as it should be, around a payload that is not. */
function sealRaw<T extends MessageHeader>(kind: MessageKind<T>, payload: CborValue): Promise<Uint8Array> {
  return sealEnvelope({ type: kind.type, direction: kind.direction, vaultId }, encodeCbor(payload), signer);
}

const headerMap = (): Map<number, CborValue> =>
  new Map<number, CborValue>([
    [1, 1],
    [2, header.messageId],
    [3, vaultId],
    [4, NOW],
    [5, NOW + 3600],
    [6, 4],
    [7, header.policyDigest],
  ]);
const itemMap = new Map<number, CborValue>([
  [1, utf8('i')],
  [2, utf8('t')],
  [3, []],
]);

describe('a message', () => {
  it('is read as it was written', async () => {
    const bytes = await sealMessage(signingRequest, request, signer);
    expect(plain(openMessage(signingRequest, bytes, { vaultId, publicKey }).content)).toEqual(plain(request));
    const answer = await sealMessage(signingResponse, response, signer);
    expect(plain(openMessage(signingResponse, answer, { vaultId, publicKey }).content)).toEqual(plain(response));
  });

  it('in pairing is signed by the key inside it', async () => {
    const bytes = await sealMessage(pairingOffer, offer, signer);
    const opened = openSelfSignedMessage(pairingOffer, bytes, (content) => content.identityKey);
    expect(plain(opened.content)).toEqual(plain(offer));
    const stranger = p256.getPublicKey(p256.utils.randomSecretKey(), true);
    expect(await codeOf(() => openSelfSignedMessage(pairingOffer, bytes, () => stranger))).toBe('ENVELOPE_WRONG_KEY');
  });

  const payloads: readonly (readonly [string, () => CborValue, string])[] = [
    ['an unknown field', () => headerMap().set(10, [itemMap]).set(99, 1), 'MESSAGE_FIELD_UNKNOWN'],
    ['a missing field', () => headerMap(), 'MESSAGE_FIELD_MISSING'],
    ['an empty batch', () => headerMap().set(10, []), 'MESSAGE_FIELD_INVALID'],
    [
      'a batch over its limit',
      () =>
        headerMap().set(
          10,
          Array.from({ length: 201 }, () => itemMap),
        ),
      'MESSAGE_FIELD_INVALID',
    ],
    ['a field of another type', () => headerMap().set(10, [itemMap]).set(6, '4'), 'MESSAGE_FIELD_INVALID'],
    ['a negative sequence', () => headerMap().set(10, [itemMap]).set(6, -1), 'MESSAGE_FIELD_INVALID'],
    ['another version', () => headerMap().set(10, [itemMap]).set(1, 2), 'MESSAGE_VERSION_UNSUPPORTED'],
    ['another vault inside than outside', () => headerMap().set(10, [itemMap]).set(3, id(1)), 'MESSAGE_WRONG_VAULT'],
    ['an end before its start', () => headerMap().set(10, [itemMap]).set(5, NOW), 'MESSAGE_LIFETIME_INVALID'],
    [
      'a life without end',
      () =>
        headerMap()
          .set(10, [itemMap])
          .set(5, NOW + 10 ** 9),
      'MESSAGE_LIFETIME_INVALID',
    ],
    ['no map', () => [], 'MESSAGE_FIELD_INVALID'],
  ];
  it.each(payloads)('with %s is refused although its signature is good', async (_name, payload, code) => {
    const bytes = await sealRaw(signingRequest, payload());
    expect(await codeOf(() => openMessage(signingRequest, bytes, { vaultId, publicKey }))).toBe(code);
  });

  const names: readonly (readonly [string, string])[] = [
    ['a line break', 'Bank\nApproved'],
    ['a bidirectional override', 'Bank \u202ekcab'],
    ['a zero-width space', 'Ba\u200bnk'],
    ['a null', 'Bank\u0000'],
    ['a no-break space', 'Bank\u00a0AG'],
    ['nothing', ''],
    ['more than its limit', 'x'.repeat(81)],
  ];
  it.each(names)('cannot carry a name with %s', async (_name, coordinatorName) => {
    expect(await codeOf(() => sealMessage(pairingOffer, { ...offer, coordinatorName }, signer))).toBe(
      'MESSAGE_FIELD_INVALID',
    );
  });

  it('of one kind is not read as another', async () => {
    const bytes = await sealMessage(signingRequest, request, signer);
    expect(await codeOf(() => openMessage(signingResponse, bytes, { vaultId, publicKey }))).toBe('ENVELOPE_WRONG_TYPE');
    expect(await codeOf(() => openSelfSignedMessage(pairingOffer, bytes, (content) => content.identityKey))).toBe(
      'ENVELOPE_WRONG_TYPE',
    );
  });
});

describe('time', () => {
  const moments: readonly (readonly [string, number, string])[] = [
    ['when it was made', NOW, 'accepted'],
    ['in its last second', NOW + 3599, 'accepted'],
    ['in the second in which it expires', NOW + 3600, 'MESSAGE_EXPIRED'],
    ['with a clock that is ten minutes behind', NOW - 600, 'accepted'],
    ['with a clock that is further behind', NOW - 601, 'MESSAGE_FROM_THE_FUTURE'],
  ];
  it.each(moments)('%s', async (_name, now, code) => {
    expect(await codeOf(() => checkFresh(header, now))).toBe(code);
  });
});

/** Byte strings as hex, so that views and buffers compare by content. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
