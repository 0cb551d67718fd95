import { enterAs, type Person } from '../support/back-office.ts';
import { callAs, callWithToken } from './back-office-api.ts';
import type { Evidence } from './evidence.ts';
import { SignerDesk, wordsIn } from './officers.ts';
import { CHAIN, demand, ETHER, PARTNER, type People, type Story } from './story.ts';
import type { World } from './world.ts';

/** Two founders take up the printed links, let the others in, put the policy in force and make an API key. */
export async function openBackOffice(world: World, evidence: Evidence): Promise<Story> {
  const { browser, coordinator } = world;
  const enter = (name: string) => enterAs(browser, name, coordinator.origin);
  const people = {
    administrator: await enter('Ada Lang'),
    secondAdministrator: await enter('Wilma Stern'),
    operator: await enter('Otto Kern'),
    approvers: [await enter('Anna Roth'), await enter('Bernd Vogel')] as const,
  };
  const { administrator, secondAdministrator } = people;
  const [firstLink, secondLink] = coordinator.foundingLinks;
  demand(firstLink !== undefined && secondLink !== undefined, 'The coordinator did not print two founding links.');

  await evidence.step('Two administrators found the back office, each with a one-time link', async () => {
    await enrolFounder(administrator, firstLink, evidence);
    await enrolFounder(secondAdministrator, secondLink, evidence);
    return 'Both are signed in with a new passkey; whatever gives power needs two of them.';
  });
  await evidence.step('An operator and two approvers are invited by one administrator and confirmed by the other', () =>
    letIn(people, evidence),
  );
  await evidence.step('One administrator proposes the policy, the other puts it in force', async () => {
    const address = await proposePolicy(administrator, world, evidence);
    return putInForce(secondAdministrator, address, evidence);
  });
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

/** A founder takes up a link that the coordinator printed. */
export async function enrolFounder({ page, name }: Person, link: string, evidence: Evidence): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await evidence.screen(page, 'enrolment');
  await page.getByRole('button', { name: 'Create passkey' }).click();
  await page.getByRole('navigation').first().waitFor();
  await evidence.screen(page, 'overview-empty');
}

async function letIn({ operator, approvers, ...administrators }: People, evidence: Evidence): Promise<string> {
  const compared: string[] = [];
  for (const [person, role] of [
    [operator, 'Operator'],
    ...approvers.map((one) => [one, 'Approver'] as const),
  ] as const) {
    const link = await invite(administrators.administrator, person.name, role, evidence);
    const words = await makePasskey(person, link, evidence);
    await confirm(administrators.secondAdministrator, person.name, words, evidence);
    await person.page.getByRole('button', { name: 'Sign in' }).click();
    await person.page.getByRole('navigation').first().waitFor();
    compared.push(words.split(' ').slice(0, 2).join(' '));
  }
  return `The same words on both screens (${compared.join(' …, ')} …); before that, no account could do anything.`;
}

/** Answers the link, which one administrator hands over. */
async function invite({ page }: Person, name: string, role: string, evidence: Evidence): Promise<string> {
  await page.goto('/accounts/invite');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel(role, { exact: false }).first().check();
  await page.getByRole('button', { name: 'Create invitation' }).click();
  const link = await page.getByLabel('Invitation link', { exact: true }).innerText();
  await evidence.screen(page, `invitation-${role.toLowerCase()}`);
  return link.trim();
}

/** Answers the words that the person then reads to another administrator. */
async function makePasskey({ page }: Person, link: string, evidence: Evidence): Promise<string> {
  await page.goto(link);
  await page.getByRole('button', { name: 'Create passkey' }).click();
  const words = page.getByLabel('Your words');
  await words.waitFor();
  await evidence.screen(page, 'enrolment-words');
  return wordsIn(words);
}

/** The other administrator hears the words, compares them, and signs with their passkey; `heard` says nothing if nobody spoke. */
export async function confirm(
  { page }: Person,
  name: string,
  heard: string | undefined,
  evidence: Evidence,
): Promise<void> {
  await page.goto('/accounts');
  await evidence.screen(page, 'accounts-waiting');
  await page.getByRole('row', { name }).getByRole('link', { name: 'Review' }).click();
  const shown = page.getByLabel('Fingerprint words of the account');
  await shown.waitFor();
  const words = await wordsIn(shown);
  demand(heard === undefined || words === heard, `The two screens show different words for ${name}.`);
  await page.getByLabel('read me the same eight words').check();
  await evidence.screen(page, 'account-confirm');
  await page.getByRole('button', { name: 'Confirm with your passkey' }).click();
  await page.getByText(`${name} is confirmed.`).waitFor();
}

/** Answers where the policy is to be read. */
async function proposePolicy({ page }: Person, world: World, evidence: Evidence): Promise<string> {
  await page.goto('/policies/new');
  await page.getByRole('button', { name: 'Edit as JSON' }).click();
  await page.getByLabel('Policy (JSON)').fill(JSON.stringify(policyFor(world), undefined, 2));
  await page.getByRole('button', { name: 'Edit as form' }).click();
  await evidence.screen(page, 'policy-form');
  await page.getByRole('button', { name: 'Propose policy' }).click();
  await page.getByText('another administrator puts it in force').waitFor();
  await evidence.screen(page, 'policy-proposed');
  const mayAlone = await page.getByRole('button', { name: 'Put in force for hot wallets' }).count();
  demand(mayAlone === 0, 'Who proposed the policy is offered to put it in force.');
  return page.url();
}

async function putInForce({ page }: Person, address: string, evidence: Evidence): Promise<string> {
  await page.goto(address);
  await page.getByRole('button', { name: 'Put in force for hot wallets' }).click();
  await evidence.screen(page, 'policy-put-in-force');
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
