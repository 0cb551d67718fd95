import { Refusal } from '@vieraugen/shared/bytes';
import { formatAmount, parseAmount } from '@vieraugen/shared/chains/evm';
import type { AssetRule, ChainRule, PolicyJson } from '../policies/policies-api.ts';

/** What a person has put into the form so far, as text. */
export type Draft = {
  readonly walletId: string;
  /** {@link assetKey} of the asset. */
  readonly asset: string;
  readonly destination: string;
  readonly amount: string;
  readonly reference: string;
};

export type DraftErrors = Partial<Record<keyof Draft, string>>;
export type AssetChoice = { readonly key: string; readonly chain: ChainRule; readonly asset: AssetRule };

/** Every asset that a policy allows to be paid. */
export function assetChoices(policy: PolicyJson | undefined): readonly AssetChoice[] {
  return (policy?.chains ?? []).flatMap((chain) =>
    chain.assets.map((asset) => ({ key: `${chain.chain} ${asset.token ?? 'coin'}`, chain, asset })),
  );
}

/** What is wrong with a draft, field by field; the API judges again, with the limits of the day. */
export function draftErrors(draft: Draft, choice: AssetChoice | undefined, balance: bigint | undefined): DraftErrors {
  return {
    ...(draft.walletId === '' && { walletId: 'Choose the wallet that pays.' }),
    ...(choice === undefined && { asset: 'Choose what is paid.' }),
    ...(draft.destination === '' && { destination: 'Choose who is paid.' }),
    ...(choice && amountError(draft.amount, choice.asset, balance)),
  };
}

function amountError(text: string, asset: AssetRule, balance: bigint | undefined): DraftErrors {
  const amount = amountOf(text, asset.decimals);
  if (typeof amount === 'string') return { amount };
  if (amount === 0n) return { amount: 'The amount must be more than zero.' };
  if (amount > BigInt(asset.maxPerTransaction)) {
    const limit = formatAmount(BigInt(asset.maxPerTransaction), asset.decimals);
    return { amount: `The policy allows at most ${limit} ${asset.symbol} in one payment.` };
  }
  if (balance !== undefined && amount > balance) {
    return { amount: `The wallet holds ${formatAmount(balance, asset.decimals)} ${asset.symbol}.` };
  }
  return {};
}

/** An amount in the smallest unit, or what is wrong with its text. */
export function amountOf(text: string, decimals: number): bigint | string {
  if (text.trim() === '') return 'Say how much is paid.';
  try {
    return parseAmount(text.trim(), decimals);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}
