import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Person } from '@vieraugen/coordinator/testing';
import {
  approved,
  type CustodyWorld,
  expectStatus,
  openCustodyWorld,
  waitForState,
} from '@vieraugen/coordinator/testing/custody-world';
import { ForeignDevice } from '@vieraugen/coordinator/testing/foreign-device';
import type { Browser, Page } from 'playwright';
import { PNG } from 'pngjs';
import decodeQR from 'qr/decode.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/back-office.ts';
import { cast } from '../support/cast.ts';
import { drawFilm } from '../support/draw-film.ts';

const ACCOUNT = 2;
const SCAN_TIMEOUT_MS = 60_000;

/** The back office in Chromium, and somebody else's device that reads its screen and is filmed by its camera. */
let directory: string;
let camera: string;
let world: CustodyWorld;
let browser: Browser;
let device: ForeignDevice;
let walletId: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'vieraugen-foreign-'));
  camera = join(directory, 'camera.y4m');
  world = await openCustodyWorld();
  device = new ForeignDevice();
  drawFilm(camera, device.showAccountKey());
  browser = await launchBrowser(camera);
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** The page as a person who is signed in already. */
async function pageOf(person: Person): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 1200 },
    permissions: ['camera'],
    baseURL: world.coordinator.url,
  });
  const [name = '', value = ''] = (person.api.cookie ?? '').split('=', 2);
  await context.addCookies([{ name, value, url: world.coordinator.url }]);
  return context.newPage();
}

/** What another program reads from the code on the screen. */
async function readCode(page: Page): Promise<string> {
  const { width, height, data } = PNG.sync.read(await page.locator('canvas').first().screenshot());
  return decodeQR({ width, height, data });
}

/** The page of a person, with their passkey in it. */
async function pageWithPasskey(person: Person): Promise<Page> {
  const page = await pageOf(person);
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const credential = { ...person.passkey.export(), isResidentCredential: false, rpId: 'localhost', signCount: 1000 };
  await session.send('WebAuthn.addCredential', { authenticatorId, credential });
  return page;
}

it('foreign wallets are off until another administrator than the proposer puts a policy in force for them', async () => {
  const proposer = await pageOf(world.people.administrator);
  await proposer.goto('/wallets/foreign');
  await proposer.getByText('Foreign wallets are switched off').waitFor();
  await proposer.goto(`/policies/${world.policyDigest}`);
  await proposer.getByText('Proposed by').waitFor();
  await proposer.getByRole('link', { name: 'Change' }).waitFor();
  expect(await proposer.getByRole('button', { name: 'Put in force for foreign wallets' }).count()).toBe(0);
  await proposer.context().close();

  const page = await pageWithPasskey(world.people.secondAdministrator);
  await page.goto(`/policies/${world.policyDigest}`);
  await page.getByRole('button', { name: 'Put in force for foreign wallets' }).click();
  await page.getByRole('button', { name: 'Put in force', exact: true }).click();
  await page.getByText('The policy is in force for foreign wallets.').waitFor();
  await page.context().close();
});

it('an administrator films a device’s key, and registers the account it shows', async () => {
  const page = await pageOf(world.people.administrator);

  await page.goto('/wallets/foreign');
  await page.getByText('Signed by whoever holds the device, alone').waitFor();
  const { address } = device.account(ACCOUNT);
  await page.getByLabel('Account').selectOption(address, { timeout: SCAN_TIMEOUT_MS });
  await page.getByLabel('Name').fill('Petty cash');
  const register = page.getByRole('button', { name: 'Register wallet' });
  expect(await register.isDisabled()).toBe(true);
  await page.getByLabel('The device’s own screen shows this address').check();
  await register.click();
  await page.waitForURL(/wallets\/[0-9a-f-]{36}$/);
  walletId = page.url().split('/').at(-1) ?? '';
  await page.getByText("m/44'/60'/0'/0/2").waitFor();
  await page.getByText('Pay nothing to this address yet').waitFor();
  expect(await page.getByRole('button', { name: 'Confirm with your passkey' }).count()).toBe(0);
  await page.context().close();
});

it('another administrator sees the address on the device, and confirms the wallet with a passkey', async () => {
  const page = await pageWithPasskey(world.people.secondAdministrator);
  await page.goto(`/wallets/${walletId}`);
  const confirm = page.getByRole('button', { name: 'Confirm with your passkey' });
  await confirm.waitFor();
  expect(await confirm.isDisabled()).toBe(true);
  await page.getByLabel('I saw this address on the device’s own screen').check();
  await confirm.click();
  await page.getByText('Petty cash is confirmed.').waitFor();
  await page.getByText('Pay nothing to this address yet').waitFor({ state: 'detached' });
  await page.context().close();
});

it('an operator shows an approved withdrawal to the device, films its answer, and it is confirmed', async () => {
  await world.chain.fund(device.account(ACCOUNT).address, 10n ** 19n, 0n);
  const id = await approved(world, walletId);
  const { operator } = world.people;
  await waitForState(operator.api, id, ['awaiting-ceremony']);

  const page = await pageOf(operator);
  await page.goto(`/withdrawals/${id}`);
  await page.getByText('Awaiting device').first().waitFor();
  await page.getByRole('link', { name: 'To the device' }).click();
  await page.getByRole('button', { name: 'Prepare for the device' }).click();
  await page.getByText('What the device must show').waitFor();
  const code = await readCode(page);
  expect(code).toMatch(/^UR:ETH-SIGN-REQUEST\//);
  const answer = device.sign([code]);

  drawFilm(camera, answer.frames);
  await page.getByRole('link', { name: 'Continue: from the device' }).click();
  await page.waitForURL(/withdrawals\/[0-9a-f-]{36}$/, { timeout: SCAN_TIMEOUT_MS });
  const done = await waitForState(operator.api, id, ['confirmed', 'failed', 'replaced']);
  expect(done.state).toBe('confirmed');
  const from = cast(world.chain.url, 'tx', String(done.transaction?.hash), 'from');
  expect(from.toLowerCase()).toBe(device.account(ACCOUNT).address.toLowerCase());
  await page.context().close();
});

it('a refusal of the device’s holder is recorded under the operator’s name', async () => {
  const id = await approved(world, walletId);
  const { operator } = world.people;
  await waitForState(operator.api, id, ['awaiting-ceremony']);
  expectStatus(await operator.api.post(`/v1/withdrawals/${id}/device-request`), 201);
  const page = await pageOf(operator);
  await page.goto(`/withdrawals/${id}/device/answer`);
  await page.getByRole('button', { name: 'The device refused' }).click();
  await page.getByLabel('Reason').fill('The amount was not expected');
  await page.getByLabel('I saw, or its holder told me').check();
  await page.getByRole('button', { name: 'Record the refusal' }).click();
  await page.waitForURL(/withdrawals\/[0-9a-f-]{36}$/);
  const ended = await waitForState(operator.api, id, ['rejected']);
  expect(ended.reason).toEqual({ code: 'DEVICE_REFUSED', message: 'The amount was not expected' });
  expect(ended.timeline.at(-1)).toMatchObject({ to: 'rejected', actorName: operator.name });
  await page.context().close();
});
