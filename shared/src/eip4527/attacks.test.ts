import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, test } from 'vitest';
import keystone from '../../vectors/eip4527/keystone.json' with { type: 'json' };
import { concatBytes, fromHex, toHex, uintToBytes } from '../bytes/index.ts';
import { attachSignature, signingDigest } from '../chains/evm/index.ts';
import { codeOf } from '../testing/code-of.ts';
import {
  CRYPTO_HDKEY,
  decodeDeviceKeys,
  decodeEthSignature,
  decodeEthSignRequest,
  deviceAccount,
  parsePath,
  plainSignature,
} from './index.ts';

const [request] = keystone.requests;
const [answer] = keystone.signatures;
const [account, , , single] = keystone.keys;
if (!request || !answer || !account || !single) throw new Error('the vectors are missing');

/** A good message with one piece of its hex replaced. */
function with_(cbor: string, piece: string, by: string): string {
  if (!cbor.includes(piece)) throw new Error(`the vector has no ${piece}`);
  return cbor.replace(piece, by);
}

const UUID = 'd825509b1deb4d3b7d4bad9bdd2b0d7b3dcb6d';
const PATH = '8a182cf5183cf500f500f400f4';
const FINGERPRINT = '021a73c5da0a';

describe('eth-sign-request', () => {
  const good = request.cbor;
  const table: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'CBOR_NOT_CANONICAL'],
    ['a byte behind the end', `${good}00`, 'CBOR_NOT_CANONICAL'],
    ['a byte less', good.slice(0, -2), 'CBOR_NOT_CANONICAL'],
    ['more bytes than any', `${good}${'00'.repeat(4096)}`, 'CBOR_TOO_LARGE'],
    ['a list instead of a map', '83010203', 'MESSAGE_FIELD_INVALID'],
    ['an unknown field', `a8${good.slice(2)}0800`, 'MESSAGE_FIELD_UNKNOWN'],
    ['no origin, but announced', `a7${good.slice(2).replace(/07695.*$/, '')}`, 'CBOR_NOT_CANONICAL'],
    ['no request id', `a6${good.slice(2).replace(`01${UUID}`, '')}`, 'MESSAGE_FIELD_MISSING'],
    ['a request id without its tag', with_(good, UUID, UUID.slice(4)), 'MESSAGE_TAG_WRONG'],
    ['a request id under another tag that is known', with_(good, UUID, `d90130${UUID.slice(4)}`), 'MESSAGE_TAG_WRONG'],
    ['a request id under a tag that is not', with_(good, UUID, `d826${UUID.slice(4)}`), 'CBOR_NOT_CANONICAL'],
    ['a tag that is longer than it needs to be', with_(good, UUID, `d90025${UUID.slice(4)}`), 'CBOR_NOT_CANONICAL'],
    ['a tag on the whole', `d90191${good}`, 'CBOR_NOT_CANONICAL'],
    ['a tag on a tag', with_(good, UUID, `d825${UUID}`), 'MESSAGE_FIELD_INVALID'],
    ['a request id of 15 bytes', with_(good, UUID, `d8254f${UUID.slice(8)}`), 'MESSAGE_FIELD_INVALID'],
    ['fields out of order', with_(good, '03040401', '04010304'), 'CBOR_NOT_CANONICAL'],
    ['a field twice', with_(good, '03040401', '03040304'), 'CBOR_NOT_CANONICAL'],
    ['an integer that is longer than it needs to be', with_(good, '03040401', '0318040401'), 'CBOR_NOT_CANONICAL'],
    ['a legacy transaction', with_(good, '03040401', '03010401'), 'ETH_DATA_TYPE_UNSUPPORTED'],
    ['typed data (EIP-712)', with_(good, '03040401', '03020401'), 'ETH_DATA_TYPE_UNSUPPORTED'],
    ['a personal message', with_(good, '03040401', '03030401'), 'ETH_DATA_TYPE_UNSUPPORTED'],
    ['another chain than the transaction', with_(good, '03040401', '03040405'), 'ETH_CHAIN_DIFFERS'],
    ['bytes that are no transaction', with_(good, '02f001', '02f002'), 'ETH_CHAIN_DIFFERS'],
    ['a transaction of another type', with_(good, '583202f0', '583201f0'), 'TX_TYPE_UNSUPPORTED'],
    ['an address of 19 bytes', with_(good, '06549858', '065358'), 'MESSAGE_FIELD_INVALID'],
    ['a path with a step that names no child', with_(good, PATH, '8a182cf5183cf500f500f480f4'), 'DERIVATION_WILDCARD'],
    ['a path that ends in the middle', with_(good, PATH, '89182cf5183cf500f500f400'), 'MESSAGE_FIELD_INVALID'],
    ['an index of 2^31', with_(good, PATH, '82 1a80000000 f4'.replaceAll(' ', '')), 'MESSAGE_FIELD_INVALID'],
    ['a range of children', with_(good, PATH, '8a182cf5183cf500f500f4820005f4'), 'MESSAGE_FIELD_INVALID'],
    ['eleven steps', with_(good, PATH, `96${'00f4'.repeat(11)}`), 'MESSAGE_FIELD_INVALID'],
    ['no fingerprint', with_(with_(good, FINGERPRINT, ''), 'd90130a2', 'd90130a1'), 'FINGERPRINT_MISSING'],
    ['a fingerprint of zero', with_(good, FINGERPRINT, '0200'), 'FINGERPRINT_MISSING'],
    [
      'a depth that is not the path’s',
      with_(with_(good, FINGERPRINT, `${FINGERPRINT}0304`), 'd90130a2', 'd90130a3'),
      'DERIVATION_DEPTH',
    ],
    ['an origin that hides what it says', with_(good, '07695669', '076ae280ae'), 'MESSAGE_FIELD_INVALID'],
  ];
  test.each(table)('%s', (_name, hex, code) => {
    expect(codeOf(() => decodeEthSignRequest(fromHex(hex)))).toBe(code);
  });

  test('a depth that is right is read', () => {
    const hex = with_(with_(good, FINGERPRINT, `${FINGERPRINT}0305`), 'd90130a2', 'd90130a3');
    expect(decodeEthSignRequest(fromHex(hex))).toEqual(decodeEthSignRequest(fromHex(good)));
  });
});

describe('eth-signature', () => {
  const good = answer.cbor;
  const table: readonly (readonly [string, string, string])[] = [
    ['a byte behind the end', `${good}f6`, 'CBOR_NOT_CANONICAL'],
    ['an unknown field', `a4${good.slice(2)}0400`, 'MESSAGE_FIELD_UNKNOWN'],
    ['no request id', `a2${good.slice(2).replace(`01${UUID}`, '')}`, 'MESSAGE_FIELD_MISSING'],
    ['a request id without its tag', with_(good, UUID, UUID.slice(4)), 'MESSAGE_TAG_WRONG'],
    ['a request id as text', with_(good, UUID, '6161'), 'MESSAGE_TAG_WRONG'],
    [
      'a signature of 64 bytes',
      with_(good, `5841${answer.signature}`, `5840${answer.signature.slice(2)}`),
      'MESSAGE_FIELD_INVALID',
    ],
    [
      'a signature of 66 bytes',
      with_(good, `5841${answer.signature}`, `5842${answer.signature}00`),
      'MESSAGE_FIELD_INVALID',
    ],
    ['a signature under a tag', with_(good, '025841', '02d8255841'), 'MESSAGE_FIELD_INVALID'],
    ['an endless string', with_(good, '025841', '025f41'), 'CBOR_NOT_CANONICAL'],
    [
      'a name of a hundred characters',
      with_(good, '03684b657973746f6e65', `037864${'41'.repeat(100)}`),
      'MESSAGE_FIELD_INVALID',
    ],
  ];
  test.each(table)('%s', (_name, hex, code) => {
    expect(codeOf(() => decodeEthSignature(fromHex(hex)))).toBe(code);
  });
});

describe('the signature itself', () => {
  const unsigned = fromHex(answer.unsigned);
  const address = fromHex(answer.address);
  const good = fromHex(answer.signature);
  const parity = good[64] ?? 0;
  const n = secp256k1.Point.CURVE().n;
  const highS = (v: number) => {
    const s = n - BigInt(`0x${toHex(good.subarray(32, 64))}`);
    const bytes = uintToBytes(s);
    return concatBytes(good.subarray(0, 32), new Uint8Array(32 - bytes.length), bytes, Uint8Array.of(v));
  };
  const withV = (v: number) => concatBytes(good.subarray(0, 64), Uint8Array.of(v));
  const another = secp256k1.sign(signingDigest(unsigned), new Uint8Array(32).fill(7), {
    prehash: false,
    format: 'recovered',
  });
  const zeroS = concatBytes(good.subarray(0, 32), new Uint8Array(32), Uint8Array.of(0));
  const table: readonly (readonly [string, Uint8Array, string])[] = [
    ['v as the parity', withV(parity), 'accepted'],
    ['v as 27 or 28', withV(27 + parity), 'accepted'],
    ['the other parity', withV(1 - parity), 'SIGNATURE_WRONG_KEY'],
    ['the other of 27 and 28', withV(28 - parity), 'SIGNATURE_WRONG_KEY'],
    ['v = 2', withV(2), 'SIGNATURE_RECOVERY_BIT'],
    ['v = 26', withV(26), 'SIGNATURE_RECOVERY_BIT'],
    ['v = 29', withV(29), 'SIGNATURE_RECOVERY_BIT'],
    ['v = 37, bound to chain 1 (EIP-155)', withV(37), 'SIGNATURE_RECOVERY_BIT'],
    ['v = 255', withV(255), 'SIGNATURE_RECOVERY_BIT'],
    ['high s with the parity that belongs to it', highS(1 - parity), 'accepted'],
    ['high s with the parity of the low one', highS(parity), 'SIGNATURE_WRONG_KEY'],
    ['s = 0', zeroS, 'SIGNATURE_RANGE'],
    [
      's above the order',
      concatBytes(good.subarray(0, 32), new Uint8Array(32).fill(255), Uint8Array.of(0)),
      'SIGNATURE_RANGE',
    ],
    ['r = 0', concatBytes(new Uint8Array(32), good.subarray(32)), 'SIGNATURE_RANGE'],
    ['another key', concatBytes(another.subarray(1), another.subarray(0, 1)), 'SIGNATURE_WRONG_KEY'],
    ['64 bytes', good.subarray(0, 64), 'SIGNATURE_LENGTH'],
  ];
  test.each(table)('%s', (_name, signature, code) => {
    expect(codeOf(() => attachSignature(unsigned, plainSignature(signature), address))).toBe(code);
  });

  test('high s, 27 and 28 make the same transaction as the plain form', () => {
    const forms = [withV(parity), withV(27 + parity), highS(1 - parity), highS(28 - parity)];
    const made = forms.map((form) => toHex(attachSignature(unsigned, plainSignature(form), address).signed));
    expect(new Set(made)).toEqual(new Set([answer.signed]));
  });

  test('a signature over another transaction', () => {
    const other = fromHex(keystone.requests[1]?.unsigned ?? '');
    expect(codeOf(() => attachSignature(other, plainSignature(good), address))).toBe('SIGNATURE_WRONG_KEY');
  });
});

describe('crypto-hdkey', () => {
  const good = account.cbor;
  const lone = single.cbor;
  const master = `a301f5035821${'00'}${'11'.repeat(32)}045820${'22'.repeat(32)}`;
  const table: readonly (readonly [string, string, string])[] = [
    ['a private master key', master, 'HDKEY_PRIVATE'],
    ['a private key', `a402f5${lone.slice(2)}`, 'HDKEY_PRIVATE'],
    ['a private key of 32 bytes', `a202f5035820${'11'.repeat(32)}`, 'HDKEY_PRIVATE'],
    ['a key of 32 bytes that is said to be public', lone.replace(/035821../, '035820'), 'PUBLIC_KEY_INVALID'],
    ['a key that is not on the curve', lone.replace(/035821.{66}/, `03582102${'ff'.repeat(32)}`), 'PUBLIC_KEY_INVALID'],
    ['a key of Bitcoin', `a4${lone.slice(2, 74)}05d90131a10100${lone.slice(74)}`, 'HDKEY_WRONG_COIN'],
    ['no origin', `a1${lone.slice(2, 74)}`, 'HDKEY_WITHOUT_ORIGIN'],
    ['an unknown field', `${lone.replace(/^a3/, 'a4')}0b00`, 'MESSAGE_FIELD_UNKNOWN'],
    ['trailing bytes', `${lone}00`, 'CBOR_NOT_CANONICAL'],
    [
      'accounts that only the private key can derive',
      with_(good, '07d90130a1018400f480f4', '07d90130a1018400f480f5'),
      'DERIVATION_HARDENED',
    ],
    [
      'two steps that name no child',
      with_(good, '07d90130a1018400f480f4', '07d90130a1018480f480f4'),
      'DERIVATION_WILDCARD',
    ],
    [
      'more steps than any wallet has',
      with_(good, '07d90130a1018400f480f4', `07d90130a10190${'00f4'.repeat(7)}80f4`),
      'DERIVATION_PATH_INVALID',
    ],
  ];
  test.each(table)('%s', (_name, hex, code) => {
    const read = () => {
      const [key] = decodeDeviceKeys(CRYPTO_HDKEY, fromHex(hex));
      if (key) deviceAccount(key, 0);
    };
    expect(codeOf(read)).toBe(code);
  });

  test('accounts below a key without a chain code', () => {
    const [key] = decodeDeviceKeys(CRYPTO_HDKEY, fromHex(good));
    if (!key) throw new Error('no key');
    expect(codeOf(() => deviceAccount({ ...key, chainCode: undefined }, 0))).toBe('HDKEY_WITHOUT_CHAIN_CODE');
  });

  test('a second account of a single key', () => {
    const [key] = decodeDeviceKeys(CRYPTO_HDKEY, fromHex(lone));
    if (!key) throw new Error('no key');
    expect(codeOf(() => deviceAccount(key, 1))).toBe('ACCOUNT_NUMBER_UNUSED');
  });

  test('a crypto-account with a key of another device', () => {
    const several = keystone.keys.find(({ urType }) => urType === 'crypto-account')?.cbor ?? '';
    const hex = several.replace('73c5da0a', '73c5da0b');
    expect(codeOf(() => decodeDeviceKeys('crypto-account', fromHex(hex)))).toBe('FINGERPRINT_DIFFERS');
  });
});

test.each([
  '',
  'm',
  'm/',
  '44/60',
  'm/44h/60h',
  "m/044'/60'",
  'm/2147483648',
  'm/-1',
  'm/1/',
  ' m/1',
  `m${'/1'.repeat(11)}`,
])('the path "%s"', (text) => {
  expect(codeOf(() => parsePath(text))).toBe('DERIVATION_PATH_INVALID');
});
