import { HDNodeWallet } from 'ethers';
import { describe, expect, test } from 'vitest';
import keystone from '../../vectors/eip4527/keystone.json' with { type: 'json' };
import { fromHex, toHex } from '../bytes/index.ts';
import { attachSignature, toChecksumAddress } from '../chains/evm/index.ts';
import { createReceiver, encodeFrames } from '../ur/index.ts';
import { deriveChild } from './derive-child.ts';
import {
  CRYPTO_ACCOUNT,
  decodeDeviceKeys,
  decodeEthSignature,
  decodeEthSignRequest,
  deviceAccount,
  encodeEthSignature,
  encodeEthSignRequest,
  formatPath,
  hasManyAccounts,
  parsePath,
  plainSignature,
} from './index.ts';

/** What the frame of another program carries. */
function received(ur: string, expectedType: string): string {
  const result = createReceiver({ expectedType }).receive(ur);
  return result.kind === 'complete' ? toHex(result.bytes) : result.kind;
}

describe('EIP-4527: what the encoder of Keystone writes', () => {
  test.each(keystone.requests)('eth-sign-request: $name', (vector) => {
    const request = {
      requestId: fromHex(vector.requestId.replaceAll('-', '')),
      unsigned: fromHex(vector.unsigned),
      key: { path: parsePath(vector.path), fingerprint: fromHex(vector.fingerprint) },
      address: fromHex(vector.address),
      origin: vector.origin ?? undefined,
    };
    expect(toHex(encodeEthSignRequest(request))).toBe(vector.cbor);
    expect(decodeEthSignRequest(fromHex(vector.cbor))).toEqual(request);
    expect(received(vector.ur, 'eth-sign-request')).toBe(vector.cbor);
    const frames = encodeFrames({
      type: 'eth-sign-request',
      bytes: encodeEthSignRequest(request),
      maxFragmentLength: 400,
    });
    expect(frames.frameAt(1)).toBe(vector.ur.toUpperCase());
  });

  test.each(keystone.signatures)('eth-signature $name', (vector) => {
    expect(received(vector.ur, 'eth-signature')).toBe(vector.cbor);
    const answer = decodeEthSignature(fromHex(vector.cbor));
    expect(toHex(answer.requestId)).toBe(vector.requestId.replaceAll('-', ''));
    expect(answer.origin).toBe('Keystone');
    expect(toHex(encodeEthSignature(answer))).toBe(vector.cbor);
    const { signed } = attachSignature(
      fromHex(vector.unsigned),
      plainSignature(answer.signature),
      fromHex(vector.address),
    );
    expect(toHex(signed)).toBe(vector.signed);
  });

  test.each(keystone.keys)('$urType: $name', ({ urType, cbor, fingerprint, accounts }) => {
    const keys = decodeDeviceKeys(urType, fromHex(cbor));
    const found = accounts.map(({ number }, index) => {
      const key = keys[urType === CRYPTO_ACCOUNT ? index : 0];
      if (key === undefined) throw new Error('a key is missing');
      expect(toHex(key.origin.fingerprint)).toBe(fingerprint);
      const account = deviceAccount(key, number);
      const { path } = account.key;
      return {
        number,
        path: formatPath(path),
        address: toChecksumAddress(account.address),
        publicKey: toHex(account.publicKey),
      };
    });
    expect(found).toEqual(accounts);
  });

  test('a name that the device gave is kept; an account is told from a single key', () => {
    const [first, , , single] = keystone.keys.map(({ urType, cbor }) => decodeDeviceKeys(urType, fromHex(cbor))[0]);
    expect([first?.name, single?.name]).toEqual(['Keystone', 'Cold card']);
    expect([first, single].map((key) => key && hasManyAccounts(key))).toEqual([true, false]);
  });
});

describe('BIP-32: public derivation', () => {
  const M =
    'xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8UB7WEGuduB';
  const M_0 =
    'xpub69H7F5d8KSRgmmdJg2KhpAK8SR3DjMwAdkxj3ZuxV27CprR9LgpeyGmXUbC6wb7ERfvrnKZjXoUmmDznezpbZb7ap6r1D3tgFxHmwMkQTPH';

  function extended(xpub: string) {
    const { publicKey, chainCode } = HDNodeWallet.fromExtendedKey(xpub);
    return { publicKey: fromHex(publicKey), chainCode: fromHex(chainCode) };
  }

  test('test vector 2, chain m to chain m/0', () => {
    expect(deriveChild(extended(M), { index: 0, hardened: false })).toEqual(extended(M_0));
  });
});
