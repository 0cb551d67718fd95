import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../support/toolchain.ts';

/** A loop in C over PKCS#11 (native/sign-loop.c), logged in and waiting. */
export type SignLoop = {
  /** Signatures a second, all threads together. */
  rate(threads: number, milliseconds?: number): Promise<number>;
  close(): void;
};

export type SignLoopToken = {
  readonly module: string;
  readonly configuration: string;
  readonly serial: string;
  readonly pin: string;
};

const HEADERS = join(ROOT, 'node_modules/pkcs11js/includes/pkcs11');
const SOURCE = join(import.meta.dirname, 'native/sign-loop.c');
const LEAST_MS = 700;

/** Compiles the loop; answers where it is, or in words why it cannot be had here. */
export function compileSignLoop(): { readonly program: string; remove(): void } | string {
  if (spawnSync('cc', ['--version']).error) return 'there is no C compiler (cc)';
  const folder = mkdtempSync(join(tmpdir(), 'vieraugen-bench-'));
  const program = join(folder, 'sign-loop');
  const made = spawnSync('cc', ['-O2', '-I', HEADERS, '-o', program, SOURCE, '-ldl', '-lpthread'], {
    encoding: 'utf8',
  });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  if (made.status === 0) return { program, remove };
  remove();
  return `cc cannot compile the loop: ${made.stderr.split('\n')[0] ?? ''}`;
}

/**
 * Starts the loop on a token with the key of this CKA_ID; it is there when it has logged in. Before that, nobody else may open
 * the token: a login of SoftHSM writes to its file, and whoever reads it meanwhile finds no token.
 */
export async function startSignLoop(program: string, token: SignLoopToken, keyId: Uint8Array): Promise<SignLoop> {
  const child = spawn(program, [token.module, token.serial, Buffer.from(keyId).toString('hex')], {
    env: { ...process.env, SOFTHSM2_CONF: token.configuration, VIERAUGEN_BENCH_PIN: token.pin },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = endOf(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<string | undefined> => (await Promise.race([lines.next(), ended])).value;
  if ((await answer()) !== 'ready') throw new Error('the loop in C does not start');
  return {
    rate: async (threads, milliseconds = LEAST_MS) => {
      child.stdin.write(`${threads} ${milliseconds}\n`);
      return Number(await answer());
    },
    close: () => {
      ended.catch(() => undefined);
      child.stdin.end();
    },
  };
}

function endOf(child: ChildProcess): Promise<never> {
  return new Promise((_, reject) => {
    child.once('exit', () => reject(new Error('the loop in C ended')));
  });
}
