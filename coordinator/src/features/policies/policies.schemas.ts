import { z } from 'zod';
import {
  AddressText,
  AmountText,
  AssertionOptions,
  ChainText,
  DigestText,
  Id,
  PasskeyAssertion,
  ReadableText,
  TimeText,
  Words,
} from '../wire.schemas.ts';

const SymbolText = z.string().regex(/^[A-Za-z0-9.]{1,16}$/);
const Decimals = z.number().int().min(0).max(36);

const AssetRuleJson = z.strictObject({
  /** The token's contract; null for the chain's own coin. */
  token: AddressText.nullable(),
  symbol: SymbolText,
  decimals: Decimals,
  maxPerTransaction: AmountText,
  maxPerDay: AmountText,
  /** At most `fee` (smallest unit of the chain's coin) for every `perAmount` of this asset. */
  feeRatio: z.strictObject({ fee: AmountText, perAmount: AmountText }),
});

const ChainRuleJson = z.strictObject({
  chain: ChainText,
  name: ReadableText(40),
  coinSymbol: SymbolText,
  coinDecimals: Decimals,
  /** The most that one transaction may cost, in the smallest unit of the chain's coin. */
  maxFee: AmountText,
  assets: z.array(AssetRuleJson).min(1).max(50),
  destinations: z.array(z.strictObject({ address: AddressText, label: ReadableText(80) })).max(200),
});

export const PolicyJson = z.strictObject({
  revision: z.number().int().min(0),
  approverQuorum: z.number().int().min(2).max(16),
  officerQuorum: z.number().int().min(2).max(16),
  chains: z.array(ChainRuleJson).min(1).max(20),
});
export type PolicyJson = z.infer<typeof PolicyJson>;

export const PolicyView = z.strictObject({
  digest: DigestText,
  words: Words,
  policy: PolicyJson,
  /** Where it is in force: for the hot wallets, for the foreign ones, and for which vaults. */
  activeForHot: z.boolean(),
  activeForForeign: z.boolean(),
  vaultIds: z.array(z.string()),
  /** Who cannot put it in force. */
  proposedBy: Id,
  createdAt: TimeText,
});
export type PolicyView = z.infer<typeof PolicyView>;

export const PolicyParams = z.strictObject({ digest: DigestText });
export const PolicyList = z.strictObject({ items: z.array(PolicyView) });

/** Of the wallets that the coordinator judges alone. */
export const ActivationQuery = z.strictObject({ wallets: z.enum(['hot', 'foreign']) });
/** What another administrator's passkey signs: the policy, the wallets, and the number of the decision before. */
export const ActivationView = z.strictObject({ after: z.number().int(), options: AssertionOptions });
export type ActivationView = z.infer<typeof ActivationView>;

export const ActivateHotPolicy = z.strictObject({ digest: DigestText, assertion: PasskeyAssertion });
/** Null switches the foreign wallets off, for which nothing has to be signed. */
export const ActivateForeignPolicy = z.union([ActivateHotPolicy, z.strictObject({ digest: z.null() })]);
export const ForeignPolicyView = z.strictObject({ policy: PolicyView.nullable() });
