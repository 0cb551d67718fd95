export { checkHotKeys } from './check-hot-keys.ts';
export { getWallet, lockWallet, type Wallet } from './wallet.repository.ts';
export { walletRoutes } from './wallets.routes.ts';
