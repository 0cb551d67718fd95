import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Refusal } from '@vieraugen/shared/bytes';
import { openHsm } from '../hsm/index.ts';
import type { CorePorts, CreateSignerCore, SignerCore } from '../ipc/signer-core.ts';
import type { StationConfig } from '../ipc/station-config.ts';
import { BrokenCore, type CoreParts, StationCore } from './core.ts';
import { inspectStation } from './doctor.ts';
import { openJournalDisk } from './journal/journal-file.ts';

/** The name of the journal in the data directory. */
const JOURNAL_FILE = 'journal.log';

/** The core on the real disk, the configured HSM and the computer's clock. */
export const createSignerCore: CreateSignerCore = (config, ports) => coreOn(productParts(config), ports);

/** A core, or what stands in for it if its journal is refused. */
export function coreOn(parts: CoreParts, ports: CorePorts): SignerCore {
  try {
    return new StationCore(parts, ports);
  } catch (error) {
    if (error instanceof Refusal) return new BrokenCore(error);
    throw error;
  }
}

export function productParts(config: StationConfig): CoreParts {
  const journalPath = join(config.dataDirectory, JOURNAL_FILE);
  const { module, sha256 } = config.pkcs11;
  return {
    disk: openJournalDisk(journalPath),
    openHsm: () => openHsm({ module, sha256, production: config.production }),
    clock: () => Math.floor(Date.now() / 1000),
    random: (length) => Uint8Array.from(randomBytes(length)),
    inspect: (state, openedHsm) => inspectStation(config, journalPath, state, openedHsm),
  };
}
