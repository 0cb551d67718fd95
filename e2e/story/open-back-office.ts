import { enterAs, type Person } from '../support/back-office.ts';
import { callAs, callWithToken } from './back-office-api.ts';
import type { Evidence } from './evidence.ts';
import { SignerDesk } from './officers.ts';
import { CHAIN, demand, ETHER, PARTNER, type Story } from './story.ts';
import type { World } from './world.ts';

/** The first administrator takes up the printed link, invites the others, proposes the policy and makes an API key. */
export async function openBackOffice(world: World, evidence: Evidence): Promise<Story> {
  const { browser, coordinator } = world;
  const enter = (name: string) => enterAs(browser, name, coordinator.origin);
  const people = {
    administrator: await enter('Ada Lang'),
    operator: await enter('Otto Kern'),
    approvers: [await enter('Anna Roth'), await enter('Bernd Vogel')] as const,
  };
  const { administrator, operator, approvers } = people;
  const link = coordinator.firstAdministratorLink;
  demand(link !== undefined, 'The coordinator printed no link for the first administrator.');

  await evidence.step('The first administrator takes up the one-time link', () =>
    enrolFirst(administrator, link, evidence),
  );
  await evidence.step('An operator and two approvers are invited and make their passkeys', async () => {
    await invite(administrator, operator, 'Operator', evidence);
    for (const approver of approvers) await invite(administrator, approver, 'Approver', evidence);
    return 'Nobody has two roles that must be separate; each passkey verifies its user.';
  });
  await evidence.step('The administrator proposes the policy', () => proposePolicy(administrator, world, evidence));
  const token = await connectProgram(administrator, world);
  const program = <T>(method: 'GET' | 'POST', path: string, body?: unknown) =>
    callWithToken<T>(administrator.page, token, method, path, body);
  return {
    world,
    evidence,
    people,
    desk: new SignerDesk(world, await world.signer.review()),
    approvedWords: new Set(),
    program,
  };
}

/** The first administrator takes up the link that the coordinator printed. */
export async function enrolFirst({ page, name }: Person, link: string, evidence: Evidence): Promise<string> {
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await evidence.screen(page, 'enrolment');
  await page.getByRole('button', { name: 'Create passkey' }).click();
  await page.getByRole('navigation').first().waitFor();
  await evidence.screen(page, 'overview-empty');
  return `${name} is signed in with a new passkey.`;
}

async function invite(administrator: Person, invited: Person, role: string, evidence: Evidence): Promise<void> {
  const { page } = administrator;
  await page.goto('/accounts/invite');
  await page.getByLabel('Name').fill(invited.name);
  await page.getByLabel(role, { exact: false }).first().check();
  await page.getByRole('button', { name: 'Create invitation' }).click();
  const link = await page.getByLabel('Invitation link', { exact: true }).innerText();
  await evidence.screen(page, `invitation-${role.toLowerCase()}`);
  await invited.page.goto(link.trim());
  await invited.page.getByRole('button', { name: 'Create passkey' }).click();
  await invited.page.getByRole('navigation').first().waitFor();
}

async function proposePolicy({ page }: Person, world: World, evidence: Evidence): Promise<string> {
  await page.goto('/policies/new');
  await page.getByRole('button', { name: 'Edit as JSON' }).click();
  await page.getByLabel('Policy (JSON)').fill(JSON.stringify(policyFor(world), undefined, 2));
  await page.getByRole('button', { name: 'Edit as form' }).click();
  await evidence.screen(page, 'policy-form');
  await page.getByRole('button', { name: 'Propose policy' }).click();
  await page.getByRole('button', { name: 'Put in force for hot wallets' }).click();
  await page.getByRole('button', { name: 'Put in force', exact: true }).click();
  await page.getByText('The policy is in force for hot wallets.').waitFor();
  await evidence.screen(page, 'policy');
  return 'Two approvers, two officers, one destination, limits a payment and a day, an absolute and a relative fee cap.';
}

function policyFor({ chain }: World): unknown {
  const coin = {
    token: null,
    symbol: 'ETH',
    decimals: 18,
    maxPerTransaction: (10n * ETHER).toString(),
    maxPerDay: (50n * ETHER).toString(),
    feeRatio: { fee: '1', perAmount: '50' },
  };
  const token = {
    token: chain.token,
    symbol: 'DEUR',
    decimals: 6,
    maxPerTransaction: '1000000000',
    maxPerDay: '5000000000',
    feeRatio: { fee: (ETHER / 100n).toString(), perAmount: '100000000' },
  };
  const rule = {
    chain: CHAIN,
    name: 'Anvil test chain',
    coinSymbol: 'ETH',
    coinDecimals: 18,
    maxFee: (ETHER / 100n).toString(),
    assets: [coin, token],
    destinations: [{ address: PARTNER, label: 'Partner bank' }],
  };
  return { revision: 1, approverQuorum: 2, officerQuorum: 2, chains: [rule] };
}

/** An API key with the scopes of an integrator, exchanged for a short token. */
async function connectProgram({ page }: Person, { coordinator }: World): Promise<string> {
  const scopes = ['wallets:read', 'withdrawals:read', 'withdrawals:create'];
  const { key } = await callAs<{ key: string }>(page, 'POST', '/v1/api-keys', { name: 'Payment system', scopes });
  const answer = await page.request.post(`${coordinator.origin}/v1/token`, { data: { apiKey: key } });
  const { accessToken } = await answer.json();
  return accessToken;
}
