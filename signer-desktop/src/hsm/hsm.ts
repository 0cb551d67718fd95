import { type HsmCheck, inspectHsm } from './doctor.ts';
import { approveAsOfficer, enrolOfficer, type OfficerKeys, type OfficerToken, openShare } from './officer-token.ts';
import { closeModule, type HsmConfig, openModule } from './open-module.ts';
import type { SealedShare } from './seal-share.ts';
import { listTokens, type TokenInfo } from './tokens.ts';
import { VaultSession } from './vault-session.ts';
import { initialiseVault, type NewVault } from './vault-token.ts';

/**
 * All that the signer asks of PKCS#11. Every method throws a Refusal with a code and a sentence for the officer; PINs are
 * the caller's to overwrite.
 */
export interface Hsm {
  listTokens(): readonly TokenInfo[];
  /** Makes an empty token a vault. Refuses with TOKEN_MISSING or TOKEN_IN_USE. */
  initialiseVault(serial: string, label: string): NewVault;
  enrolOfficer(token: OfficerToken, pin: Uint8Array): OfficerKeys;
  approveAsOfficer(token: OfficerToken, pin: Uint8Array, digest: Uint8Array, approvalPublicKey: Uint8Array): Uint8Array;
  openShare(token: OfficerToken, pin: Uint8Array, sealed: SealedShare, binding: Uint8Array): Uint8Array;
  unlockVault(serial: string, pin: Uint8Array): VaultSession;
  /** Looks at tokens, mechanisms and the vault's backup key without a login; changes nothing. */
  doctor(vaultSerial?: string): readonly HsmCheck[];
  close(): void;
}

/** Opens the configured HSM. Refuses with MODULE_* or SOFT_HSM_IN_PRODUCTION. */
export function openHsm(config: HsmConfig): Hsm {
  const loaded = openModule(config);
  const { module } = loaded;
  return {
    listTokens: () => listTokens(module),
    initialiseVault: (serial, label) => initialiseVault(loaded, serial, label),
    enrolOfficer: (token, pin) => enrolOfficer(module, token, pin),
    approveAsOfficer: (token, pin, digest, publicKey) => approveAsOfficer(module, token, pin, digest, publicKey),
    openShare: (token, pin, sealed, binding) => openShare(module, token, pin, sealed, binding),
    unlockVault: (serial, pin) => new VaultSession(module, serial, pin),
    doctor: (vaultSerial) => inspectHsm(loaded, vaultSerial),
    close: () => closeModule(module),
  };
}
