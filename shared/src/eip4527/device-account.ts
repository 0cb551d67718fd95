import { Refusal, refuseUnless } from '../bytes/index.ts';
import { addressOfPublicKey } from '../chains/evm/index.ts';
import { deriveChild } from './derive-child.ts';
import type { DeviceKey } from './hd-key.ts';
import { type KeyOrigin, MAX_STEPS, type WireStep } from './key-path.ts';

/** One account of a device: its address, and the key that signs for it. */
export type DeviceAccount = {
  readonly address: Uint8Array;
  /** Compressed, 33 bytes. */
  readonly publicKey: Uint8Array;
  readonly key: KeyOrigin;
};

/** BIP-44: purpose, coin and account; the accounts' addresses are below the external chain. */
const ACCOUNT_DEPTH = 3;
const EXTERNAL_CHAIN: WireStep = { index: 0, hardened: false };

/** Whether the key stands for many accounts, told apart by a number, and not for one. */
export function hasManyAccounts(key: DeviceKey): boolean {
  return stepsBelow(key).some(({ index }) => index === undefined);
}

/**
 * The account with a number (from 0) below a key that a device showed.
 *
 * Refuses a number above 0 for a key that stands for one account (ACCOUNT_NUMBER_UNUSED), steps that name no account
 * (DERIVATION_WILDCARD, DERIVATION_PATH_INVALID), a key without chain code (HDKEY_WITHOUT_CHAIN_CODE), and what
 * {@link deriveChild} refuses.
 */
export function deviceAccount(key: DeviceKey, number: number): DeviceAccount {
  refuseUnless(
    number === 0 || hasManyAccounts(key),
    'ACCOUNT_NUMBER_UNUSED',
    'The device showed the key of one account, so there is no other number to choose. Leave it at 0.',
  );
  const steps = stepsBelow(key).map(({ index, hardened }) => ({ index: index ?? number, hardened }));
  const path = [...key.origin.path, ...steps];
  refuseUnless(
    path.length <= MAX_STEPS,
    'DERIVATION_PATH_INVALID',
    'The path to this key is longer than any wallet’s. Show the key of one account on the device.',
  );
  let extended = { publicKey: key.publicKey, chainCode: key.chainCode };
  for (const step of steps) {
    const { publicKey, chainCode } = extended;
    if (chainCode === undefined) {
      throw new Refusal(
        'HDKEY_WITHOUT_CHAIN_CODE',
        'The device showed too little of this key to derive accounts from it. Show the key of one account.',
      );
    }
    extended = deriveChild({ publicKey, chainCode }, step);
  }
  const { publicKey } = extended;
  return { address: addressOfPublicKey(publicKey), publicKey, key: { path, fingerprint: key.origin.fingerprint } };
}

/**
 * Where below the key its accounts are. A device that does not say, and shows the key at the depth of an account, means
 * BIP-44's external chain, as the EVM wallets that read such codes take it; any other key stands for itself.
 */
function stepsBelow({ children, chainCode, origin }: DeviceKey): readonly WireStep[] {
  const isAccount = chainCode !== undefined && origin.path.length === ACCOUNT_DEPTH;
  const steps = children ?? (isAccount ? [EXTERNAL_CHAIN, { index: undefined, hardened: false }] : []);
  refuseUnless(
    steps.filter(({ index }) => index === undefined).length <= 1,
    'DERIVATION_WILDCARD',
    'This path names no single key. Show the key of one account on the device.',
  );
  return steps;
}
