import { Refusal } from '@vieraugen/shared/bytes';
import { formatAmount, parseAddress, parseAmount, toChecksumAddress } from '@vieraugen/shared/chains/evm';
import type { AssetRule, ChainRule, PolicyJson } from './policies-api.ts';

/** A policy while it is being written: everything as text, amounts as people write them. */
export type PolicyDraft = {
  readonly approverQuorum: string;
  readonly officerQuorum: string;
  readonly chains: readonly ChainDraft[];
};
export type ChainDraft = {
  readonly chainId: string;
  readonly name: string;
  readonly coinSymbol: string;
  readonly maxFee: string;
  readonly assets: readonly AssetDraft[];
  readonly destinations: readonly DestinationDraft[];
};
export type AssetDraft = {
  /** Empty for the chain's own coin. */
  readonly token: string;
  readonly symbol: string;
  readonly decimals: string;
  readonly maxPerTransaction: string;
  readonly maxPerDay: string;
  readonly feeRatioFee: string;
  readonly feeRatioPer: string;
};
export type DestinationDraft = { readonly label: string; readonly address: string };

/** Where in the draft, such as `chains.0.maxFee`, and what is wrong there. */
export type DraftProblems = ReadonlyMap<string, string>;
export type ReadDraft =
  | { readonly policy: PolicyJson; readonly problems?: undefined }
  | { readonly policy?: undefined; readonly problems: DraftProblems };

/** EVM chains count their coin in 10^-18. */
const COIN_DECIMALS = 18;

const NEW_COIN: AssetDraft = {
  token: '',
  symbol: 'ETH',
  decimals: '18',
  maxPerTransaction: '',
  maxPerDay: '',
  feeRatioFee: '0.01',
  feeRatioPer: '1',
};
export const NEW_TOKEN: AssetDraft = { ...NEW_COIN, symbol: '', decimals: '6' };
export const NEW_DESTINATION: DestinationDraft = { label: '', address: '' };
export const NEW_CHAIN: ChainDraft = {
  chainId: '1',
  name: 'Ethereum',
  coinSymbol: 'ETH',
  maxFee: '0.02',
  assets: [NEW_COIN],
  destinations: [NEW_DESTINATION],
};
export const NEW_POLICY: PolicyDraft = { approverQuorum: '2', officerQuorum: '2', chains: [NEW_CHAIN] };

/** The policy that a draft describes, or everything that is wrong with it. */
export function readDraft(draft: PolicyDraft, revision: number): ReadDraft {
  const problems = new Map<string, string>();
  const read = <Value>(path: string, parse: () => Value, otherwise: Value): Value => {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.set(path, error.message);
      return otherwise;
    }
  };
  const policy = {
    revision,
    approverQuorum: read('approverQuorum', () => wholeNumber(draft.approverQuorum, 2, 16), 0),
    officerQuorum: read('officerQuorum', () => wholeNumber(draft.officerQuorum, 2, 16), 0),
    chains: draft.chains.map((chain, index) => readChain(chain, `chains.${index}`, read)),
  };
  return problems.size === 0 ? { policy } : { problems };
}

type Read = <Value>(path: string, parse: () => Value, otherwise: Value) => Value;

function readChain(draft: ChainDraft, path: string, read: Read): ChainRule {
  return {
    chain: `eip155:${read(`${path}.chainId`, () => wholeNumber(draft.chainId, 1, Number.MAX_SAFE_INTEGER), 0)}`,
    name: read(`${path}.name`, () => someText(draft.name), ''),
    coinSymbol: read(`${path}.coinSymbol`, () => symbolText(draft.coinSymbol), ''),
    coinDecimals: COIN_DECIMALS,
    maxFee: read(`${path}.maxFee`, () => amountText(draft.maxFee, COIN_DECIMALS), '0'),
    assets: draft.assets.map((asset, index) => readAsset(asset, `${path}.assets.${index}`, read)),
    destinations: draft.destinations.map((destination, index) => {
      const place = `${path}.destinations.${index}`;
      return {
        address: read(`${place}.address`, () => addressText(destination.address), ''),
        label: read(`${place}.label`, () => someText(destination.label), ''),
      };
    }),
  };
}

function readAsset(draft: AssetDraft, path: string, read: Read): AssetRule {
  const decimals = read(`${path}.decimals`, () => wholeNumber(draft.decimals, 0, 36), 0);
  const amount = (name: 'maxPerTransaction' | 'maxPerDay' | 'feeRatioPer') =>
    read(`${path}.${name}`, () => amountText(draft[name], decimals), '0');
  return {
    token: draft.token.trim() === '' ? null : read(`${path}.token`, () => addressText(draft.token), ''),
    symbol: read(`${path}.symbol`, () => symbolText(draft.symbol), ''),
    decimals,
    maxPerTransaction: amount('maxPerTransaction'),
    maxPerDay: amount('maxPerDay'),
    feeRatio: {
      fee: read(`${path}.feeRatioFee`, () => amountText(draft.feeRatioFee, COIN_DECIMALS), '0'),
      perAmount: amount('feeRatioPer'),
    },
  };
}

/** A draft to change an earlier policy with. */
export function draftOf(policy: PolicyJson): PolicyDraft {
  return {
    approverQuorum: String(policy.approverQuorum),
    officerQuorum: String(policy.officerQuorum),
    chains: policy.chains.map((chain) => ({
      chainId: chain.chain.replace('eip155:', ''),
      name: chain.name,
      coinSymbol: chain.coinSymbol,
      maxFee: formatAmount(BigInt(chain.maxFee), chain.coinDecimals),
      assets: chain.assets.map((asset) => draftOfAsset(asset, chain.coinDecimals)),
      destinations: chain.destinations.map(({ label, address }) => ({ label, address })),
    })),
  };
}

function draftOfAsset(asset: AssetRule, coinDecimals: number): AssetDraft {
  const text = (amount: string) => formatAmount(BigInt(amount), asset.decimals);
  return {
    token: asset.token ?? '',
    symbol: asset.symbol,
    decimals: String(asset.decimals),
    maxPerTransaction: text(asset.maxPerTransaction),
    maxPerDay: text(asset.maxPerDay),
    feeRatioFee: formatAmount(BigInt(asset.feeRatio.fee), coinDecimals),
    feeRatioPer: text(asset.feeRatio.perAmount),
  };
}

function wholeNumber(text: string, least: number, most: number): number {
  const number = /^[0-9]{1,16}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new Refusal('NUMBER_INVALID', `A whole number from ${least} to ${most} is needed.`);
}

function someText(text: string): string {
  if (text.trim() !== '') return text.trim();
  throw new Refusal('TEXT_MISSING', 'This must not be empty.');
}

function symbolText(text: string): string {
  if (/^[A-Za-z0-9.]{1,16}$/.test(text.trim())) return text.trim();
  throw new Refusal('SYMBOL_INVALID', 'A symbol has 1 to 16 letters, digits or points.');
}

function amountText(text: string, decimals: number): string {
  return parseAmount(text.trim(), decimals).toString();
}

function addressText(text: string): string {
  return toChecksumAddress(parseAddress(text.trim()));
}
