import { Refusal } from '@vieraugen/shared/bytes';
import { onHsm } from './hsm-error.ts';
import { isSoftHsm, type LoadedModule } from './open-module.ts';
import { withoutLogin } from './token-session.ts';
import { findSlot, listTokens, type TokenInfo } from './tokens.ts';
import { checkBackupKey } from './vault-token.ts';

/** One line of the doctor's report. */
export type HsmCheck = {
  readonly name: string;
  readonly state: 'good' | 'warning' | 'bad';
  readonly detail: string;
};

/** Mechanisms by what they are needed for (PKCS#11 v2.40 and, for the second number of the last, v3.0). */
const MAKE_EC_KEYS = { name: 'making EC keys', types: [0x1040] };
const SIGN = { name: 'ECDSA', types: [0x1041] };
const DERIVE = { name: 'ECDH', types: [0x1050] };
const DECRYPT = { name: 'AES-GCM', types: [0x1087] };
const MAKE_AES_KEYS = { name: 'making AES keys', types: [0x1080] };
const WRAP = { name: 'AES key wrap with padding', types: [0x210a, 0x210b] };

const VAULT_NEEDS = [MAKE_EC_KEYS, SIGN, MAKE_AES_KEYS, WRAP];
const OFFICER_NEEDS = [MAKE_EC_KEYS, SIGN, DERIVE, DECRYPT];

/**
 * Looks at the HSM without logging in and without changing anything. Which curves a token knows is told by no mechanism list:
 * founding, enrolment and key generation find that out, and refuse. The keys behind a login are checked when they are used.
 */
export function inspectHsm(loaded: LoadedModule, vaultSerial?: string): readonly HsmCheck[] {
  const tokens = listTokens(loaded.module);
  const checks = tokens.flatMap((token) => inspectToken(loaded, token, vaultSerial));
  if (vaultSerial === undefined || tokens.some((token) => token.serial === vaultSerial)) return checks;
  return [...checks, { name: 'Vault token', state: 'bad', detail: `The token ${vaultSerial} is not plugged in.` }];
}

function inspectToken(loaded: LoadedModule, token: TokenInfo, vaultSerial: string | undefined): readonly HsmCheck[] {
  if (!token.initialised) return [];
  const name = `Token ${token.label || token.serial}`;
  const kind = checkKind(name, token);
  return token.serial === vaultSerial
    ? [kind, checkMechanisms(loaded, name, token, VAULT_NEEDS, 'bad'), inspectBackupKey(loaded, token.serial)]
    : [kind, checkMechanisms(loaded, name, token, OFFICER_NEEDS, 'warning')];
}

function checkKind(name: string, { manufacturer, model, ready }: TokenInfo): HsmCheck {
  if (!ready) return { name, state: 'warning', detail: 'It has no user PIN yet. Its issuer must prepare it.' };
  return isSoftHsm(manufacturer, model)
    ? { name, state: 'warning', detail: 'SoftHSM keeps keys in files: for trials alone, refused in production.' }
    : { name, state: 'good', detail: `${manufacturer} ${model}` };
}

type Need = { readonly name: string; readonly types: readonly number[] };

function checkMechanisms(
  { module, library }: LoadedModule,
  tokenName: string,
  token: TokenInfo,
  needs: readonly Need[],
  whenMissing: 'warning' | 'bad',
): HsmCheck {
  const name = `${tokenName}: mechanisms`;
  return checked(name, () => {
    const known = onHsm(() => library.C_GetMechanismList(findSlot(module, token.serial).handle));
    const missing = needs.filter(({ types }) => !types.some((type) => known.includes(type)));
    return missing.length === 0
      ? { name, state: 'good', detail: needs.map((need) => need.name).join(', ') }
      : { name, state: whenMissing, detail: `It lacks: ${missing.map((need) => need.name).join(', ')}.` };
  });
}

function inspectBackupKey({ module }: LoadedModule, vaultSerial: string): HsmCheck {
  const name = 'Backup key';
  return checked(name, () => {
    withoutLogin(module, vaultSerial, checkBackupKey);
    return { name, state: 'good', detail: 'Trusted, never readable, and it wraps and unwraps alone.' };
  });
}

function checked(name: string, look: () => HsmCheck): HsmCheck {
  try {
    return look();
  } catch (error) {
    if (error instanceof Refusal) return { name, state: 'bad', detail: error.message };
    throw error;
  }
}
