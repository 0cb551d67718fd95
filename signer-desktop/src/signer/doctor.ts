import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { Refusal } from '@vieraugen/shared/bytes';
import type { Hsm } from '../hsm/index.ts';
import type { StationConfig } from '../ipc/station-config.ts';
import type { Check } from '../ipc/views.ts';
import { VAULT_LABEL_PREFIX } from './describe/tokens.ts';
import type { StationState } from './journal/station-state.ts';

/** Looks at the station without changing anything: module, data directory, journal, tokens. */
export function inspectStation(
  config: StationConfig,
  journalPath: string,
  state: StationState,
  openTokens: () => ReturnType<Hsm['listTokens']>,
): Check[] {
  return [
    checkModule(config),
    checkDataDirectory(config),
    checkJournal(journalPath, state),
    ...checkTokens(state, openTokens),
  ];
}

function checkModule(config: StationConfig): Check {
  const name = 'PKCS#11 module';
  try {
    const found = createHash('sha256').update(readFileSync(config.pkcs11.module)).digest('hex');
    return found === config.pkcs11.sha256
      ? { name, state: 'good', detail: 'The file is the one that the configuration names.' }
      : { name, state: 'bad', detail: 'The file differs from the configured SHA-256. It will not be loaded.' };
  } catch {
    return { name, state: 'bad', detail: 'The file cannot be read. Check pkcs11.module in the configuration.' };
  }
}

function checkDataDirectory(config: StationConfig): Check {
  const name = 'Data directory';
  try {
    const isDirectory = statSync(config.dataDirectory).isDirectory();
    return { name, state: isDirectory ? 'good' : 'bad', detail: isDirectory ? 'Present.' : 'It is not a directory.' };
  } catch {
    return { name, state: 'bad', detail: 'It does not exist or cannot be read.' };
  }
}

function checkJournal(path: string, { head }: StationState): Check {
  const entries = head.sequence === 1 ? '1 entry' : `${head.sequence} entries`;
  const detail = `${entries}, every signature and link checked: ${path}`.slice(0, 400);
  return { name: 'Journal', state: 'good', detail };
}

function checkTokens(state: StationState, openTokens: () => ReturnType<Hsm['listTokens']>): Check[] {
  try {
    const tokens = openTokens();
    const vaults = tokens.filter((token) => token.label.startsWith(VAULT_LABEL_PREFIX));
    const own = vaults.filter((token) => token.serial === state.vault?.tokenSerial);
    const others = vaults.filter((token) => token.serial !== state.vault?.tokenSerial);
    return [...checkOwnVault(state, own.length), ...others.map(({ label }) => strangeVault(label, state))];
  } catch (error) {
    const detail = error instanceof Refusal ? error.message : 'The module does not answer.';
    return [{ name: 'Tokens', state: 'bad', detail }];
  }
}

function checkOwnVault({ vault }: StationState, found: number): Check[] {
  if (!vault) return [];
  const name = 'Vault token';
  return found === 1
    ? [{ name, state: 'good', detail: `${vault.tokenLabel} is plugged in.` }]
    : [{ name, state: 'bad', detail: `${vault.tokenLabel} (${vault.tokenSerial}) is not plugged in.` }];
}

/** A founding that broke off between the token and the journal, or a station whose journal was lost. */
function strangeVault(label: string, { vault }: StationState): Check {
  const detail = vault
    ? 'It belongs to no journal here. If a founding broke off, erase it with the tools of the HSM.'
    : 'There is no journal for it. If a founding broke off, start again with another token; else restore the journal.';
  return { name: `Token ${label}`.slice(0, 120), state: 'warning', detail };
}
