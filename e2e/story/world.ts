import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestChain, type TestChain } from '@vieraugen/coordinator/testing/chain';
import type { Browser } from 'playwright';
import { launchBrowser } from '../support/back-office.ts';
import { type CoordinatorProcess, startCoordinatorProcess } from '../support/coordinator-process.ts';
import { launchSigner, type RunningSigner } from '../support/launch-signer.ts';
import { runAsSigner } from '../support/ordinary-user.ts';
import { createStation, type Station } from '../support/station.ts';
import { OFFICERS, type StoryOfficer } from './officers-of-the-story.ts';

/** Everything that the story happens in: real programs, each as its users run it. */
export type World = {
  readonly folder: string;
  readonly chain: TestChain;
  readonly coordinator: CoordinatorProcess;
  readonly browser: Browser;
  readonly signer: RunningSigner;
  readonly station: Station;
  /** What the back office's camera sees; written just before a scan. */
  readonly officeCamera: string;
  /** What the signer's camera sees. */
  readonly signerCamera: string;
  /** Ends every program. The station's folder, with its tokens and its journal, is the caller's to remove. */
  close(): Promise<void>;
};

/** Starts a chain, the coordinator with its database and its KMS, a browser, and the signer with its tokens. */
export async function openWorld(headless = true): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'vieraugen-world-'));
  chmodSync(folder, 0o755);
  const station = createStation();
  const officeCamera = join(folder, 'office-camera.y4m');
  const signerCamera = join(station.directory, 'camera.y4m');
  for (const officer of OFFICERS) issueToken(station, officer);
  const chain = await startTestChain(['--block-time', '1']);
  const coordinator = await startCoordinatorProcess({ dataDir: dataFolder(folder), settings: settingsFor(chain) });
  const browser = await launchBrowser(officeCamera, headless);
  const signer = await launchSigner(station, { cameraFile: signerCamera });
  await signer.answerDialogs(1);
  const close = async (): Promise<void> => {
    await signer.close();
    await browser.close();
    await coordinator.stop();
    await chain.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, chain, coordinator, browser, signer, station, officeCamera, signerCamera, close };
}

function dataFolder(folder: string): string {
  const data = join(folder, 'coordinator');
  mkdirSync(data, { mode: 0o755 });
  return data;
}

function settingsFor(chain: TestChain): Record<string, string> {
  return {
    RPC_URLS: `31337=${chain.url}`,
    FINALITY: '31337=depth:2',
    COORDINATOR_NAME: 'Musterbank Custody',
    LOG_LEVEL: 'warn',
  };
}

/** A token as the officer's organisation hands it out: initialised, with a PIN that the officer knows. */
export function issueToken(station: Station, officer: StoryOfficer): void {
  const args = [
    '--init-token',
    '--free',
    '--label',
    officer.token,
    '--so-pin',
    `so-${officer.pin}`,
    '--pin',
    officer.pin,
  ];
  const { status, stderr } = runAsSigner('softhsm2-util', args, { SOFTHSM2_CONF: station.softhsmConf });
  if (status !== 0) throw new Error(`softhsm2-util could not make ${officer.token}: ${stderr}`);
}
