import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { endWithUs } from '@vieraugen/coordinator/testing/end-with-us';
import { nodeProgram, ROOT } from './toolchain.ts';

const START_TIMEOUT_MS = 60_000;

/** A coordinator in a process of its own, as `npm run coordinator` starts it. */
export type CoordinatorProcess = {
  /** `https://localhost:PORT`. */
  readonly origin: string;
  /** The page without TLS on loopback, where a person's browser takes passkeys. */
  readonly loopbackOrigin: string;
  /** The one-time links of the founders who are not there yet: two at first. */
  readonly foundingLinks: readonly string[];
  readonly pid: number;
  /** Everything printed so far. */
  output(): string;
  stop(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
};

export type CoordinatorOptions = {
  readonly dataDir: string;
  /** Further settings, as environment variables. */
  readonly settings: Readonly<Record<string, string>>;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
};

/** Starts a coordinator and waits until it says where it listens. */
export async function startCoordinatorProcess(options: CoordinatorOptions): Promise<CoordinatorProcess> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(nodeProgram(), [...(options.nodeOptions ?? []), join(ROOT, 'coordinator', 'src', 'main.ts')], {
    cwd: ROOT,
    env: {
      PATH,
      HOME,
      VIERAUGEN_MODE: 'development',
      DATA_DIR: options.dataDir,
      PORT: '0',
      LOOPBACK_PORT: '0',
      ...options.settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithUs(child);
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => printed.push(chunk.toString('utf8')));
  const output = (): string => printed.join('');
  await welcomed(child, output);
  return {
    origin: firstMatch(output(), /Vieraugen coordinator: (\S+)/),
    loopbackOrigin: firstMatch(output(), /passkeys included: (\S+)/),
    foundingLinks: [...output().matchAll(/^ {2}(https:\S+#\S+)$/gm)].map(([, link = '']) => link),
    pid: child.pid ?? 0,
    output,
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  };
}

async function welcomed(child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!/passkeys included: \S+\n/.test(output())) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`The coordinator did not start:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // The links of the founders are printed in the same breath.
  await new Promise((resolve) => setTimeout(resolve, 100));
}

function firstMatch(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (!found) throw new Error(`The coordinator did not print ${pattern}:\n${text}`);
  return found;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
