import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { describe, expect, it } from 'vitest';
import { concatBytes, utf8 } from '../bytes/index.ts';
import {
  type Approver,
  type BackOfficeApproval,
  encodeIntent,
  intentDigest,
  type OfficerApproval,
  officerApprovalDigest,
  type WithdrawalIntent,
} from '../protocol/index.ts';
import { codeOf } from '../testing/code-of.ts';
import { type Roster, verifyBackOfficeApprovals } from './back-office-approvals.ts';
import { verifyOfficerApprovals } from './officer-approvals.ts';

const id = (fill: number): Uint8Array => new Uint8Array(16).fill(fill);
const RP_ID = 'custody.example';
const ORIGIN = 'https://custody.example';
const UP_AND_UV = 0x05;

type Passkey = { readonly privateKey: KeyObject; readonly publicKey: Uint8Array; readonly credentialId: Uint8Array };

function makePasskey(fill: number): Passkey {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
  const point = concatBytes(Uint8Array.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url'));
  return { privateKey: pair.privateKey, publicKey: p256.Point.fromBytes(point).toBytes(true), credentialId: id(fill) };
}

const intent: WithdrawalIntent = {
  withdrawalId: id(1),
  vaultId: id(2),
  chain: 'eip155:31337',
  keyId: id(3),
  token: new Uint8Array(0),
  destination: new Uint8Array(20).fill(4),
  amount: 1_000_000n,
  maxFee: 21_000n,
  requestedBy: id(90),
  createdAt: 1_800_000_000,
  expiresAt: 1_800_003_600,
  policyDigest: new Uint8Array(32).fill(5),
};
const intentBytes = encodeIntent(intent);

const anna = makePasskey(11);
const bert = makePasskey(12);
const carl = makePasskey(13);
const stranger = makePasskey(14);
const annasOther = makePasskey(15);
const approver = (fill: number, name: string, passkeys: readonly Passkey[], removed = false): Approver => ({
  approverId: id(fill),
  name,
  removed,
  credentials: passkeys.map(({ credentialId, publicKey }) => ({ credentialId, publicKey })),
});
const roster: Roster = {
  rpId: RP_ID,
  origins: [ORIGIN],
  approvers: [
    approver(1, 'Anna', [anna, annasOther]),
    approver(2, 'Bert', [bert]),
    approver(3, 'Carl', [carl], true),
    approver(90, 'The requester', [stranger]),
  ],
};

type Variation = {
  readonly challenge?: Uint8Array;
  readonly type?: string;
  readonly origin?: string;
  readonly crossOrigin?: boolean;
  readonly topOrigin?: string;
  readonly rpId?: string;
  readonly flags?: number;
  readonly extra?: Uint8Array;
  readonly clientData?: Uint8Array;
};

/** What an authenticator and a browser make of a challenge (WebAuthn level 3, sections 5.8.1 and 6.1). */
function approve(fill: number, passkey: Passkey, variation: Variation = {}): BackOfficeApproval {
  const { challenge = intentDigest(intentBytes), type = 'webauthn.get', origin = ORIGIN, rpId = RP_ID } = variation;
  const json = {
    type,
    challenge: Buffer.from(challenge).toString('base64url'),
    origin,
    crossOrigin: variation.crossOrigin ?? false,
    ...(variation.topOrigin ? { topOrigin: variation.topOrigin } : {}),
  };
  const clientDataJson = variation.clientData ?? utf8(JSON.stringify(json));
  const rpIdHash = createHash('sha256').update(rpId).digest();
  const flags = Uint8Array.of(variation.flags ?? UP_AND_UV);
  const authenticatorData = concatBytes(rpIdHash, flags, new Uint8Array(4), variation.extra ?? new Uint8Array(0));
  const signed = concatBytes(authenticatorData, createHash('sha256').update(clientDataJson).digest());
  const signature = Uint8Array.from(sign('sha256', signed, passkey.privateKey));
  return { approverId: id(fill), credentialId: passkey.credentialId, authenticatorData, clientDataJson, signature };
}

const judge = (approvals: readonly BackOfficeApproval[]): string =>
  codeOf(() => verifyBackOfficeApprovals(intent, intentBytes, approvals, roster, 2));

describe('approvals of the back office', () => {
  it('of two different approvers are enough', () => {
    expect(judge([approve(1, anna), approve(2, bert)])).toBe('accepted');
  });

  const good = approve(2, bert);
  const otherIntent = intentDigest(encodeIntent({ ...intent, amount: 2n }));
  const broken = (change: Partial<BackOfficeApproval>): BackOfficeApproval => ({ ...approve(1, anna), ...change });
  const attacks: readonly (readonly [string, readonly BackOfficeApproval[], string])[] = [
    ['none', [], 'APPROVALS_MISSING'],
    ['one', [good], 'APPROVALS_MISSING'],
    ['one, twice', [good, approve(2, bert)], 'APPROVAL_DOUBLED'],
    ['two passkeys of one', [approve(1, anna), approve(1, annasOther)], 'APPROVAL_DOUBLED'],
    ['of the requester', [good, approve(90, stranger)], 'APPROVAL_BY_REQUESTER'],
    ['of a stranger', [good, approve(50, stranger)], 'APPROVER_UNKNOWN'],
    ['of a removed approver', [good, approve(3, carl)], 'APPROVER_REMOVED'],
    ['with a passkey that is not registered', [good, approve(1, stranger)], 'CREDENTIAL_UNKNOWN'],
    ['with the passkey of another approver', [good, { ...approve(1, bert) }], 'CREDENTIAL_UNKNOWN'],
    [
      'signed by another key under a registered id',
      [good, approve(1, { ...stranger, credentialId: anna.credentialId })],
      'APPROVAL_SIGNATURE_INVALID',
    ],
    ['over another digest', [good, approve(1, anna, { challenge: otherIntent })], 'APPROVAL_WRONG_CHALLENGE'],
    [
      'over a part of the digest',
      [good, approve(1, anna, { challenge: intentDigest(intentBytes).slice(0, 31) })],
      'APPROVAL_WRONG_CHALLENGE',
    ],
    ['of a registration', [good, approve(1, anna, { type: 'webauthn.create' })], 'APPROVAL_WRONG_TYPE'],
    [
      'from another page',
      [good, approve(1, anna, { origin: 'https://custody.example.evil' })],
      'APPROVAL_WRONG_ORIGIN',
    ],
    ['from a page in a frame', [good, approve(1, anna, { crossOrigin: true })], 'APPROVAL_WRONG_ORIGIN'],
    [
      'from below another page',
      [good, approve(1, anna, { topOrigin: 'https://evil.example' })],
      'APPROVAL_WRONG_ORIGIN',
    ],
    ['for another relying party', [good, approve(1, anna, { rpId: 'evil.example' })], 'APPROVAL_WRONG_RP'],
    ['without a touch', [good, approve(1, anna, { flags: 0x04 })], 'APPROVAL_USER_NOT_PRESENT'],
    ['without user verification', [good, approve(1, anna, { flags: 0x01 })], 'APPROVAL_USER_NOT_VERIFIED'],
    [
      'with extension data',
      [good, approve(1, anna, { flags: 0x85, extra: Uint8Array.of(0xa0) })],
      'APPROVAL_AUTHENTICATOR_DATA_INVALID',
    ],
    [
      'with bytes behind the authenticator data',
      [good, approve(1, anna, { extra: Uint8Array.of(0) })],
      'APPROVAL_AUTHENTICATOR_DATA_INVALID',
    ],
    [
      'with client data that is no JSON',
      [good, approve(1, anna, { clientData: utf8('{"type":') })],
      'APPROVAL_CLIENT_DATA_INVALID',
    ],
    [
      'with client data that is a list',
      [good, approve(1, anna, { clientData: utf8('[]') })],
      'APPROVAL_CLIENT_DATA_INVALID',
    ],
    [
      'with client data over its limit',
      [good, approve(1, anna, { clientData: utf8(' '.repeat(1025)) })],
      'APPROVAL_CLIENT_DATA_INVALID',
    ],
    [
      'with changed client data',
      [
        good,
        broken({
          clientDataJson: utf8(Buffer.from(approve(1, anna).clientDataJson).toString().replace('false', 'false ')),
        }),
      ],
      'APPROVAL_SIGNATURE_INVALID',
    ],
    [
      'with a changed counter',
      [
        good,
        broken({ authenticatorData: concatBytes(approve(1, anna).authenticatorData.slice(0, 36), Uint8Array.of(9)) }),
      ],
      'APPROVAL_SIGNATURE_INVALID',
    ],
    [
      'with a signature that is not DER',
      [good, broken({ signature: new Uint8Array(64) })],
      'APPROVAL_SIGNATURE_INVALID',
    ],
  ];
  it.each(attacks)('%s are refused', (_name, approvals, code) => {
    expect(judge(approvals)).toBe(code);
  });

  it('that are one too many and bad are refused: every approval given must be good', () => {
    expect(judge([approve(1, anna), good, approve(50, stranger)])).toBe('APPROVER_UNKNOWN');
  });
});

describe('approvals of officers', () => {
  const keys = [1, 2, 3].map(() => p256.utils.randomSecretKey());
  const officers = keys.map((key, index) => ({
    officerId: id(index + 1),
    name: `Officer ${index + 1}`,
    publicKey: p256.getPublicKey(key, true),
  }));
  const subject = { kind: 'signing', vaultId: id(2), digest: new Uint8Array(32).fill(8) } as const;
  const approveAs = (
    index: number,
    refusedItems: readonly number[] = [],
    changes: { kind?: 'founding'; vaultId?: Uint8Array; digest?: Uint8Array } = {},
  ): OfficerApproval => {
    const { kind, vaultId, digest: shown } = { ...subject, ...changes };
    const digest = officerApprovalDigest(kind, vaultId, shown, refusedItems);
    const signature = p256.sign(digest, keys[index] ?? new Uint8Array(32), { prehash: false, lowS: false });
    return { officerId: id(index + 1), refusedItems, signature };
  };
  const judgeOfficers = (approvals: readonly OfficerApproval[]): string =>
    codeOf(() => verifyOfficerApprovals(subject, approvals, officers, 2));

  it('of two different officers are enough, whatever each refused', () => {
    expect(judgeOfficers([approveAs(0), approveAs(2, [1, 4])])).toBe('accepted');
  });

  const attacks: readonly (readonly [string, readonly OfficerApproval[], string])[] = [
    ['one', [approveAs(0)], 'OFFICER_APPROVALS_MISSING'],
    ['one officer twice', [approveAs(0), approveAs(0)], 'OFFICER_DOUBLED'],
    ['of a stranger', [approveAs(0), { ...approveAs(1), officerId: id(9) }], 'OFFICER_UNKNOWN'],
    ['under the name of another', [approveAs(0), { ...approveAs(1), officerId: id(3) }], 'OFFICER_SIGNATURE_INVALID'],
    ['for another ceremony', [approveAs(0), approveAs(1, [], { kind: 'founding' })], 'OFFICER_SIGNATURE_INVALID'],
    ['for another vault', [approveAs(0), approveAs(1, [], { vaultId: id(3) })], 'OFFICER_SIGNATURE_INVALID'],
    [
      'of something else',
      [approveAs(0), approveAs(1, [], { digest: new Uint8Array(32).fill(9) })],
      'OFFICER_SIGNATURE_INVALID',
    ],
    [
      'with a refusal taken away',
      [approveAs(0), { ...approveAs(1, [0]), refusedItems: [] }],
      'OFFICER_SIGNATURE_INVALID',
    ],
    ['with refusals out of order', [approveAs(0), approveAs(1, [2, 1])], 'OFFICER_REFUSALS_UNORDERED'],
    ['with a refusal doubled', [approveAs(0), approveAs(1, [1, 1])], 'OFFICER_REFUSALS_UNORDERED'],
  ];
  it.each(attacks)('%s are refused', (_name, approvals, code) => {
    expect(judgeOfficers(approvals)).toBe(code);
  });
});
