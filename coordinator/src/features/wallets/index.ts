export { checkHotKeys } from './check-hot-keys.ts';
export {
  getPayingWallet,
  getWallet,
  listWallets,
  lockWallet,
  type Wallet,
  type WalletCustody,
} from './wallet.repository.ts';
export { walletRoutes } from './wallets.routes.ts';
