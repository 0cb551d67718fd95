export { type Hsm, openHsm } from './hsm.ts';
export type { OfficerKeys, OfficerToken } from './officer-token.ts';
export type { HsmConfig } from './open-module.ts';
export { runDoctor } from './run-doctor.ts';
export { type SealedShare, sealShare } from './seal-share.ts';
export { combineSecret, splitSecret } from './split-secret.ts';
export type { TokenInfo } from './tokens.ts';
export type { ChainKey, VaultSession } from './vault-session.ts';
export type { NewVault } from './vault-token.ts';
