import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { ensureDisplay } from './display.ts';
import { giveToSigner, ordinaryUserPrefix, readableCopy } from './ordinary-user.ts';
import type { Station } from './station.ts';
import { electronProgram, ROOT } from './toolchain.ts';

/** Electron's first start on a cold machine reads 170 MB. */
const START_TIMEOUT_MS = 60_000;
const WINDOW_TIMEOUT_MS = 20_000;

export interface SignerOptions {
  /** A .y4m or .mjpeg file that the fake camera plays in a loop; read when the camera is opened, so it may be written later. */
  readonly cameraFile?: string;
  /** Further switches for Chromium; a test build takes them. */
  readonly switches?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface NativeDialog {
  readonly title: string;
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

export interface RunningSigner {
  readonly app: ElectronApplication;
  readonly station: Station;
  /** Process id of Electron's main process. */
  readonly mainPid: number;
  /** The review window's page, of now: a restarted signer has a new one. */
  review(): Promise<Page>;
  /** The scan window's page; waits until the core opens it. */
  scan(): Promise<Page>;
  isScanOpen(): boolean;
  /** From now on answers native dialogs with the button of this number (1 confirms, 0 refuses) instead of showing them. */
  answerDialogs(button: 0 | 1): Promise<void>;
  /** The dialogs that were answered so far, oldest first. */
  dialogs(): Promise<readonly NativeDialog[]>;
  /** Everything printed so far. */
  output(): string;
  close(): Promise<void>;
  /** kill -9 of the main process; its helpers must go with it. */
  kill(): Promise<void>;
}

export interface SignerCommand {
  readonly program: string;
  /** The folder of the built artefact; the first argument of an unpackaged Electron. */
  readonly appDirectory: string;
}

/** Where a built artefact and the program that runs it are, both readable by an ordinary user. */
export function signerCommand(build: 'test' | 'release'): SignerCommand {
  const artefact = join(ROOT, 'signer-desktop', 'dist', build);
  if (!existsSync(join(artefact, 'main.cjs'))) throw new Error('The signer is not built. Run: npm run build');
  const electron = electronProgram();
  const folder = readableCopy(dirname(electron), basename(electron));
  return { program: join(folder, basename(electron)), appDirectory: readableCopy(artefact, 'main.cjs') };
}

/** The variables that the signer's programs get: the tests' own, with a home that the ordinary user owns. */
export async function signerEnvironment(station: Station): Promise<Record<string, string>> {
  const home = join(station.directory, 'home');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  giveToSigner(home);
  const { PATH = '/usr/bin:/bin' } = process.env;
  return { PATH, HOME: home, XDG_RUNTIME_DIR: home, DISPLAY: await ensureDisplay(), LANG: 'C.UTF-8' };
}

/** Starts the test build on a station, sandbox on, and waits for its review window. */
export async function launchSigner(station: Station, options: SignerOptions = {}): Promise<RunningSigner> {
  const { program, appDirectory } = signerCommand('test');
  const app = await _electron.launch({
    executablePath: writeLauncher(station, program),
    args: [appDirectory, `--config=${station.configPath}`, ...cameraSwitches(options), ...(options.switches ?? [])],
    env: { ...(await signerEnvironment(station)), ...options.environment },
    chromiumSandbox: true,
    timeout: START_TIMEOUT_MS,
  });
  const output: string[] = [];
  for (const stream of [app.process().stdout, app.process().stderr]) {
    stream?.on('data', (chunk: Buffer) => output.push(chunk.toString('utf8')));
  }
  const mainPid = await app.evaluate(() => process.pid);
  const running: RunningSigner = {
    app,
    station,
    mainPid,
    review: () => pageOf(app, 'review'),
    scan: () => pageOf(app, 'scan'),
    isScanOpen: () => openPage(app, 'scan') !== undefined,
    answerDialogs: (button) => answerDialogs(app, button),
    dialogs: () => app.evaluate(() => Reflect.get(globalThis, 'answeredDialogs') ?? []),
    output: () => output.join(''),
    close: () => app.close(),
    kill: () => killSigner(app, mainPid),
  };
  await running.review().catch(async (error: Error) => {
    await app.close();
    throw new Error(`${error.message}\n${output.join('')}`);
  });
  return running;
}

/** A shell script, because the debugger's switches that Playwright adds must go to Electron, not to `setpriv`. */
function writeLauncher(station: Station, program: string): string {
  const path = join(station.directory, 'launch-signer.sh');
  const words = [...ordinaryUserPrefix(), program].map((word) => `'${word}'`).join(' ');
  writeFileSync(path, `#!/bin/sh\nexec ${words} "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

function cameraSwitches({ cameraFile }: SignerOptions): readonly string[] {
  if (cameraFile === undefined) return [];
  // Not --use-fake-ui-for-media-stream: it would answer in place of the signer's own permission rules.
  return ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${cameraFile}`];
}

function openPage(app: ElectronApplication, role: 'review' | 'scan'): Page | undefined {
  return app.windows().findLast((page) => !page.isClosed() && page.url() === `app://signer/${role}.html`);
}

async function pageOf(app: ElectronApplication, role: 'review' | 'scan'): Promise<Page> {
  const deadline = Date.now() + WINDOW_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const page = openPage(app, role);
    if (page !== undefined) {
      await page.waitForSelector('h1', { timeout: WINDOW_TIMEOUT_MS });
      return page;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the ${role} window did not open`);
}

/** Replaces the operating system's dialog in the running test build through its debugger; no product code knows of it. */
async function answerDialogs(app: ElectronApplication, button: 0 | 1): Promise<void> {
  await app.evaluate(({ dialog }, response) => {
    const answered: unknown[] = Reflect.get(globalThis, 'answeredDialogs') ?? [];
    Reflect.set(globalThis, 'answeredDialogs', answered);
    Reflect.set(dialog, 'showMessageBox', (_window: unknown, shown: NativeDialog) => {
      const { title, message, detail, buttons } = shown;
      answered.push({ title, message, detail, buttons });
      return Promise.resolve({ response, checkboxChecked: false });
    });
  }, button);
}

async function killSigner(app: ElectronApplication, mainPid: number): Promise<void> {
  const gone = new Promise<void>((resolve) => app.process().once('exit', () => resolve()));
  process.kill(mainPid, 'SIGKILL');
  await gone;
}
