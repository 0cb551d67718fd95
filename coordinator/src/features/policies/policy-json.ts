import { parseAddress, toChecksumAddress } from '@vieraugen/shared/chains/evm';
import type { AssetRule, ChainRule, Policy } from '@vieraugen/shared/policy';
import { tokenBytes } from '../wire.ts';
import type { PolicyJson } from './policies.schemas.ts';

const POLICY_VERSION = 1;

/** A policy from its JSON form. Refuses an address with a wrong checksum. */
export function policyOfJson(json: PolicyJson): Policy {
  return { version: POLICY_VERSION, ...json, chains: json.chains.map(chainOfJson) };
}

/** The JSON form of a policy: amounts as text, addresses with their checksum. */
export function jsonOfPolicy(policy: Policy): PolicyJson {
  return {
    revision: policy.revision,
    approverQuorum: policy.approverQuorum,
    officerQuorum: policy.officerQuorum,
    chains: policy.chains.map(jsonOfChain),
  };
}

function chainOfJson(json: PolicyJson['chains'][number]): ChainRule {
  return {
    ...json,
    maxFee: BigInt(json.maxFee),
    assets: json.assets.map((asset) => ({
      ...asset,
      token: tokenBytes(asset.token),
      maxPerTransaction: BigInt(asset.maxPerTransaction),
      maxPerDay: BigInt(asset.maxPerDay),
      feeRatio: { fee: BigInt(asset.feeRatio.fee), perAmount: BigInt(asset.feeRatio.perAmount) },
    })),
    destinations: json.destinations.map(({ address, label }) => ({ address: parseAddress(address), label })),
  };
}

function jsonOfChain(rule: ChainRule): PolicyJson['chains'][number] {
  return {
    ...rule,
    maxFee: rule.maxFee.toString(),
    assets: rule.assets.map(jsonOfAsset),
    destinations: rule.destinations.map(({ address, label }) => ({ address: toChecksumAddress(address), label })),
  };
}

function jsonOfAsset(rule: AssetRule): PolicyJson['chains'][number]['assets'][number] {
  return {
    ...rule,
    token: rule.token.length === 0 ? null : toChecksumAddress(rule.token),
    maxPerTransaction: rule.maxPerTransaction.toString(),
    maxPerDay: rule.maxPerDay.toString(),
    feeRatio: { fee: rule.feeRatio.fee.toString(), perAmount: rule.feeRatio.perAmount.toString() },
  };
}
