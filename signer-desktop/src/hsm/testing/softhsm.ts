import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
  /** Takes a token out, as if its cable were pulled; the answer puts it back. */
  takeOut(label: string): () => void;
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
    sha256: createHash('sha256').update(readFileSync(module)).digest('hex'),
    configuration,
    tokensFolder,
    issueToken(label, pin) {
      const args = ['--init-token', '--free', '--label', label, '--so-pin', `so-${pin}`, '--pin', pin];
      execFileSync('softhsm2-util', args, { env: { ...process.env, SOFTHSM2_CONF: configuration }, stdio: 'pipe' });
    },
    takeOut: (label) => takeOut(folder, tokensFolder, label),
  };
}

function takeOut(folder: string, tokensFolder: string, label: string): () => void {
  const name = readdirSync(tokensFolder).find((token) => bearsLabel(join(tokensFolder, token), label));
  if (!name) throw new Error(`There is no token "${label}".`);
  const inside = join(tokensFolder, name);
  const outside = join(folder, `taken-out-${name}`);
  renameSync(inside, outside);
  return () => renameSync(outside, inside);
}

/** SoftHSM pads a token's label with spaces to 32 bytes and keeps it readable in token.object. */
function bearsLabel(tokenFolder: string, label: string): boolean {
  return readFileSync(join(tokenFolder, 'token.object')).includes(label.padEnd(32));
}
