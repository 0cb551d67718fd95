import { Refusal, refuseUnless, taggedDigest } from '../bytes/index.ts';
import {
  amount,
  at,
  bytesBetween,
  decodeRecord,
  encodeRecord,
  listOf,
  type RecordField,
  readableText,
  record,
  textLike,
  uintUpTo,
} from '../cbor/index.ts';

/** The rules for one asset on one chain. Amounts are in the smallest unit of the asset. */
export type AssetRule = {
  /** The token's contract; empty for the chain's own coin. */
  readonly token: Uint8Array;
  readonly symbol: string;
  readonly decimals: number;
  readonly maxPerTransaction: bigint;
  /** Over any 24 hours, over all keys of the vault together. */
  readonly maxPerDay: bigint;
  /** The relative fee cap: at most `fee` (smallest unit of the chain's coin) for every `perAmount` of this asset. */
  readonly feeRatio: FeeRatio;
};

/** A ratio of two integers, so that a cap is exact and needs no price at the time of signing. */
export type FeeRatio = { readonly fee: bigint; readonly perAmount: bigint };

/** An address that may be paid, by its label in the address book. */
export type AllowedDestination = { readonly address: Uint8Array; readonly label: string };

/** The rules for one chain. */
export type ChainRule = {
  /** CAIP-2: `eip155:1`. */
  readonly chain: string;
  readonly name: string;
  /** The chain's own coin, in which fees are paid. */
  readonly coinSymbol: string;
  readonly coinDecimals: number;
  /** The absolute fee cap of one transaction, in the smallest unit of the chain's coin. */
  readonly maxFee: bigint;
  readonly assets: readonly AssetRule[];
  readonly destinations: readonly AllowedDestination[];
};

/** What may be paid, where, how much, and by how many people. What it does not name is not allowed. */
export type Policy = {
  readonly version: number;
  /** Ascending; a newer policy has a higher revision. */
  readonly revision: number;
  /** Approvals of the back office that a withdrawal needs. */
  readonly approverQuorum: number;
  /** Officers who must approve in the signer. */
  readonly officerQuorum: number;
  readonly chains: readonly ChainRule[];
};

const POLICY_VERSION = 1;
const MAX_POLICY_LENGTH = 32 * 1024;

const symbolField = textLike(/^[A-Za-z0-9.]{1,16}$/, 16);
const decimalsField = uintUpTo(36);

const assetRuleField: RecordField<AssetRule> = record<AssetRule>('asset-rule', {
  token: at(1, bytesBetween(0, 64)),
  symbol: at(2, symbolField),
  decimals: at(3, decimalsField),
  maxPerTransaction: at(4, amount),
  maxPerDay: at(5, amount),
  feeRatio: at(6, record<FeeRatio>('fee-ratio', { fee: at(1, amount), perAmount: at(2, amount) })),
});

const chainRuleField: RecordField<ChainRule> = record<ChainRule>('chain-rule', {
  chain: at(1, textLike(/^eip155:[1-9][0-9]{0,15}$/, 24)),
  name: at(2, readableText(40)),
  coinSymbol: at(3, symbolField),
  coinDecimals: at(4, decimalsField),
  maxFee: at(5, amount),
  assets: at(6, listOf(assetRuleField, 1, 50)),
  destinations: at(
    7,
    listOf(
      record<AllowedDestination>('allowed-destination', {
        address: at(1, bytesBetween(1, 64)),
        label: at(2, readableText(80)),
      }),
      0,
      200,
    ),
  ),
});

/** {@link Policy} on the wire. */
export const policyField: RecordField<Policy> = record<Policy>('policy', {
  version: at(1, uintUpTo(255)),
  revision: at(2, uintUpTo(Number.MAX_SAFE_INTEGER)),
  approverQuorum: at(3, uintUpTo(16)),
  officerQuorum: at(4, uintUpTo(16)),
  chains: at(5, listOf(chainRuleField, 1, 20)),
});

/** The exact bytes of a policy. Refuses as {@link decodePolicy} does, so that no bad policy can be made. */
export function encodePolicy(policy: Policy): Uint8Array {
  checkPolicy(policy);
  return encodeRecord(policyField, policy);
}

/**
 * Reads a policy.
 *
 * Refuses with CBOR_*, MESSAGE_FIELD_*, POLICY_VERSION_UNSUPPORTED, POLICY_QUORUM_TOO_SMALL (four eyes need two people
 * on each side) or POLICY_AMBIGUOUS (a chain, an asset or a destination stands in it twice).
 */
export function decodePolicy(bytes: Uint8Array): Policy {
  const policy = decodeRecord(policyField, bytes, MAX_POLICY_LENGTH);
  checkPolicy(policy);
  return policy;
}

/** How messages and entries name a policy. */
export function policyDigest(policyBytes: Uint8Array): Uint8Array {
  return taggedDigest('vieraugen/1 policy', policyBytes);
}

function checkPolicy(policy: Policy): void {
  refuseUnless(
    policy.version === POLICY_VERSION,
    'POLICY_VERSION_UNSUPPORTED',
    `This policy is of version ${policy.version}; this program knows version ${POLICY_VERSION}.`,
  );
  refuseUnless(
    policy.approverQuorum >= 2 && policy.officerQuorum >= 2,
    'POLICY_QUORUM_TOO_SMALL',
    'A policy needs at least two approvers and two officers: nobody may move funds alone.',
  );
  demandUnique('chain', policy.chains, (rule) => rule.chain);
  for (const chain of policy.chains) {
    demandUnique('asset', chain.assets, (rule) => rule.token.join());
    demandUnique('destination', chain.destinations, (rule) => rule.address.join());
    for (const asset of chain.assets) demandUsableRatio(asset);
  }
}

function demandUnique<T>(what: string, rules: readonly T[], keyOf: (rule: T) => string): void {
  if (new Set(rules.map(keyOf)).size !== rules.length) {
    throw new Refusal('POLICY_AMBIGUOUS', `This policy names a ${what} twice; nobody could say which rule holds.`);
  }
}

function demandUsableRatio(asset: AssetRule): void {
  refuseUnless(
    asset.feeRatio.perAmount > 0n,
    'POLICY_FEE_RATIO_INVALID',
    `The relative fee cap of ${asset.symbol} is for an amount of zero; give the amount that the fee is allowed for.`,
  );
}
