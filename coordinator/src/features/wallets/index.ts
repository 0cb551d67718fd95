export { checkHotKeys } from './check-hot-keys.ts';
export { getWallet, listWallets, lockWallet, type Wallet, type WalletCustody } from './wallet.repository.ts';
export { walletRoutes } from './wallets.routes.ts';
