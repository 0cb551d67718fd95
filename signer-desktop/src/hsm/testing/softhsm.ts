import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleDigest } from '../open-module.ts';

const CANDIDATES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
];

/** A SoftHSM of its own: a folder with tokens. For tests and the demo alone; a production station refuses SoftHSM. */
export type SoftHsm = {
  readonly module: string;
  readonly sha256: string;
  /** Value of SOFTHSM2_CONF; the library reads it when it is initialised. */
  readonly configuration: string;
  readonly tokensFolder: string;
  /** An officer's own token, as their organisation would hand it out. */
  issueToken(label: string, pin: string): void;
};

/** Makes an empty SoftHSM in `folder`. One empty slot is always there; it can become the vault. */
export function createSoftHsm(folder: string): SoftHsm {
  const module = CANDIDATES.find(existsSync);
  if (!module) throw new Error('SoftHSM is not installed. On Debian or Ubuntu: apt-get install softhsm2 opensc');
  const tokensFolder = join(folder, 'tokens');
  const configuration = join(folder, 'softhsm2.conf');
  mkdirSync(tokensFolder, { recursive: true, mode: 0o700 });
  writeFileSync(
    configuration,
    `directories.tokendir = ${tokensFolder}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  return {
    module,
    sha256: moduleDigest(module),
    configuration,
    tokensFolder,
    issueToken(label, pin) {
      const args = ['--init-token', '--free', '--label', label, '--so-pin', `so-${pin}`, '--pin', pin];
      execFileSync('softhsm2-util', args, { env: { ...process.env, SOFTHSM2_CONF: configuration }, stdio: 'pipe' });
    },
  };
}
