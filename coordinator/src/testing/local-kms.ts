import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const MODULE = 'github.com/nsmithuk/local-kms@latest';
const CACHE = join(homedir(), '.cache', 'vieraugen', 'local-kms');
const PROGRAM = join(CACHE, 'local-kms');
const INSTALL_TIMEOUT_MS = 240_000;

/** Builds local-kms, a KMS server that we did not write, once a machine. Undefined, or why it cannot be had here. */
export async function installLocalKms(): Promise<string | undefined> {
  if (existsSync(PROGRAM)) return undefined;
  if (spawnSync('go', ['version']).status !== 0) return 'Go is not installed';
  await mkdir(CACHE, { recursive: true });
  const result = spawnSync('go', ['install', MODULE], {
    env: { ...process.env, GOBIN: CACHE },
    timeout: INSTALL_TIMEOUT_MS,
    encoding: 'utf8',
  });
  return result.status === 0 ? undefined : `go install ${MODULE} failed: ${result.stderr.trim().split('\n').at(-1)}`;
}

export async function startLocalKms(): Promise<{ readonly endpoint: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'vieraugen-local-kms-'));
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), KMS_REGION: 'eu-central-1', KMS_DATA_PATH: folder };
  const child = spawn(PROGRAM, { cwd: folder, env, stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  for (let wait = 0; wait < 100; wait++) {
    if (
      await fetch(endpoint, { method: 'POST' }).then(
        () => true,
        () => false,
      )
    )
      break;
    await setTimeout(50);
  }
  return {
    endpoint,
    close: async () => {
      child.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
