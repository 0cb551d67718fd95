import { concatBytes, equalBytes, Refusal, toHex } from '@vieraugen/shared/bytes';
import { decodeCbor, encodeCbor } from '@vieraugen/shared/cbor';
import { parseAddress } from '@vieraugen/shared/chains/evm';
import { encodePolicy } from '@vieraugen/shared/policy';
import { decodeIntent, intentDigest, type SigningItem, signingRequest } from '@vieraugen/shared/protocol';
import {
  createApprover,
  createP256Signer,
  type ItemChanges,
  randomId,
  TEST_TOKEN,
  TestCoordinator,
  testPolicy,
} from '@vieraugen/shared/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { type JudgedItem, openRequest } from './open-request.ts';
import { SoftwareStation } from './testing/software-station.ts';

const NOW = 1_800_000_000;
const DAY = 24 * 3600;
const ETHER = 10n ** 18n;

let station: SoftwareStation;
let coordinator: TestCoordinator;

beforeEach(async () => {
  station = await SoftwareStation.create(NOW);
  coordinator = station.coordinator;
});

/** Opens a request; the journal must be as it was before, whatever comes out. */
function open(bytes: Uint8Array, now = NOW) {
  const before = station.disk.bytes.slice();
  try {
    return openRequest(bytes, station.journal.state, now);
  } finally {
    expect(equalBytes(station.disk.bytes, before)).toBe(true);
  }
}

function codeOf(bytes: Uint8Array, now = NOW): string {
  try {
    return open(bytes, now).kind;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expectSentence(error.message);
    return error.code;
  }
}

/** Whatever is refused is refused in words: one or more whole sentences, and no more than a screen has room for. */
function expectSentence(message: string): void {
  expect(message).toMatch(/^[A-Z0-9][^\n]{14,298}\.$/);
}

/** The items of a request with these items. */
async function judged(items: readonly SigningItem[], now = NOW): Promise<readonly JudgedItem[]> {
  const opened = open(await coordinator.request(now, station.vaultId, items), now);
  if (opened.kind !== 'to-review') throw new Error(opened.kind);
  for (const { refusal } of opened.items) if (refusal) expectSentence(refusal.reason);
  return opened.items;
}

async function codes(items: readonly SigningItem[], now = NOW): Promise<string[]> {
  return (await judged(items, now)).map((item) => item.refusal?.code ?? 'ALLOWED');
}

const item = (changes: ItemChanges = {}) => coordinator.item(NOW, station.source, changes);

const otherKey = createP256Signer();

describe('a good request', () => {
  it('is opened, with everything decoded', async () => {
    const [first] = await judged([item()]);
    expect(first?.refusal).toBeUndefined();
    expect(first?.payment?.amount).toBe(ETHER);
    expect(first?.allowed?.destination.label).toBe('Exchange account');
    expect(first?.approvers).toEqual(['Anna Approver', 'Ben Approver']);
    expect(first?.key?.label).toBe('Cold 1');
  });

  it('may be a token transfer', async () => {
    const transfer = { asset: { kind: 'erc20' as const, contract: TEST_TOKEN }, amount: 2_500_000n };
    const [first] = await judged([item({ transfer })]);
    expect(first?.refusal).toBeUndefined();
    expect(first?.allowed?.asset.symbol).toBe('USDX');
  });

  it('keeps its good items beside refused ones', async () => {
    expect(await codes([item(), item({ approvals: () => [] }), item()])).toEqual([
      'ALLOWED',
      'APPROVALS_MISSING',
      'ALLOWED',
    ]);
  });
});

describe('the envelope', () => {
  it('refuses a flipped bit in every byte', async () => {
    const bytes = await coordinator.request(NOW, station.vaultId, [item()]);
    const seen = new Set<string>();
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = bytes.slice();
      changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8));
      const code = codeOf(changed);
      expect(code, `byte ${index}`).toMatch(/^(CBOR|ENVELOPE|MESSAGE)_/);
      seen.add(code);
    }
    expect(seen).toContain('ENVELOPE_SIGNATURE_INVALID');
  });

  const table: readonly [string, string, () => Promise<Uint8Array> | Uint8Array][] = [
    [
      'another coordinator',
      'ENVELOPE_WRONG_KEY',
      () => coordinator.request(NOW, station.vaultId, [item()], {}, otherKey),
    ],
    ['another vault', 'ENVELOPE_SIGNATURE_INVALID', () => coordinator.request(NOW, randomId(), [item()])],
    ['another kind of message', 'ENVELOPE_WRONG_TYPE', () => coordinator.offer(NOW)],
    [
      'a future version',
      'MESSAGE_VERSION_UNSUPPORTED',
      () => coordinator.request(NOW, station.vaultId, [item()], { version: 2 }),
    ],
    ['an expired one', 'MESSAGE_EXPIRED', () => coordinator.request(NOW - 2 * 3600, station.vaultId, [item()])],
    [
      'one from the future',
      'MESSAGE_FROM_THE_FUTURE',
      () => coordinator.request(NOW + 3600, station.vaultId, [item()]),
    ],
    [
      'one that never ends',
      'MESSAGE_LIFETIME_INVALID',
      () => coordinator.request(NOW, station.vaultId, [item()], { expiresAt: NOW + 30 * DAY }),
    ],
    [
      'another policy',
      'REQUEST_POLICY_OUTDATED',
      () => coordinator.request(NOW, station.vaultId, [item()], { policyDigest: new Uint8Array(32) }),
    ],
    ['no items', 'MESSAGE_FIELD_INVALID', () => coordinator.request(NOW, station.vaultId, [])],
    [
      'trailing bytes',
      'CBOR_NOT_CANONICAL',
      async () => concatBytes(await coordinator.request(NOW, station.vaultId, [item()]), Uint8Array.of(0)),
    ],
    ['no bytes', 'CBOR_NOT_CANONICAL', () => new Uint8Array(0)],
    ['too many bytes', 'CBOR_TOO_LARGE', () => new Uint8Array(signingRequest.maxLength + 1)],
    [
      'an indefinite length',
      'CBOR_NOT_CANONICAL',
      async () => indefinite(await coordinator.request(NOW, station.vaultId, [item()])),
    ],
    ['not an envelope', 'ENVELOPE_MALFORMED', () => encodeCbor([1, 2, 3])],
    [
      'an unprotected header',
      'ENVELOPE_MALFORMED',
      async () => withUnprotected(await coordinator.request(NOW, station.vaultId, [item()])),
    ],
  ];

  it.each(table)('refuses %s', async (_name, code, make) => {
    // A request without items cannot even be made: the same schema encodes and decodes.
    const bytes = await Promise.resolve()
      .then(make)
      .catch((error) => error);
    expect(bytes instanceof Refusal ? bytes.code : codeOf(bytes)).toBe(code);
  });
});

describe('replays', () => {
  it('answers a request that was answered with the recorded bytes, even when it has expired', async () => {
    const items = [item()];
    const request = await coordinator.request(NOW, station.vaultId, items);
    const response = await station.sign(NOW, request, items, idsOf(items));
    const opened = open(request, NOW + 5 * 3600);
    expect(opened).toEqual({ kind: 'answered-before', response });
  });

  it('refuses another request under a known id', async () => {
    const items = [item()];
    const messageId = randomId();
    const request = await coordinator.request(NOW, station.vaultId, items, { messageId });
    await station.sign(NOW, request, items, idsOf(items));
    expect(codeOf(await coordinator.request(NOW, station.vaultId, [item()], { messageId }))).toBe('REQUEST_ID_REUSED');
  });

  it.each([0, 1])('refuses a sequence that is %i below the highest', async (below) => {
    const items = [item()];
    const request = await coordinator.request(NOW, station.vaultId, items, { sequence: 7 });
    await station.sign(NOW, request, items, idsOf(items));
    const late = await coordinator.request(NOW, station.vaultId, [item()], { sequence: 7 - below });
    expect(codeOf(late)).toBe('REQUEST_SEQUENCE_TOO_LOW');
  });

  it('refuses a withdrawal that was signed, in whatever request it comes again', async () => {
    const items = [item()];
    const request = await coordinator.request(NOW, station.vaultId, items);
    await station.sign(NOW, request, items, idsOf(items));
    expect(await codes(items)).toEqual(['WITHDRAWAL_ALREADY_SIGNED']);
  });

  it('reviews a request again that was approved but not answered, and its withdrawal as the same bytes alone', async () => {
    const items = [item()];
    const request = await coordinator.request(NOW, station.vaultId, items);
    station.approve(NOW, request);
    expect(codeOf(request)).toBe('to-review');
    expect(await codes(items)).toEqual(['ALLOWED']);
    const withdrawalId = idsOf(items)[0] ?? randomId();
    expect(await codes([item({ intent: { withdrawalId }, transfer: { nonce: 99n } })])).toEqual([
      'WITHDRAWAL_APPROVED_DIFFERENTLY',
    ]);
  });

  it('frees a withdrawal that was approved, never signed, and then refused', async () => {
    const items = [item()];
    const request = await coordinator.request(NOW, station.vaultId, items);
    station.approve(NOW, request);
    const [withdrawalId = randomId()] = idsOf(items);
    station.approve(NOW, request, [{ index: 0, code: 'OFFICER_REFUSED', reason: 'No' }]);
    await station.complete(NOW, request, [{ kind: 'refused', withdrawalId, code: 'OFFICER_REFUSED', reason: 'No' }]);
    expect(await codes([item({ intent: { withdrawalId }, transfer: { nonce: 99n } })])).toEqual(['ALLOWED']);
  });
});

describe('what was approved', () => {
  const other = parseAddress('0x90F79bf6EB2c4f870365E785982E1f101E93b906');
  /** The transaction of other contents than what was approved. */
  const changed = (transfer: ItemChanges['transfer'], intent: NonNullable<ItemChanges['intent']>) =>
    item({ ...(transfer ? { transfer } : {}), intent });

  const table: readonly [string, string, () => SigningItem][] = [
    ['the amount changed', 'INTENT_AMOUNT_DIFFERS', () => changed({ amount: 2n * ETHER }, { amount: ETHER })],
    ['the destination changed', 'INTENT_DESTINATION_DIFFERS', () => changed({}, { destination: other })],
    ['the chain changed', 'INTENT_CHAIN_DIFFERS', () => changed({}, { chain: 'eip155:1' })],
    ['the asset changed', 'INTENT_ASSET_DIFFERS', () => changed({}, { token: TEST_TOKEN })],
    ['the fee raised', 'INTENT_FEE_EXCEEDED', () => changed({}, { maxFee: 1n })],
    ['another vault', 'INTENT_WRONG_VAULT', () => item({ intent: { vaultId: randomId() } })],
    ['an expired approval', 'INTENT_EXPIRED', () => item({ intent: { expiresAt: NOW } })],
    ['another policy', 'INTENT_POLICY_OUTDATED', () => item({ intent: { policyDigest: new Uint8Array(32) } })],
    ['an unknown key', 'KEY_UNKNOWN', () => item({ intent: { keyId: randomId() } })],
    [
      'another family of chains',
      'KEY_WRONG_FAMILY',
      () => item({ intent: { chain: 'bip122:000000000019d6689c085ae165831e93' } }),
    ],
    [
      'an intent with trailing bytes',
      'CBOR_NOT_CANONICAL',
      () => ({ ...item(), intent: concatBytes(item().intent, Uint8Array.of(0)) }),
    ],
    ['an intent of another form', 'MESSAGE_FIELD_INVALID', () => ({ ...item(), intent: encodeCbor(1) })],
  ];

  it.each(table)('is refused with %s', async (_name, code, make) => {
    expect(await codes([make()])).toEqual([code]);
  });

  it('is refused when a withdrawal stands in the batch twice', async () => {
    const withdrawalId = randomId();
    const twice = [item({ intent: { withdrawalId } }), item({ intent: { withdrawalId } })];
    expect(await codes(twice)).toEqual(['ALLOWED', 'WITHDRAWAL_DOUBLED']);
  });

  it('is refused when a nonce stands in the batch twice for one key, not for two', async () => {
    const nonce = 5n;
    const second = { vaultId: station.vaultId, keyId: station.keys[1].keyId };
    const items = [
      item({ transfer: { nonce } }),
      item({ transfer: { nonce } }),
      coordinator.item(NOW, second, { transfer: { nonce } }),
    ];
    expect(await codes(items)).toEqual(['ALLOWED', 'NONCE_DOUBLED', 'ALLOWED']);
  });
});

describe('the approvals of the back office', () => {
  const anna = () => coordinator.anna;
  const ben = () => coordinator.ben;
  const removed = () => coordinator.removed;
  const stranger = createApprover('Sam Stranger');
  type Approvals = NonNullable<ItemChanges['approvals']>;

  const table: readonly [string, string, Approvals][] = [
    ['none', 'APPROVALS_MISSING', () => []],
    ['one alone', 'APPROVALS_MISSING', (bytes) => [anna().approve(bytes)]],
    ['one twice', 'APPROVAL_DOUBLED', (bytes) => [anna().approve(bytes), anna().approve(bytes)]],
    ['an unknown person', 'APPROVER_UNKNOWN', (bytes) => [anna().approve(bytes), stranger.approve(bytes)]],
    ['a removed approver', 'APPROVER_REMOVED', (bytes) => [anna().approve(bytes), removed().approve(bytes)]],
    [
      'an unknown passkey',
      'CREDENTIAL_UNKNOWN',
      (bytes) => [anna().approve(bytes), { ...ben().approve(bytes), credentialId: randomId() }],
    ],
    [
      'the passkey of another',
      'CREDENTIAL_UNKNOWN',
      (bytes) => [anna().approve(bytes), { ...anna().approve(bytes), approverId: ben().approver.approverId }],
    ],
    [
      'another digest',
      'APPROVAL_WRONG_CHALLENGE',
      (bytes) => [anna().approve(bytes), ben().approve(bytes, { challenge: intentDigest(item().intent) })],
    ],
    [
      'no user verification',
      'APPROVAL_USER_NOT_VERIFIED',
      (bytes) => [anna().approve(bytes), ben().approve(bytes, { userVerified: false })],
    ],
    [
      'nobody present',
      'APPROVAL_USER_NOT_PRESENT',
      (bytes) => [anna().approve(bytes), ben().approve(bytes, { userPresent: false })],
    ],
    [
      'another page',
      'APPROVAL_WRONG_ORIGIN',
      (bytes) => [anna().approve(bytes), ben().approve(bytes, { origin: 'https://evil.example' })],
    ],
    [
      'another relying party',
      'APPROVAL_WRONG_RP',
      (bytes) => [anna().approve(bytes), ben().approve(bytes, { rpId: 'evil.example' })],
    ],
    [
      'a registration',
      'APPROVAL_WRONG_TYPE',
      (bytes) => [anna().approve(bytes), ben().approve(bytes, { type: 'webauthn.create' })],
    ],
    [
      'a forged signature',
      'APPROVAL_SIGNATURE_INVALID',
      (bytes) => [anna().approve(bytes), { ...ben().approve(bytes), signature: anna().approve(bytes).signature }],
    ],
  ];

  it.each(table)('refuses %s', async (_name, code, approvals) => {
    expect(await codes([item({ approvals })])).toEqual([code]);
  });

  it('refuses an approval by the requester', async () => {
    const { approverId } = coordinator.anna.approver;
    expect(await codes([item({ intent: { requestedBy: approverId } })])).toEqual(['APPROVAL_BY_REQUESTER']);
  });
});

describe('the policy of this station', () => {
  const elsewhere = parseAddress('0x90F79bf6EB2c4f870365E785982E1f101E93b906');
  const unknownToken = parseAddress('0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512');
  const token = (changes: ItemChanges['transfer']) => ({
    asset: { kind: 'erc20' as const, contract: TEST_TOKEN },
    ...changes,
  });
  const table: readonly [string, string, NonNullable<ItemChanges['transfer']>][] = [
    ['a destination that is not on the list', 'POLICY_DESTINATION_NOT_ALLOWED', { destination: elsewhere }],
    [
      'a token destination that is not on the list',
      'POLICY_DESTINATION_NOT_ALLOWED',
      token({ destination: elsewhere, amount: 1_000_000n }),
    ],
    ['a chain that is not allowed', 'POLICY_CHAIN_NOT_ALLOWED', { chainId: 1n }],
    ['a token that is not allowed', 'POLICY_ASSET_NOT_ALLOWED', { asset: { kind: 'erc20', contract: unknownToken } }],
    ['more than a payment may be', 'POLICY_OVER_TRANSACTION_LIMIT', { amount: 5n * ETHER + 1n }],
    ['more tokens than a payment may be', 'POLICY_OVER_TRANSACTION_LIMIT', token({ amount: 10_000_000_001n })],
    ['a fee over the absolute cap', 'POLICY_FEE_OVER_ABSOLUTE_CAP', { maxFeePerGas: 1_000_000_000_000n }],
    ['a fee over the relative cap', 'POLICY_FEE_OVER_RELATIVE_CAP', { amount: ETHER / 1000n }],
  ];

  it.each(table)('refuses %s', async (_name, code, transfer) => {
    expect(await codes([item({ transfer })])).toEqual([code]);
  });

  it('counts the earlier items of the batch toward the day', async () => {
    const three = { transfer: { amount: 3n * ETHER } };
    expect(await codes([item(three), item(three), item(three)])).toEqual([
      'ALLOWED',
      'ALLOWED',
      'POLICY_OVER_DAY_LIMIT',
    ]);
  });

  it('does not count refused items toward the day', async () => {
    const four = { transfer: { amount: 4n * ETHER } };
    const refused = item({ ...four, approvals: () => [] });
    expect(await codes([refused, item(four), item(four)])).toEqual(['APPROVALS_MISSING', 'ALLOWED', 'ALLOWED']);
  });

  it('counts what was signed in the last 24 hours, and not what is older', async () => {
    const items = [item({ transfer: { amount: 5n * ETHER } })];
    const request = await coordinator.request(NOW, station.vaultId, items);
    await station.sign(NOW, request, items, idsOf(items));
    const next = (at: number) => coordinator.item(at, station.source, { transfer: { amount: 4n * ETHER } });
    expect(await codes([next(NOW + DAY - 1)], NOW + DAY - 1)).toEqual(['POLICY_OVER_DAY_LIMIT']);
    expect(await codes([next(NOW + DAY)], NOW + DAY)).toEqual(['ALLOWED']);
  });

  it('counts an approved payment once when its request comes again', async () => {
    const items = [item({ transfer: { amount: 5n * ETHER } }), item({ transfer: { amount: 3n * ETHER } })];
    const request = await coordinator.request(NOW, station.vaultId, items);
    station.approve(NOW, request);
    const opened = open(request);
    expect(opened.kind === 'to-review' && opened.items.map(({ refusal }) => refusal?.code)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('asks for as many approvers as its own policy says', async () => {
    const strict = new TestCoordinator(encodePolicy({ ...testPolicy, approverQuorum: 3 }));
    station = await SoftwareStation.create(NOW, strict);
    coordinator = strict;
    expect(await codes([item()])).toEqual(['APPROVALS_MISSING']);
  });
});

describe('the transaction', () => {
  const base = () => item().unsignedTransaction;
  const table: readonly [string, string, () => Uint8Array][] = [
    ['trailing bytes', 'TX_TRAILING_BYTES', () => concatBytes(base(), Uint8Array.of(0))],
    ['a cut end', 'TX_RLP_INVALID', () => base().slice(0, -1)],
    ['a legacy transaction', 'TX_TYPE_UNSUPPORTED', () => base().slice(1)],
    ['another type', 'TX_TYPE_UNSUPPORTED', () => Uint8Array.from([3, ...base().slice(1)])],
  ];

  it.each(table)('is refused with %s', async (_name, code, make) => {
    expect(await codes([item({ unsignedTransaction: make() })])).toEqual([code]);
  });

  it('is refused with calldata that cannot be read', async () => {
    const contract = { kind: 'erc20' as const, contract: TEST_TOKEN };
    const good = toHex(item({ transfer: { asset: contract, amount: 1_000_000n } }).unsignedTransaction);
    const approveCall = good.replace('a9059cbb', '095ea7b3');
    expect(await codes([item({ unsignedTransaction: Uint8Array.from(Buffer.from(approveCall, 'hex')) })])).toEqual([
      'TX_CALLDATA_UNDECODABLE',
    ]);
  });

  it('is shown as far as it can be read, whatever else is wrong', async () => {
    const [first] = await judged([item({ approvals: () => [] })]);
    expect(first?.payment?.amount).toBe(ETHER);
  });
});

describe('time', () => {
  it('never runs back behind the journal', async () => {
    const request = await coordinator.request(NOW, station.vaultId, [item()]);
    expect(codeOf(request, NOW + 3600)).toBe('MESSAGE_EXPIRED');
    expect(station.journal.state.lastAt).toBe(NOW);
  });
});

function idsOf(items: readonly SigningItem[]): Uint8Array[] {
  return items.map(({ intent }) => decodeIntent(intent).withdrawalId);
}

/** The same array with an indefinite length: valid CBOR, not the deterministic form. */
function indefinite(bytes: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(0x9f), bytes.slice(1), Uint8Array.of(0xff));
}

function withUnprotected(bytes: Uint8Array): Uint8Array {
  const parts = decodeCbor(bytes, bytes.length);
  if (!Array.isArray(parts)) throw new Error('not an envelope');
  return encodeCbor([parts[0], new Map([[4, randomId()]]), parts[2], parts[3]]);
}
