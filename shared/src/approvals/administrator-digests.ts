import { taggedDigest } from '../bytes/index.ts';
import {
  at,
  bytesBetween,
  bytesOf,
  encodeRecord,
  listOf,
  oneOf,
  optional,
  type RecordField,
  readableText,
  record,
  uintUpTo,
} from '../cbor/index.ts';

/** A new account as another administrator confirms it: who it is for, what it may do, and which passkey stands for it. */
export type AccountToConfirm = {
  /** 16 bytes. */
  readonly accountId: Uint8Array;
  readonly name: string;
  /** In any order. */
  readonly roles: readonly string[];
  readonly credentialId: Uint8Array;
  /** P-256, SEC1 compressed. */
  readonly publicKey: Uint8Array;
  /** The account that invited; undefined where the invitation was made on the coordinator's machine. */
  readonly invitedBy: Uint8Array | undefined;
};

const accountToConfirm: RecordField<AccountToConfirm> = record<AccountToConfirm>('account-to-confirm', {
  accountId: at(1, bytesOf(16)),
  name: at(2, readableText(80)),
  roles: at(3, listOf(readableText(40), 1, 16)),
  credentialId: at(4, bytesBetween(1, 1023)),
  publicKey: at(5, bytesOf(33)),
  invitedBy: at(6, optional(bytesOf(16))),
});

/**
 * What the passkey of the confirming administrator signs, and whose words both people compare. Another name, role, passkey
 * or inviter is another digest.
 */
export function accountConfirmationDigest(account: AccountToConfirm): Uint8Array {
  const roles = [...account.roles].sort();
  return taggedDigest('vieraugen/1 account-confirmation', encodeRecord(accountToConfirm, { ...account, roles }));
}

/** A policy that is to be put in force for the wallets that the coordinator judges alone. */
export type PolicyActivation = {
  readonly policyDigest: Uint8Array;
  readonly wallets: 'hot' | 'foreign';
  /**
   * The number of the decision that this one follows; 0 for the first. A policy that was in force can come back, but not
   * by the signature that once put it in force.
   */
  readonly after: number;
};

const policyActivation: RecordField<PolicyActivation> = record<PolicyActivation>('policy-activation', {
  policyDigest: at(1, bytesOf(32)),
  wallets: at(2, oneOf('hot', 'foreign')),
  after: at(3, uintUpTo(Number.MAX_SAFE_INTEGER)),
});

/** What the passkey of the administrator signs who puts a policy in force. */
export function policyActivationDigest(activation: PolicyActivation): Uint8Array {
  return taggedDigest('vieraugen/1 policy-activation', encodeRecord(policyActivation, activation));
}

/** An account of a device that is not our signer, as another administrator than the one who registered it confirms it. */
export type ForeignWalletToConfirm = {
  /** 16 bytes. */
  readonly walletId: Uint8Array;
  readonly name: string;
  /** 20 bytes; what the device's own screen shows. */
  readonly address: Uint8Array;
  /** `m/44'/60'/0'/0/0` (BIP-32). */
  readonly path: string;
  /** Of the device's master key (BIP-32): 4 bytes. */
  readonly fingerprint: Uint8Array;
  readonly deviceName: string;
  readonly registeredBy: Uint8Array;
};

const foreignWalletToConfirm: RecordField<ForeignWalletToConfirm> = record<ForeignWalletToConfirm>(
  'foreign-wallet-to-confirm',
  {
    walletId: at(1, bytesOf(16)),
    name: at(2, readableText(80)),
    address: at(3, bytesOf(20)),
    path: at(4, readableText(120)),
    fingerprint: at(5, bytesOf(4)),
    deviceName: at(6, readableText(80)),
    registeredBy: at(7, bytesOf(16)),
  },
);

/** What the passkey of the administrator signs who compared a foreign wallet's address with the device. */
export function foreignWalletDigest(wallet: ForeignWalletToConfirm): Uint8Array {
  return taggedDigest('vieraugen/1 foreign-wallet-confirmation', encodeRecord(foreignWalletToConfirm, wallet));
}
