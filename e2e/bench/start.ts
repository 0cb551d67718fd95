import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signerCommand, signerEnvironment } from '../support/launch-signer.ts';
import { giveToSigner, ordinaryUserPrefix } from '../support/ordinary-user.ts';
import { createStation } from '../support/station.ts';
import { median } from './measure.ts';
import type { Bench } from './report.ts';

const STARTS_A_ROUND = 3;
const PATIENCE_MS = 60_000;
const SIGNAL = 'ready-to-show';

/** Loaded by either program's first file before anything else, so that nothing but the programs differs. */
const HOOK = `
const { app } = require('electron');
app.on('browser-window-created', (_event, window) => {
  window.once('ready-to-show', () => process.stdout.write('${SIGNAL}\\n'));
});
`;

/** The floor: Electron, one window of the same size, one page with nothing in it. */
const TRIVIAL_MAIN = `
require('../hook.js');
const { app, BrowserWindow } = require('electron');
app.setPath('userData', require('node:path').join(__dirname, 'user-data'));
app.enableSandbox();
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1200, height: 900, show: false });
  window.once('ready-to-show', () => window.show());
  window.loadFile('index.html');
});
`;
const TRIVIAL_PAGE = '<!doctype html><html lang="en"><title>floor</title><p>floor</p></html>\n';

/** The time from the start of the program to its first window, beside the least that Electron needs. */
export async function measureStart(bench: Bench): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vieraugen-bench-start-'));
  const station = createStation();
  const { program, appDirectory } = signerCommand('test');
  const env = await signerEnvironment(station);
  const { signer, trivial } = writePrograms(folder, appDirectory);
  giveToSigner(folder);
  const start = (...args: readonly string[]) => timeToWindow([...ordinaryUserPrefix(), program, ...args], env);
  const ours = () => start(signer, `--config=${station.configPath}`);
  const floor = () => start(trivial);
  // Once each before anything is measured: files come from the disk only once.
  await ours();
  await floor();
  await bench.compare({
    goal: '16',
    title: 'the first window of the signer, ready to be shown',
    unit: 'ms',
    ours: () => several(ours),
    floor: { name: 'a trivial page in Electron', run: () => several(floor) },
    ratio: 'ours/floor',
    bound: { atMost: 1.5 },
  });
  station.remove();
  rmSync(folder, { recursive: true, force: true });
}

function writePrograms(folder: string, appDirectory: string): { signer: string; trivial: string } {
  writeFileSync(join(folder, 'hook.js'), HOOK);
  const write = (name: string, main: string) => {
    const program = join(folder, name);
    mkdirSync(program);
    writeFileSync(join(program, 'package.json'), JSON.stringify({ name, main: 'main.js' }));
    writeFileSync(join(program, 'main.js'), main);
    writeFileSync(join(program, 'index.html'), TRIVIAL_PAGE);
    return program;
  };
  const signerMain = `require('../hook.js');\nrequire(${JSON.stringify(join(appDirectory, 'main.cjs'))});\n`;
  return { signer: write('signer', signerMain), trivial: write('trivial', TRIVIAL_MAIN) };
}

async function several(start: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let number = 0; number < STARTS_A_ROUND; number++) times.push(await start());
  return median(times);
}

/** Milliseconds until the program said that its window is ready; then it is ended, and waited for. */
async function timeToWindow([command = '', ...args]: readonly string[], env: Record<string, string>): Promise<number> {
  const began = performance.now();
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  try {
    await saidReady(child);
    return performance.now() - began;
  } finally {
    // The group: Chromium's helpers are processes of their own.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    await ended;
  }
}

function saidReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why: string) => reject(new Error(`${why}:\n${output}`));
    const timer = setTimeout(() => fail('no window in a minute'), PATIENCE_MS);
    child.once('error', (error) => fail(error.message));
    child.once('exit', () => fail('it ended before its window was there'));
    const read = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (!output.includes(SIGNAL)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
  });
}
