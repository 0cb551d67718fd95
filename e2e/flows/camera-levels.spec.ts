import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprintWords, sha256Digest } from '@vieraugen/shared/bytes';
import { keyManifest, PROTOCOL_VERSION, pairingOffer, sealMessage } from '@vieraugen/shared/protocol';
import { createP256Signer, randomId, TestCoordinator } from '@vieraugen/shared/testing';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Evidence } from '../story/evidence.ts';
import { found } from '../story/found-vault.ts';
import { SignerDesk } from '../story/officers.ts';
import { OFFICERS } from '../story/officers-of-the-story.ts';
import { enrolFounder } from '../story/open-back-office.ts';
import { issueToken } from '../story/world.ts';
import { enterAs, launchBrowser } from '../support/back-office.ts';
import type { CameraLevel } from '../support/camera/index.ts';
import { startCoordinatorProcess } from '../support/coordinator-process.ts';
import { filmMessage } from '../support/film-message.ts';
import { launchSigner } from '../support/launch-signer.ts';
import { createStation } from '../support/station.ts';

const LEVELS: readonly CameraLevel[] = ['easy', 'mild', 'medium'];
const SCAN_TIMEOUT_MS = 60_000;
const START_TIMEOUT_MS = 120_000;
const NOTHING_KEPT = new Evidence(undefined, () => undefined);
const now = () => Math.floor(Date.now() / 1000);

describe('the signer reads a message of many codes', () => {
  const coordinator = new TestCoordinator();
  const station = createStation();
  const cameraFile = join(station.directory, 'camera.y4m');
  let close = async (): Promise<void> => undefined;
  let desk: SignerDesk;

  beforeAll(async () => {
    for (const officer of OFFICERS) issueToken(station, officer);
    const signer = await launchSigner(station, { cameraFile });
    close = () => signer.close();
    await signer.answerDialogs(1);
    desk = new SignerDesk({ signerCamera: cameraFile }, await signer.review());
    await found({ desk, evidence: NOTHING_KEPT });
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    await close();
    station.remove();
  });

  test.each(LEVELS)('at level %s, pictures lost and torn', async (level) => {
    const offer = await coordinator.offer(now());
    filmMessage(cameraFile, { type: pairingOffer.urType, bytes: offer }, level);
    await desk.press('Pair with a coordinator');
    await desk.heading(/^Pair with Test Custody/);
    expect(await desk.words('Words of the offer')).toBe(fingerprintWords(sha256Digest(offer)).join(' '));
    await desk.press('Refuse and leave');
    await desk.page.getByRole('button', { name: 'Pair with a coordinator' }).waitFor();
  });
});

describe('the back office reads a message of many codes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vieraugen-levels-'));
  const cameraFile = join(folder, 'camera.y4m');
  const closers: (() => Promise<unknown>)[] = [];
  let page: Page;

  beforeAll(async () => {
    // PostgreSQL runs as another user, who must reach its folder.
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'data'), { mode: 0o755 });
    const coordinator = await startCoordinatorProcess({
      dataDir: join(folder, 'data'),
      settings: { LOG_LEVEL: 'warn' },
    });
    closers.unshift(() => coordinator.stop());
    const browser = await launchBrowser(cameraFile);
    closers.unshift(() => browser.close());
    const person = await enterAs(browser, 'Ada Lang', coordinator.origin);
    await enrolFounder(person, coordinator.foundingLinks[0] ?? '', NOTHING_KEPT);
    page = person.page;
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    for (const close of closers) await close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(LEVELS)('at level %s, pictures lost and torn', async (level) => {
    filmMessage(cameraFile, { type: keyManifest.urType, bytes: await strangersManifest() }, level);
    await page.goto('/wallets/register');
    // Whole, and then judged: it comes from a vault that was never paired here.
    await page.getByText('ENVELOPE_WRONG_KEY').waitFor({ timeout: SCAN_TIMEOUT_MS });
  });
});

/** A manifest of a vault that nobody here knows. */
function strangersManifest(): Promise<Uint8Array> {
  const station = createP256Signer();
  const key = { keyId: randomId(), family: 'eip155', publicKey: station.publicKey, proof: new Uint8Array(65) } as const;
  return sealMessage(
    keyManifest,
    {
      version: PROTOCOL_VERSION,
      messageId: randomId(),
      vaultId: randomId(),
      createdAt: now(),
      expiresAt: now() + 3600,
      sequence: 1,
      policyDigest: sha256Digest(randomId()),
      ceremonyId: randomId(),
      keys: Array.from({ length: 8 }, (_, index) => ({ ...key, label: `Key ${index + 1}` })),
      approvals: [{ officerId: randomId(), refusedItems: [], signature: new Uint8Array(64) }],
      journalHead: { sequence: 1, hash: sha256Digest(randomId()) },
    },
    station,
  );
}
