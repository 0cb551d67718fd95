import { pairingAcceptance, pairingOffer } from '@vieraugen/shared/protocol';
import type { Page } from 'playwright';
import { filmElement, writeFilm } from '../support/film.ts';
import { callAs } from './back-office-api.ts';
import type { Evidence } from './evidence.ts';
import { chooseToken, picturesOf, wordsIn } from './officers.ts';
import { OFFICERS } from './officers-of-the-story.ts';
import { demand, type Story } from './story.ts';

const SCAN_TIMEOUT_MS = 60_000;

/** Found the vault with three officers, pair it with the coordinator, make its first key and register it. */
export async function foundVault(story: Story): Promise<{ readonly vaultId: string; readonly wallet: Wallet }> {
  const { evidence } = story;
  await evidence.step('Three officers found the vault; any two of them open it', () => found(story));
  await evidence.step('The vault is paired: the offer is filmed by the signer, the acceptance by the back office', () =>
    pair(story),
  );
  let wallet: Wallet | undefined;
  await evidence.step(
    'A key is made in the HSM, tested, approved by two officers, and registered as a cold wallet',
    async () => {
      wallet = await generateKey(story);
      return `${wallet.name}: ${wallet.address}, the same on both screens.`;
    },
  );
  demand(wallet?.vaultId !== undefined && wallet.vaultId !== null, 'No cold wallet was registered.');
  return { vaultId: wallet.vaultId, wallet };
}

export type Wallet = {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly vaultId: string | null;
};

/** Three officers found the vault on the signer's screen. */
export async function found({ desk, evidence }: Pick<Story, 'desk' | 'evidence'>): Promise<string> {
  const { page } = desk;
  await evidence.screen(page, 'signer-without-vault');
  await desk.press('Found the vault');
  await page.getByLabel('Name of the vault').fill('Frankfurt vault');
  const free = page.getByLabel('Token for the vault').locator('option', { hasText: /^Empty token/ });
  await page.getByLabel('Token for the vault').selectOption((await free.getAttribute('value')) ?? '');
  await evidence.screen(page, 'founding-vault');
  await desk.press('Go on to the officers');
  for (const [index, officer] of OFFICERS.entries()) {
    await desk.heading(`Officer ${index + 1} of ${OFFICERS.length}`);
    await page.getByLabel('Name of the officer').fill(officer.name);
    await chooseToken(page.getByLabel('Token of the officer'), officer.token);
    await page.getByLabel('PIN', { exact: true }).fill(officer.pin);
    await evidence.screen(page, `founding-officer-${index + 1}`);
    await desk.press('Enrol this officer');
  }
  await desk.heading(/^Found Frankfurt vault/);
  await evidence.screen(page, 'founding-confirm');
  await desk.press('Found the vault now');
  await desk.heading('Frankfurt vault is founded');
  await evidence.screen(page, 'founding-done');
  await desk.press('Finish');
  return 'The PIN of the vault is random and known to nobody; each share is sealed to a key inside one officer’s token.';
}

async function pair(story: Story): Promise<string> {
  const { desk, evidence, people, world } = story;
  const office = people.administrator.page;
  await office.goto('/vaults/pair');
  await office.getByRole('button', { name: 'Make pairing offer' }).click();
  const offer = office.getByRole('img', { name: 'QR code for the signer' });
  await offer.waitFor();
  const officeWords = await wordsIn(office.getByLabel('Fingerprint words'));
  await evidence.screen(office, 'pairing-offer');
  await keepFrames(
    story,
    'pairing-offer',
    pairingOffer.urType,
    `${office.url().replace(/.*\/pairings/, '/v1/pairings')}/frames`,
  );
  await desk.scan('Pair with a coordinator', offer, /^Pair with Musterbank Custody/);
  demand(
    (await desk.words('Words of the offer')) === officeWords,
    'The two screens show different words for the offer.',
  );
  await evidence.screen(desk.page, 'signer-pairing-review');
  for (const [index, officer] of OFFICERS.slice(0, 2).entries()) {
    await desk.press('Approve the pairing');
    await desk.enterPin(officer, index + 1);
  }
  await desk.code().waitFor({ timeout: SCAN_TIMEOUT_MS });
  await evidence.screen(desk.page, 'signer-pairing-acceptance');
  writeFilm(world.officeCamera, await filmElement(desk.code(), await picturesOf(desk.code())));
  const signerWords = await desk.words('Words of the message');
  await office.getByRole('button', { name: 'Continue: scan the acceptance' }).click();
  const confirmation = office.getByLabel('Fingerprint words of the acceptance');
  await confirmation.waitFor({ timeout: SCAN_TIMEOUT_MS });
  demand((await wordsIn(confirmation)) === signerWords, 'The two screens show different words for the acceptance.');
  await evidence.screen(office, 'pairing-waits-for-another');
  await confirmPairing(people.secondAdministrator.page, office.url(), signerWords, evidence);
  await desk.press('The coordinator has read it: finish');
  return `Offer “${officeWords}”, acceptance “${signerWords}”: the same words on both screens (${pairingAcceptance.urType}).`;
}

/** Another administrator than the one who made the offer compares the words with the signer's screen. */
async function confirmPairing(page: Page, address: string, signerWords: string, evidence: Evidence): Promise<void> {
  await page.goto(address);
  const confirmation = page.getByLabel('Fingerprint words of the acceptance');
  await confirmation.waitFor();
  demand((await wordsIn(confirmation)) === signerWords, 'The second administrator is shown different words.');
  await page.getByLabel('The signer shows the same eight words in the same order').check();
  await evidence.screen(page, 'pairing-confirm');
  await page.getByRole('button', { name: 'Confirm pairing' }).click();
  await page.getByText('Frankfurt vault is paired.').waitFor();
  await evidence.screen(page, 'vault');
}

async function generateKey(story: Story): Promise<Wallet> {
  const { desk, evidence, people, world } = story;
  const { page } = desk;
  await desk.press('Generate keys');
  await page.getByLabel('Name of the keys').fill('Cold treasury');
  await evidence.screen(page, 'signer-keys-describe');
  await desk.press('Go on');
  for (const [index, officer] of OFFICERS.slice(0, 2).entries()) await desk.enterPin(officer, index + 1);
  await desk.heading('Approve the new keys');
  await evidence.screen(page, 'signer-keys-review');
  for (const [index, officer] of OFFICERS.slice(0, 2).entries()) {
    await desk.press('Approve the keys');
    await desk.enterPin(officer, index + 1);
  }
  await desk.code().waitFor({ timeout: SCAN_TIMEOUT_MS });
  await evidence.screen(page, 'signer-key-manifest');
  writeFilm(world.officeCamera, await filmElement(desk.code(), await picturesOf(desk.code())));
  const office = people.administrator.page;
  await office.goto('/wallets/register');
  await office.getByText('cold wallets are registered').waitFor({ timeout: SCAN_TIMEOUT_MS });
  await evidence.screen(office, 'cold-wallet-registered');
  await desk.press('The coordinator has read it: finish');
  const { items } = await callAs<{ items: Wallet[] }>(office, 'GET', '/v1/wallets');
  const [wallet] = items;
  demand(wallet !== undefined, 'The coordinator has no wallet.');
  const shown = (await page.locator('table .address').first().innerText()).replaceAll(' ', '');
  demand(shown === wallet.address, `The signer shows ${shown}, the coordinator ${wallet.address}.`);
  await evidence.screen(page, 'signer-ready');
  return wallet;
}

/** Keeps the frames of a message that the API shows. */
export async function keepFrames(
  { evidence, people }: Story,
  name: string,
  urType: string,
  path: string,
): Promise<void> {
  const { message } = await callAs<{ message: string }>(people.administrator.page, 'GET', path);
  await evidence.frames(name, urType, Uint8Array.from(Buffer.from(message, 'base64url')));
}
