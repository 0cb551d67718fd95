import { at, bytesBetween, decodeRecord, record, uintUpTo } from '@vieraugen/shared/cbor';
import { signingRequest, signingResponse } from '@vieraugen/shared/protocol';
import { cast } from '../support/cast.ts';
import { filmElement, writeFilm } from '../support/film.ts';
import { callAs } from './back-office-api.ts';
import { keepFrames, type Wallet } from './found-vault.ts';
import { picturesOf, wordsIn } from './officers.ts';
import { OFFICERS } from './officers-of-the-story.ts';
import { CHAIN, demand, ETHER, PARTNER, type Paid, type Story } from './story.ts';

const SCAN_TIMEOUT_MS = 60_000;
const CONFIRM_TIMEOUT_MS = 60_000;

type Asked = { readonly id: string; readonly what: string; readonly kind: 'cold' | 'hot'; readonly since: number };
type Withdrawal = {
  readonly id: string;
  readonly state: string;
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly transaction: { readonly hash: string | null; readonly blockNumber: number | null } | null;
};

/** Two cold withdrawals, asked for by a program, approved by two people, signed by two officers, confirmed by the chain. */
export async function payCold(story: Story, wallet: Wallet): Promise<readonly Paid[]> {
  const { evidence, world } = story;
  await evidence.step('The cold wallet is funded on the chain', async () => {
    await world.chain.fund(wallet.address, 20n * ETHER, 2_000_000_000n);
    return `${cast(world.chain.url, 'balance', '--ether', wallet.address)} ETH by an independent client.`;
  });
  const asked: Asked[] = [];
  await evidence.step('A program asks for two withdrawals over the REST API', async () => {
    asked.push(await ask(story, wallet, 'cold', '1.5 ETH', { amount: (3n * ETHER) / 2n }));
    asked.push(await ask(story, wallet, 'cold', '250 DEUR', { amount: 250_000_000n, token: world.chain.token }));
    return 'Each intent is stored as bytes; its digest is what people approve.';
  });
  await evidence.step('Two approvers approve each with their passkeys', async () => {
    const checked = await approveAll(story, asked);
    for (const { id } of asked) await waitFor(story, id, ['awaiting-ceremony']);
    return checked;
  });
  await evidence.step(
    'The request crosses the gap: filmed by the signer, decoded, judged, approved by two officers, signed',
    () => signAcrossTheGap(story),
  );
  const paid: Paid[] = [];
  await evidence.step('Both are broadcast and confirmed', async () => {
    for (const one of asked) paid.push(await confirmed(story, one));
    return `An independent client reads both receipts; the partner holds ${await world.chain.tokenBalance(PARTNER)} token units.`;
  });
  await evidence.screen(story.people.operator.page, 'withdrawals');
  return paid;
}

/** A small withdrawal from a wallet whose key is in KMS. */
export async function payHot(story: Story): Promise<Paid> {
  const { evidence, people, world } = story;
  const { page } = people.administrator;
  let wallet: Wallet | undefined;
  await evidence.step('A hot wallet is made in KMS and funded', async () => {
    await page.goto('/wallets/new');
    await page.getByLabel('Name').fill('Daily business');
    await page.getByRole('button', { name: 'Create hot wallet' }).click();
    await page.getByText('Hot wallet Daily business was created.').waitFor();
    const { items } = await callAs<{ items: Wallet[] }>(page, 'GET', '/v1/wallets');
    wallet = items.find((candidate) => candidate.name === 'Daily business');
    demand(wallet !== undefined, 'The hot wallet is not listed.');
    await world.chain.fund(wallet.address, 5n * ETHER, 0n);
    await page.reload();
    await evidence.screen(page, 'hot-wallet');
    return `${wallet.address}, public key pinned.`;
  });
  demand(wallet !== undefined, 'No hot wallet.');
  const asked = await ask(story, wallet, 'hot', '0.25 ETH', { amount: ETHER / 4n });
  let paid: Paid | undefined;
  await evidence.step('A hot withdrawal is approved by two people, signed by KMS, confirmed', async () => {
    await approveAll(story, [asked]);
    paid = await confirmed(story, asked);
    return 'Low-s, checked against the pinned key before it was sent.';
  });
  demand(paid !== undefined, 'The hot withdrawal was not confirmed.');
  return paid;
}

async function ask(
  story: Story,
  wallet: Wallet,
  kind: 'cold' | 'hot',
  what: string,
  { amount, token }: { amount: bigint; token?: string },
): Promise<Asked> {
  const since = performance.now();
  const body = {
    walletId: wallet.id,
    chain: CHAIN,
    destination: PARTNER,
    amount: amount.toString(),
    ...(token ? { token } : {}),
  };
  const made = await story.program<Withdrawal>('POST', '/v1/withdrawals', body);
  await waitFor(story, made.id, ['awaiting-approval']);
  return { id: made.id, what, kind, since };
}

async function approveAll({ people, evidence, approvedWords }: Story, asked: readonly Asked[]): Promise<string> {
  const words = new Set<string>();
  for (const { page, name } of people.approvers) {
    for (const { id } of asked) {
      await page.goto(`/withdrawals/${id}/approve`);
      await page.getByText('Checked on this computer').waitFor();
      words.add(await wordsIn(page.getByLabel('Fingerprint words')));
      await evidence.screen(page, `approve-${name.split(' ')[0]?.toLowerCase()}`);
      await page.getByRole('button', { name: 'Approve with your passkey' }).click();
      await page.getByText('Your approval was recorded.').waitFor();
    }
  }
  demand(words.size === asked.length, 'Two approvers saw different words for one withdrawal.');
  for (const eight of words) approvedWords.add(eight);
  return 'Each page computed the digest again from what it showed; each approval is a signature over that digest.';
}

async function signAcrossTheGap(story: Story): Promise<string> {
  const { desk, evidence, people, world } = story;
  const office = people.operator.page;
  await office.goto('/ceremonies/new');
  await evidence.screen(office, 'ceremony-new');
  await office.getByRole('button', { name: 'Make signing request' }).click();
  const code = office.getByRole('img', { name: 'QR code for the signer' });
  await code.waitFor();
  const officeWords = await wordsIn(office.getByLabel('Fingerprint words'));
  await evidence.screen(office, 'to-the-signer');
  const ceremony = /ceremonies\/([^/]+)\/request/.exec(office.url())?.[1] ?? '';
  await keepFrames(story, 'signing-request', signingRequest.urType, `/v1/ceremonies/${ceremony}/frames`);

  await desk.scan('Sign withdrawals', code, 'Signing request');
  demand(
    (await desk.words('Words of the request')) === officeWords,
    'The two screens show different words for the request.',
  );
  for (const [index, officer] of OFFICERS.slice(0, 2).entries()) {
    await desk.heading('Signing request');
    await evidence.screen(desk.page, `signer-review-${officer.token}`);
    await decideAll(story);
    await evidence.screen(desk.page, `signer-decided-${officer.token}`);
    await desk.press('Go on to sign');
    await desk.enterPin(officer, index + 1);
  }
  await desk.code().waitFor({ timeout: SCAN_TIMEOUT_MS });
  const answerWords = await desk.words('Words of the message');
  await evidence.screen(desk.page, 'signer-response');
  writeFilm(world.officeCamera, await filmElement(desk.code(), await picturesOf(desk.code())));
  await office.getByRole('link', { name: 'Continue: from the signer' }).click();
  await evidence.screen(office, 'from-the-signer');
  await office.waitForURL(/ceremonies\/[0-9a-f-]{36}$/, { timeout: SCAN_TIMEOUT_MS });
  await evidence.screen(office, 'ceremony-answered');
  await desk.press('The coordinator has read it: finish');
  await keepBundle(story, ceremony);
  const dialogs = await world.signer.dialogs();
  return `Words “${officeWords}” there, “${answerWords}” back; ${dialogs.length} confirmations drawn by the operating system.`;
}

async function decideAll({ desk, approvedWords }: Story): Promise<void> {
  const payments = await desk.page.getByRole('region', { name: /^Payment \d+$/ }).count();
  demand(payments === 2, `The signer shows ${payments} payments.`);
  for (let number = 1; number <= payments; number += 1) {
    const shown = await wordsIn(desk.page.getByRole('region', { name: `Payment ${number}` }).locator('dd.words'));
    demand(approvedWords.has(shown), `The signer shows “${shown}” for payment ${number}; no approver saw these words.`);
    await desk.page.getByLabel(`Payment ${number}: I compared the destination`).check();
    await desk.page.getByLabel(`Payment ${number}: I compared the amount`).check();
  }
}

const bundleField = record<{
  version: number;
  offer: Uint8Array;
  acceptance: Uint8Array;
  request: Uint8Array;
  response: Uint8Array;
}>('bundle', {
  version: at(1, uintUpTo(255)),
  offer: at(2, bytesBetween(1, 1 << 20)),
  acceptance: at(3, bytesBetween(1, 1 << 20)),
  request: at(4, bytesBetween(1, 1 << 20)),
  response: at(5, bytesBetween(1, 1 << 20)),
});

/** What an auditor gets: the pairing, the request with its approvals, the response, each in its exact bytes. */
async function keepBundle({ evidence, people }: Story, ceremony: string): Promise<void> {
  const { bytes } = await callAs<{ bytes: string }>(people.operator.page, 'GET', `/v1/ceremonies/${ceremony}/bundle`);
  const bundle = Uint8Array.from(Buffer.from(bytes, 'base64url'));
  evidence.file('bundle.cbor', bundle);
  const { response } = decodeRecord(bundleField, bundle, 1 << 22);
  await evidence.frames('signing-response', signingResponse.urType, response);
}

async function waitFor(story: Story, id: string, states: readonly string[]): Promise<Withdrawal> {
  const end = Date.now() + CONFIRM_TIMEOUT_MS;
  for (;;) {
    const found = await story.program<Withdrawal>('GET', `/v1/withdrawals/${id}`);
    if (states.includes(found.state)) return found;
    demand(Date.now() < end, `Withdrawal ${id} stays ${found.state}: ${JSON.stringify(found.reason)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function confirmed(story: Story, asked: Asked): Promise<Paid> {
  const done = await waitFor(story, asked.id, ['confirmed', 'failed', 'rejected', 'expired', 'cancelled']);
  const { hash, blockNumber } = done.transaction ?? {};
  demand(
    done.state === 'confirmed' && !!hash && !!blockNumber,
    `${asked.what} is ${done.state}: ${JSON.stringify(done.reason)}`,
  );
  const milliseconds = Math.round(performance.now() - asked.since);
  const status = cast(story.world.chain.url, 'receipt', hash, 'status');
  demand(/^(1|true)/.test(status), `The independent client says of ${hash}: ${status}`);
  const { page } = story.people.operator;
  await page.goto(`/withdrawals/${asked.id}`);
  await page.getByText('Confirmed').first().waitFor();
  await story.evidence.screen(page, `withdrawal-${asked.kind}-confirmed`);
  return { kind: asked.kind, what: asked.what, id: asked.id, hash, block: blockNumber, milliseconds };
}
