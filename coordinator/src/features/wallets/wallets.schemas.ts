import { z } from 'zod';
import { AddressText, AmountText, ChainText, Id, ReadableText, TimeText } from '../wire.schemas.ts';

export const CreateHotWallet = z.strictObject({ kind: z.literal('hot'), name: ReadableText(80) });

const DeviceView = z.strictObject({ name: z.string(), derivationPath: z.string(), sourceFingerprint: z.string() });

export const WalletView = z.strictObject({
  id: Id,
  kind: z.enum(['hot', 'cold', 'foreign']),
  name: z.string(),
  address: AddressText,
  /** Null for a foreign wallet of which only the address is known. */
  publicKey: z.string().nullable(),
  keyId: Id,
  vaultId: Id.nullable(),
  /** Of a foreign wallet: which key of which device it is. */
  device: DeviceView.nullable(),
  createdAt: TimeText,
});
export type WalletView = z.infer<typeof WalletView>;
export const WalletList = z.strictObject({ items: z.array(WalletView) });

export const RegisteredWallets = z.strictObject({ vaultId: Id, wallets: z.array(WalletView) });

export const BalancesQuery = z.strictObject({ chain: ChainText.optional() });
const BalanceView = z.strictObject({
  chain: ChainText,
  chainName: z.string(),
  /** Null for the chain's own coin. */
  token: AddressText.nullable(),
  symbol: z.string(),
  decimals: z.number().int(),
  amount: AmountText,
});
export const BalanceList = z.strictObject({ items: z.array(BalanceView) });
export type BalanceList = z.infer<typeof BalanceList>;
