import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { describe, expect, it } from 'vitest';
import vectors from '../../vectors/webauthn/assertions.json' with { type: 'json' };
import { concatBytes, fromHex, toBase64Url, toHex, utf8 } from '../bytes/index.ts';
import { codeOf } from '../testing/code-of.ts';
import { type AssertionCheck, verifyWebAuthnAssertion, type WebAuthnAssertion } from './webauthn.ts';

const RP_ID = 'custody.example';
const ORIGIN = 'https://custody.example';
const UP_AND_UV = 0x05;
const challenge = new Uint8Array(32).map((_, index) => 7 * index + 250);
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
const point = concatBytes(Uint8Array.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url'));
const credentialPublicKey = p256.Point.fromBytes(point).toBytes(true);

function sha256(content: Uint8Array | string): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(content).digest());
}

/** The text that a browser makes, members in the order of WebAuthn level 3, section 5.8.1.1. */
function clientDataText(changes: Record<string, unknown> = {}): string {
  const members = { type: 'webauthn.get', challenge: toBase64Url(challenge), origin: ORIGIN, crossOrigin: false };
  return JSON.stringify({ ...members, ...changes });
}

function authenticatorDataOf(flags: number, more = new Uint8Array(0), rpId = RP_ID): Uint8Array {
  return concatBytes(sha256(rpId), Uint8Array.of(flags), Uint8Array.of(0, 0, 0, 7), more);
}

/** An assertion as an authenticator makes it: whatever it is given, it signs. */
function assertionOf(clientData: string | Uint8Array, authenticatorData = authenticatorDataOf(UP_AND_UV)) {
  const clientDataJson = typeof clientData === 'string' ? Uint8Array.from(Buffer.from(clientData)) : clientData;
  const signed = concatBytes(authenticatorData, sha256(clientDataJson));
  return { clientDataJson, authenticatorData, signature: Uint8Array.from(sign('sha256', signed, pair.privateKey)) };
}

function judge(assertion: WebAuthnAssertion, changes: Partial<AssertionCheck> = {}): string {
  const check = { credentialPublicKey, challenge, origins: [ORIGIN], rpId: RP_ID, assertion, ...changes };
  return codeOf(() => verifyWebAuthnAssertion(check));
}

const judgeText = (clientData: string): string => judge(assertionOf(clientData));
const good = assertionOf(clientDataText());

it("asks the caller's own check of signatures, and believes it", () => {
  const asked: Uint8Array[] = [];
  const answering = (answer: boolean) => (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) => {
    asked.push(concatBytes(signature, message, publicKey));
    return answer;
  };
  expect(judge(good, { verify: answering(true) })).toBe('accepted');
  expect(judge(good, { verify: answering(false) })).toBe('APPROVAL_SIGNATURE_INVALID');
  const signed = concatBytes(good.authenticatorData, sha256(good.clientDataJson));
  const expected = concatBytes(good.signature, signed, credentialPublicKey);
  expect(asked).toEqual([expected, expected]);
});

it.each(vectors.assertions)('the W3C vector $section: $expected', (vector) => {
  const assertion = {
    authenticatorData: fromHex(vector.authenticatorData),
    clientDataJson: fromHex(vector.clientDataJson),
    signature: fromHex(vector.signature),
  };
  const changes = {
    credentialPublicKey: fromHex(vector.publicKey),
    challenge: fromHex(vector.challenge),
    origins: [vectors.origin],
    rpId: vectors.rpId,
  };
  expect(judge(assertion, changes)).toBe(vector.expected);
  expect(judge(assertion, { ...changes, challenge })).toBe('APPROVAL_WRONG_CHALLENGE');
});

describe('a good assertion', () => {
  it('is accepted, from any of the known origins', () => {
    expect(judge(good)).toBe('accepted');
    expect(judge(good, { origins: ['https://old.example', ORIGIN] })).toBe('accepted');
  });

  it.each([
    ['without crossOrigin, as older browsers', clientDataText({ crossOrigin: undefined })],
    [
      'with a member of the future',
      clientDataText({ other_keys_can_be_added_here: 'see "https://goo.gl/yabPex": \\' }),
    ],
    ['with escaped slashes, as Android', clientDataText().replaceAll('/', '\\/')],
    ['with members in another order', `{"origin":"${ORIGIN}",${clientDataText({ origin: undefined }).slice(1)}`],
    ['with white space', JSON.stringify(JSON.parse(clientDataText()), null, 2)],
  ])('%s, is accepted', (_name, text) => {
    expect(judgeText(text)).toBe('accepted');
  });

  it('is accepted with s low and with s high: authenticators do not choose', () => {
    const { r, s } = p256.Signature.fromBytes(good.signature, 'der');
    const twin = new p256.Signature(r, p256.Point.CURVE().n - s).toBytes('der');
    expect(judge({ ...good, signature: twin })).toBe('accepted');
  });

  it('with any one byte changed is refused', () => {
    for (const part of ['authenticatorData', 'clientDataJson', 'signature'] as const) {
      const bytes = good[part];
      for (let position = 0; position < bytes.length; position++) {
        for (const mask of [0x01, 0x20, 0x80]) {
          const changed = bytes.with(position, (bytes[position] ?? 0) ^ mask);
          expect(judge({ ...good, [part]: changed })).toMatch(/^APPROVAL_/);
        }
      }
    }
  });
});

describe('client data', () => {
  const text = clientDataText();
  const attacks: readonly (readonly [string, string, string])[] = [
    ['no text', '', 'APPROVAL_CLIENT_DATA_INVALID'],
    ['a list', '[]', 'APPROVAL_CLIENT_DATA_INVALID'],
    ['null', 'null', 'APPROVAL_CLIENT_DATA_INVALID'],
    ['a text', '"webauthn.get"', 'APPROVAL_CLIENT_DATA_INVALID'],
    ['a number', '7', 'APPROVAL_CLIENT_DATA_INVALID'],
    ['cut off', text.slice(0, -1), 'APPROVAL_CLIENT_DATA_INVALID'],
    ['two objects', text + text, 'APPROVAL_CLIENT_DATA_INVALID'],
    ['a zero byte behind', `${text}\0`, 'APPROVAL_CLIENT_DATA_INVALID'],
    ['a byte order mark', `\ufeff${text}`, 'APPROVAL_CLIENT_DATA_INVALID'],
    ['letters beyond ASCII', clientDataText({ note: 'Zürich' }), 'APPROVAL_CLIENT_DATA_INVALID'],
    ['over 1,024 bytes', clientDataText({ note: 'x'.repeat(1024) }), 'APPROVAL_CLIENT_DATA_INVALID'],
    ['two types', text.replace('{', '{"type":"webauthn.create",'), 'APPROVAL_CLIENT_DATA_INVALID'],
    ['two types, one escaped', text.replace('{', '{"t\\u0079pe":"webauthn.create",'), 'APPROVAL_CLIENT_DATA_INVALID'],
    ['two challenges', text.replace('{', '{"challenge" : "AAAA",'), 'APPROVAL_CLIENT_DATA_INVALID'],
    ['two origins', text.replace('}', ',"origin":"https://evil.example"}'), 'APPROVAL_CLIENT_DATA_INVALID'],
    ['an object inside', clientDataText({ more: { origin: ORIGIN } }), 'APPROVAL_CLIENT_DATA_INVALID'],
    ['nothing', '{}', 'APPROVAL_WRONG_TYPE'],
    ['a registration', clientDataText({ type: 'webauthn.create' }), 'APPROVAL_WRONG_TYPE'],
    ['a payment', clientDataText({ type: 'payment.get' }), 'APPROVAL_WRONG_TYPE'],
    ['a type in a list', clientDataText({ type: ['webauthn.get'] }), 'APPROVAL_WRONG_TYPE'],
    ['a type only by its prototype', `{"__proto__":${JSON.stringify('webauthn.get')}}`, 'APPROVAL_WRONG_TYPE'],
    ['no challenge', clientDataText({ challenge: undefined }), 'APPROVAL_WRONG_CHALLENGE'],
    ['an empty challenge', clientDataText({ challenge: '' }), 'APPROVAL_WRONG_CHALLENGE'],
    [
      'a challenge in base64 with padding',
      clientDataText({ challenge: Buffer.from(challenge).toString('base64') }),
      'APPROVAL_WRONG_CHALLENGE',
    ],
    ['a challenge in hex', clientDataText({ challenge: toHex(challenge) }), 'APPROVAL_WRONG_CHALLENGE'],
    [
      'a challenge with more behind',
      clientDataText({ challenge: `${toBase64Url(challenge)}A` }),
      'APPROVAL_WRONG_CHALLENGE',
    ],
    [
      'another digest',
      clientDataText({ challenge: toBase64Url(challenge.with(31, (challenge[31] ?? 0) ^ 1)) }),
      'APPROVAL_WRONG_CHALLENGE',
    ],
    ['no origin', clientDataText({ origin: undefined }), 'APPROVAL_WRONG_ORIGIN'],
    ['another scheme', clientDataText({ origin: 'http://custody.example' }), 'APPROVAL_WRONG_ORIGIN'],
    ['another port', clientDataText({ origin: `${ORIGIN}:8443` }), 'APPROVAL_WRONG_ORIGIN'],
    ['a page below', clientDataText({ origin: 'https://evil.custody.example' }), 'APPROVAL_WRONG_ORIGIN'],
    ['a name that begins alike', clientDataText({ origin: `${ORIGIN}.evil.example` }), 'APPROVAL_WRONG_ORIGIN'],
    ['a slash behind', clientDataText({ origin: `${ORIGIN}/` }), 'APPROVAL_WRONG_ORIGIN'],
    ['capital letters', clientDataText({ origin: 'https://CUSTODY.example' }), 'APPROVAL_WRONG_ORIGIN'],
    ['an app', clientDataText({ origin: 'android:apk-key-hash:AAAA' }), 'APPROVAL_WRONG_ORIGIN'],
    ['origins in a list', clientDataText({ origin: [ORIGIN] }), 'APPROVAL_WRONG_ORIGIN'],
    ['a frame', clientDataText({ crossOrigin: true }), 'APPROVAL_WRONG_ORIGIN'],
    ['a frame, in words', clientDataText({ crossOrigin: 'true' }), 'APPROVAL_WRONG_ORIGIN'],
    ['a frame, by number', clientDataText({ crossOrigin: 1 }), 'APPROVAL_WRONG_ORIGIN'],
    ['a page around it', clientDataText({ topOrigin: ORIGIN }), 'APPROVAL_WRONG_ORIGIN'],
  ];
  it.each(attacks)('%s: refused', (_name, clientData, code) => {
    expect(judgeText(clientData)).toBe(code);
  });

  it('bytes that are no UTF-8 are refused', () => {
    const broken = utf8(text).with(text.indexOf('custody'), 0xff);
    expect(judge(assertionOf(broken))).toBe('APPROVAL_CLIENT_DATA_INVALID');
  });

  it('of 1,024 bytes is read', () => {
    const filler = 1024 - clientDataText({ note: '' }).length;
    expect(judgeText(clientDataText({ note: 'x'.repeat(filler) }))).toBe('accepted');
    expect(judgeText(clientDataText({ note: 'x'.repeat(filler + 1) }))).toBe('APPROVAL_CLIENT_DATA_INVALID');
  });

  it('no origin is good when none is known', () => {
    expect(judge(good, { origins: [] })).toBe('APPROVAL_WRONG_ORIGIN');
  });
});

/** WebAuthn level 3, section 6.1: UP, UV, BE and BS are the bits 0, 2, 3 and 4; 6 and 7 tell of more data. */
function expectedOf(flags: number): string {
  if ((flags & 0xc0) !== 0 || (flags & 0x18) === 0x10) return 'APPROVAL_AUTHENTICATOR_DATA_INVALID';
  if ((flags & 0x01) === 0) return 'APPROVAL_USER_NOT_PRESENT';
  return (flags & 0x04) === 0 ? 'APPROVAL_USER_NOT_VERIFIED' : 'accepted';
}

describe('authenticator data', () => {
  it('all 256 flags: only a person who is present and verified, and no more data', () => {
    for (let flags = 0; flags < 256; flags++) {
      expect(judge(assertionOf(clientDataText(), authenticatorDataOf(flags)))).toBe(expectedOf(flags));
    }
  });

  it.each([0, 1, 36, 38, 69])('of %i bytes is refused', (length) => {
    const data = concatBytes(authenticatorDataOf(UP_AND_UV), new Uint8Array(32)).slice(0, length);
    expect(judge(assertionOf(clientDataText(), data))).toBe('APPROVAL_AUTHENTICATOR_DATA_INVALID');
  });

  it.each(['evil.example', 'example', 'CUSTODY.example', ORIGIN, ''])(
    'for the relying party "%s" is refused',
    (rpId) => {
      const data = authenticatorDataOf(UP_AND_UV, new Uint8Array(0), rpId);
      expect(judge(assertionOf(clientDataText(), data))).toBe('APPROVAL_WRONG_RP');
    },
  );
});

describe('a signature', () => {
  const order = p256.Point.CURVE().n;
  const { r, s } = p256.Signature.fromBytes(good.signature, 'der');
  const integer = (hex: string): string => `02${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`;
  const sequence = (body: string): string => `30${(body.length / 2).toString(16).padStart(2, '0')}${body}`;
  const minimal = (number: bigint): string => {
    const hex = number
      .toString(16)
      .padStart(66, '0')
      .replace(/^(00)+/, '');
    return hex === '' || Number.parseInt(hex.slice(0, 2), 16) >= 0x80 ? `00${hex}` : hex;
  };
  const [R, S] = [integer(minimal(r)), integer(minimal(s))];

  it('is DER as we write it here, too', () => {
    expect(sequence(R + S)).toBe(toHex(good.signature));
  });

  const attacks: readonly (readonly [string, string])[] = [
    ['no bytes', ''],
    ['r || s', toHex(p256.Signature.fromBytes(good.signature, 'der').toBytes('compact'))],
    ['an empty sequence', '3000'],
    ['a byte behind', `${toHex(good.signature)}00`],
    ['a byte inside behind s', sequence(`${R + S}00`)],
    ['a third number', sequence(R + S + integer('01'))],
    ['s is missing', sequence(R)],
    ['a needless zero before r', sequence(integer(`00${minimal(r)}`) + S)],
    ['a needless zero before s', sequence(R + integer(`00${minimal(s)}`))],
    ['a long form of the length', `3081${sequence(R + S).slice(2)}`],
    ['an indefinite length', `3080${R + S}0000`],
    ['a set', `31${sequence(R + S).slice(2)}`],
    ['r as a bit string', sequence(`03${R.slice(2)}${S}`)],
    ['r = 0', sequence(integer('00') + S)],
    ['s = 0', sequence(R + integer('00'))],
    ['r = -r', sequence(integer(minimal(2n ** 256n - r).replace(/^00/, '')) + S)],
    ['r over the order', sequence(integer(minimal(r + order)) + S)],
    ['s over the order', sequence(R + integer(minimal(s + order)))],
    ['r and s swapped', sequence(S + R)],
  ];
  it.each(attacks)('%s: refused', (_name, signature) => {
    expect(judge({ ...good, signature: fromHex(signature) })).toBe('APPROVAL_SIGNATURE_INVALID');
  });

  it('of another passkey is refused', () => {
    const other = p256.getPublicKey(p256.utils.randomSecretKey(), true);
    expect(judge(good, { credentialPublicKey: other })).toBe('APPROVAL_SIGNATURE_INVALID');
  });

  it.each([
    ['no bytes', ''],
    ['infinity', '00'],
    ['no point', `02${'00'.repeat(31)}05`],
    ['a hybrid form', `06${'01'.repeat(64)}`],
  ])('cannot be good under a key that is none (%s)', (_name, key) => {
    expect(judge(good, { credentialPublicKey: fromHex(key) })).toBe('APPROVAL_SIGNATURE_INVALID');
  });

  it('over the client data instead of its digest is refused', () => {
    const signed = concatBytes(good.authenticatorData, good.clientDataJson);
    const signature = Uint8Array.from(sign('sha256', signed, pair.privateKey));
    expect(judge({ ...good, signature })).toBe('APPROVAL_SIGNATURE_INVALID');
  });
});
