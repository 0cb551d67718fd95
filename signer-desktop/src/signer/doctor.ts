import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { Refusal } from '@vieraugen/shared/bytes';
import type { Hsm } from '../hsm/index.ts';
import type { StationConfig } from '../ipc/station-config.ts';
import type { Check } from '../ipc/views.ts';
import { abandonedVaults } from './describe/tokens.ts';
import { verifyJournalFile } from './journal/journal.ts';
import { openJournalDisk } from './journal/journal-file.ts';
import type { StationState } from './journal/station-state.ts';

/** What the review window takes. */
const MAX_CHECKS = 40;
const MAX_DETAIL = 400;

/** Looks at the station without changing anything: module, data directory, the journal as it lies on the disk, tokens. */
export function inspectStation(
  config: StationConfig,
  journalPath: string,
  state: StationState,
  openHsm: () => Hsm,
): Check[] {
  return [
    checkModule(config),
    checkDataDirectory(config),
    checkJournal(journalPath, state),
    ...checkTokens(state, openHsm),
  ]
    .slice(0, MAX_CHECKS)
    .map((check) => ({ ...check, detail: check.detail.slice(0, MAX_DETAIL) }));
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

/** Reads the file once more: it may have been changed since the signer started. */
function checkJournal(path: string, { head }: StationState): Check {
  const name = 'Journal';
  try {
    const { state } = verifyJournalFile(openJournalDisk(path));
    if (state.head.sequence !== head.sequence) {
      const detail = `The file ends at entry ${state.head.sequence}; this program knows ${head.sequence}. Restart the signer.`;
      return { name, state: 'bad', detail };
    }
    const entries = head.sequence === 1 ? '1 entry' : `${head.sequence} entries`;
    return { name, state: 'good', detail: `${entries}, every signature and link checked: ${path}` };
  } catch (error) {
    return { name, state: 'bad', detail: sentenceOf(error) };
  }
}

function checkTokens(state: StationState, openHsm: () => Hsm): Check[] {
  try {
    const hsm = openHsm();
    const strange = abandonedVaults(hsm.listTokens(), state.vault);
    return [...hsm.doctor(state.vault?.tokenSerial), ...strange.map((label) => strangeVault(label, state))];
  } catch (error) {
    return [{ name: 'Tokens', state: 'bad', detail: sentenceOf(error) }];
  }
}

/** A founding that broke off between the token and the journal, or a station whose journal was lost. */
function strangeVault(label: string, { vault }: StationState): Check {
  const detail = vault
    ? 'It belongs to no journal here. If a founding broke off, erase it with the tools of the HSM.'
    : 'There is no journal for it. If a founding broke off, start again with another token; else restore the journal.';
  return { name: `Strange vault: ${label}`.slice(0, 120), state: 'warning', detail };
}

function sentenceOf(error: unknown): string {
  return error instanceof Refusal ? error.message : 'It does not answer as expected.';
}
