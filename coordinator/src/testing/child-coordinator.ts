import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { enrolFounders, type Host } from './test-coordinator.ts';

const MAIN = join(import.meta.dirname, '..', 'main.ts');

/** The program as a process of its own, which can be killed and started again at the same address. */
export class ChildCoordinator {
  readonly url: string;
  readonly #environment: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #welcome = '';

  private constructor(port: number, environment: Record<string, string>) {
    this.url = `http://localhost:${port}`;
    const own = { VIERAUGEN_MODE: 'test', PORT: '0', LOOPBACK_PORT: String(port), RATE_LIMIT: '1000000' };
    this.#environment = { ...process.env, LOG_LEVEL: 'fatal', ...own, ...environment };
  }

  static async create(environment: Record<string, string>): Promise<ChildCoordinator> {
    return new ChildCoordinator(await freePort(), environment);
  }

  /** Answers once it listens. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [MAIN], { env: this.#environment, stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    this.#welcome = '';
    while (!this.#welcome.includes('For a browser on this machine')) {
      this.#welcome += String((await once(child.stdout, 'data'))[0]);
    }
    child.stdout.on('data', (text) => {
      this.#welcome += String(text);
    });
  }

  /** As `kill -9` does: nothing is finished, nothing is said. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Where the founders are, who came in by the links that were printed. */
  async host(): Promise<Host> {
    const links = () => [...this.#welcome.matchAll(/^ {2}(https:\S+\/enrol#\S+)$/gm)].map(([, link = '']) => link);
    while (links().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    return { url: this.url, ...(await enrolFounders(this.url, links())) };
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, 'localhost', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
