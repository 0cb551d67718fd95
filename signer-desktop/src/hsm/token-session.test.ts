import { Refusal } from '@vieraugen/shared/bytes';
import { Module, TokenFlag } from 'graphene-pk11';
import { PKCS11 } from 'pkcs11js';
import { expect, test } from 'vitest';
import { openLanes } from './signing-lanes.ts';
import { refusalOf } from './testing/refusal-of.ts';
import { openAsUser } from './token-session.ts';
import { listTokens } from './tokens.ts';

/**
 * SoftHSM never locks a PIN, and it ends the program when a token is there twice: so what other HSMs answer is played here,
 * beneath the real binding.
 */
type Played = {
  readonly label: string;
  readonly serial: string;
  readonly flags?: number;
  readonly login?: string;
  /** How many sessions it takes at once, and what it answers to one more. */
  readonly sessions?: readonly [most: number, answer: string];
};

const version = { major: 2, minor: 40 };
const SLOT_INFO = {
  slotDescription: 'Reader',
  manufacturerID: 'Vendor',
  flags: 1,
  hardwareVersion: version,
  firmwareVersion: version,
};
const READY = TokenFlag.TOKEN_INITIALIZED | TokenFlag.USER_PIN_INITIALIZED;

function play(tokens: readonly Played[]): { module: Module; logins: number; closed: number } {
  const played = { logins: 0, closed: 0 };
  const tokenIn = (slot: Buffer): Played => {
    const token = tokens[slot[0] ?? 0];
    if (!token) throw new Error('CKR_SLOT_ID_INVALID:3');
    return token;
  };
  const logIn = (slot: Buffer) => {
    played.logins++;
    const answer = tokenIn(slot).login;
    if (answer) throw new Error(`${answer}:1`);
  };
  let sessions = 0;
  const openSession = (slot: Buffer) => {
    const [most, answer] = tokenIn(slot).sessions ?? [Number.POSITIVE_INFINITY, ''];
    if (sessions === most) throw new Error(`${answer}:1`);
    sessions++;
    return slot;
  };
  const answers: readonly [string, (slot: Buffer) => unknown][] = [
    ['C_GetSlotList', () => tokens.map((_, index) => Buffer.of(index))],
    ['C_GetSlotInfo', () => SLOT_INFO],
    ['C_GetTokenInfo', (slot) => tokenInfo(tokenIn(slot))],
    ['C_OpenSession', openSession],
    ['C_GetSessionInfo', (slot) => ({ slotID: slot, state: 0, flags: 6, deviceError: 0 })],
    ['C_CloseSession', () => void played.closed++],
    ['C_Login', logIn],
  ];
  const library = Object.assign(new PKCS11(), Object.fromEntries(answers));
  return Object.assign(played, { module: new Module(library) });
}

function tokenInfo({ label, serial, flags = READY }: Played) {
  if (label === 'broken') throw new Error('CKR_DEVICE_ERROR:48');
  return {
    ...{ label, serialNumber: serial, flags, manufacturerID: 'Vendor', model: 'Model 1' },
    ...{ minPinLen: 6, maxPinLen: 12, hardwareVersion: version, firmwareVersion: version, utcTime: '' },
    ...{ maxSessionCount: 0, sessionCount: 0, maxRwSessionCount: 0, rwSessionCount: 0 },
    ...{ totalPublicMemory: 0, freePublicMemory: 0, totalPrivateMemory: 0, freePrivateMemory: 0 },
  };
}

const pin = Uint8Array.from(Buffer.from('123456'));

test('two tokens of one serial number are refused, and no PIN is tried', () => {
  const played = play([
    { label: 'vault', serial: 'A1' },
    { label: 'copy', serial: 'A1' },
  ]);
  expect(refusalOf(() => openAsUser(played.module, 'A1', pin))).toBe('TOKEN_AMBIGUOUS');
  expect(played.logins).toBe(0);
});

test('a token that does not answer hides no other', () => {
  const { module } = play([
    { label: 'broken', serial: 'A1' },
    { label: 'vault', serial: 'A2' },
  ]);
  expect(listTokens(module).map((token) => token.label)).toEqual(['vault']);
});

test.each([
  ['few', TokenFlag.USER_PIN_COUNT_LOW, 'PIN_WRONG'],
  ['one', TokenFlag.USER_PIN_COUNT_LOW | TokenFlag.USER_PIN_FINAL_TRY, 'PIN_WRONG'],
  ['unknown', 0, 'PIN_WRONG'],
] as const)('a wrong PIN with %s tries left', (triesLeft, flag, code) => {
  const { module } = play([{ label: 'vault', serial: 'A1', flags: READY | flag, login: 'CKR_PIN_INCORRECT' }]);
  let refusal: unknown;
  try {
    openAsUser(module, 'A1', pin);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal).toMatchObject({ code, triesLeft });
});

test('a locked PIN is not tried, and one that locks at this try says so', () => {
  const locked = play([{ label: 'vault', serial: 'A1', flags: READY | TokenFlag.USER_PIN_LOCKED }]);
  expect(refusalOf(() => openAsUser(locked.module, 'A1', pin))).toBe('PIN_LOCKED');
  expect(locked.logins).toBe(0);
  const locking = play([{ label: 'vault', serial: 'A1', login: 'CKR_PIN_LOCKED' }]);
  expect(refusalOf(() => openAsUser(locking.module, 'A1', pin))).toBe('PIN_LOCKED');
});

test.each([
  ['CKR_PIN_EXPIRED', 'PIN_EXPIRED'],
  ['CKR_TOKEN_NOT_PRESENT', 'TOKEN_REMOVED'],
  ['CKR_USER_ALREADY_LOGGED_IN', 'TOKEN_LOGGED_IN'],
  ['CKR_FUNCTION_FAILED', 'HSM_FAULT'],
])('a login that answers %s is refused with %s', (login, code) => {
  const { module } = play([{ label: 'vault', serial: 'A1', login }]);
  expect(refusalOf(() => openAsUser(module, 'A1', pin))).toBe(code);
});

test('a PIN of an impossible length, or for a token without one, is not tried', () => {
  const played = play([
    { label: 'vault', serial: 'A1' },
    { label: 'empty', serial: 'A2', flags: TokenFlag.TOKEN_INITIALIZED },
  ]);
  expect(refusalOf(() => openAsUser(played.module, 'A1', pin.subarray(1)))).toBe('PIN_LENGTH');
  expect(refusalOf(() => openAsUser(played.module, 'A1', new Uint8Array(13)))).toBe('PIN_LENGTH');
  expect(refusalOf(() => openAsUser(played.module, 'A2', pin))).toBe('TOKEN_NOT_READY');
  expect(played.logins).toBe(0);
});

test('a token that takes no more sessions is signed with in those that it took', () => {
  const { module } = play([{ label: 'vault', serial: 'A1', sessions: [3, 'CKR_SESSION_COUNT'] }]);
  const session = openAsUser(module, 'A1', pin);
  expect(openLanes(session, [], 100)).toHaveLength(3);
});

test('a token that fails at another session is not signed with, and those that it took are closed', () => {
  const played = play([{ label: 'vault', serial: 'A1', sessions: [4, 'CKR_DEVICE_ERROR'] }]);
  const session = openAsUser(played.module, 'A1', pin);
  const two = openLanes(session, [], 2);
  expect(refusalOf(() => openLanes(session, two, 100))).toBe('TOKEN_UNREADABLE');
  expect(played.closed).toBe(2);
});

test('lanes are as many as the orders, eight at most, and those that are open stay', () => {
  const { module } = play([{ label: 'vault', serial: 'A1' }]);
  const session = openAsUser(module, 'A1', pin);
  const two = openLanes(session, [], 2);
  expect(two).toHaveLength(2);
  expect(openLanes(session, two, 1)).toEqual(two);
  const eight = openLanes(session, two, 100);
  expect(eight).toHaveLength(8);
  expect(eight.slice(0, 2)).toEqual(two);
});
