import { z } from 'zod';
import { AddressText, AmountText, Base64UrlText, ChainText, Id, ReadableText, TimeText } from '../wire.schemas.ts';

export const CreateHotWallet = z.strictObject({ kind: z.literal('hot'), name: ReadableText(80) });

/** Enough for an account of fifty keys. */
const MAX_KEY_FRAMES = 400;

/** A wallet whose key is in somebody else's air-gapped device (EIP-4527). */
export const RegisterForeignWallet = z.discriminatedUnion('how', [
  z.strictObject({
    how: z.literal('scanned'),
    name: ReadableText(80),
    urType: z.enum(['crypto-hdkey', 'crypto-account']),
    scanned: z.union([
      z.strictObject({ frames: z.array(z.string().min(1).max(4296)).min(1).max(MAX_KEY_FRAMES) }),
      z.strictObject({ message: Base64UrlText.max(22_000) }),
    ]),
    /** Which account below the key, from 0. */
    accountNumber: z.number().int().min(0).max(9_999).default(0),
    /** What the device's own screen shows: the scanned key must lead to it. */
    address: AddressText,
  }),
  z.strictObject({
    how: z.literal('typed'),
    name: ReadableText(80),
    deviceName: ReadableText(80),
    address: AddressText,
    derivationPath: z.string().min(1).max(120),
    sourceFingerprint: z.string().regex(/^[0-9a-fA-F]{8}$/, 'a fingerprint is 8 hexadecimal digits'),
    publicKey: z
      .string()
      .regex(/^0[23][0-9a-fA-F]{64}$/, 'a compressed public key is 66 hexadecimal digits')
      .optional(),
  }),
]);
export type RegisterForeignWallet = z.output<typeof RegisterForeignWallet>;

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
  registeredBy: Id,
  /** Of a foreign wallet: who confirmed it; null while it waits, and for other wallets, which need nobody. */
  confirmedBy: Id.nullable(),
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
