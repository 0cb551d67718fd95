import { setTimeout as sleep } from 'node:timers/promises';
import { toChecksumAddress } from '@vieraugen/shared/chains/evm';
import { TEST_DESTINATION } from '@vieraugen/shared/testing';
import type { Config } from '../config/config.ts';
import type { PolicyJson } from '../features/policies/policies.schemas.ts';
import type { WithdrawalDetail } from '../features/withdrawals/withdrawals.schemas.ts';
import type { ApiAnswer, ApiClient } from './api-client.ts';
import { ForeignDevice } from './foreign-device.ts';
import { startTestChain, type TestChain } from './test-chain.ts';
import {
  assertionFor,
  challengeIn,
  enrolPerson,
  type Host,
  type Person,
  startTestCoordinator,
  type TestCoordinator,
} from './test-coordinator.ts';
import { asScanned, messageOf, TestStation } from './test-station.ts';

export { assertionFor } from './test-coordinator.ts';

const ETHER = 10n ** 18n;
export const DESTINATION = toChecksumAddress(TEST_DESTINATION);

/** The people of a back office. */
export type People = {
  readonly administrator: Person;
  readonly secondAdministrator: Person;
  readonly operator: Person;
  readonly approvers: readonly [Person, Person, Person];
  readonly auditor: Person;
};

/** People, a chain and a policy in force for hot wallets, on a coordinator wherever it runs. */
export type BackOffice = { readonly chain: TestChain; readonly people: People; readonly policyDigest: string };

/** A back office on a coordinator in this process. */
export type CustodyWorld = BackOffice & { readonly coordinator: TestCoordinator; close(): Promise<void> };

export async function openCustodyWorld(overrides: Partial<Config> = {}): Promise<CustodyWorld> {
  const chain = await startTestChain();
  const rpcUrls = new Map([[31_337, [chain.url]]]);
  const coordinator = await startTestCoordinator({ rpcUrls, ...overrides });
  const backOffice = await openBackOffice(coordinator, chain);
  const close = async (): Promise<void> => {
    await coordinator.close();
    await chain.close();
  };
  return { ...backOffice, coordinator, close };
}

export async function openBackOffice(host: Host, chain: TestChain): Promise<BackOffice> {
  const people = await enrolPeople(host);
  const proposed = await people.administrator.api.post('/v1/policies', worldPolicy(chain));
  expectStatus(proposed, 201);
  const policyDigest = String(proposed.body.digest);
  expectStatus(await activatePolicy(people.secondAdministrator, policyDigest, 'hot'), 200);
  return { chain, people, policyDigest };
}

/** What an administrator does who puts a policy in force that another one proposed. */
export async function activatePolicy(
  by: Person,
  digest: string,
  wallets: 'hot' | 'foreign',
  faults: Parameters<Person['passkey']['assert']>[1] = {},
): Promise<ApiAnswer> {
  const asked = await by.api.get(`/v1/policies/${digest}/activation?wallets=${wallets}`);
  if (asked.status !== 200) return asked;
  const assertion = assertionFor(by, challengeIn(asked.body.options), faults);
  return by.api.post(`/v1/policies/${wallets}`, { digest, assertion });
}

async function enrolPeople(host: Host): Promise<People> {
  return {
    administrator: host.administrator,
    secondAdministrator: host.secondAdministrator,
    operator: await enrolPerson(host, 'Otto Operator', ['operator']),
    approvers: [
      await enrolPerson(host, 'Anna Approver', ['approver']),
      await enrolPerson(host, 'Ben Approver', ['approver']),
      await enrolPerson(host, 'Cleo Approver', ['approver']),
    ],
    auditor: await enrolPerson(host, 'Alma Auditor', ['auditor']),
  };
}

export function worldPolicy(chain: TestChain, changes: Partial<PolicyJson> = {}): PolicyJson {
  const coin = {
    token: null,
    symbol: 'ETH',
    decimals: 18,
    maxPerTransaction: (5n * ETHER).toString(),
    maxPerDay: (50n * ETHER).toString(),
    feeRatio: { fee: '1', perAmount: '10' },
  };
  const token = {
    token: chain.token,
    symbol: 'USDX',
    decimals: 6,
    maxPerTransaction: '10000000000',
    maxPerDay: '100000000000',
    feeRatio: { fee: (ETHER / 100n).toString(), perAmount: '1000000' },
  };
  const rule = {
    chain: chain.name,
    name: 'Anvil',
    coinSymbol: 'ETH',
    coinDecimals: 18,
    maxFee: (ETHER / 100n).toString(),
    assets: [coin, token],
    destinations: [{ address: DESTINATION, label: 'Exchange account' }],
  };
  return { revision: 1, approverQuorum: 2, officerQuorum: 2, chains: [rule], ...changes };
}

/** A new hot wallet with money in it. */
export async function fundedHotWallet({ people, chain }: BackOffice): Promise<{ id: string; address: string }> {
  const made = await people.administrator.api.post('/v1/wallets', { kind: 'hot', name: 'Hot wallet' });
  expectStatus(made, 201);
  const address = String(made.body.address);
  await chain.fund(address, 100n * ETHER, 100_000_000_000n);
  return { id: String(made.body.id), address };
}

/** A paired vault with one funded cold wallet. */
export async function pairedVault(world: BackOffice): Promise<{
  readonly station: TestStation;
  readonly vaultId: string;
  readonly wallet: { id: string; address: string };
}> {
  const { api } = world.people.administrator;
  const station = new TestStation();
  const offered = await api.post('/v1/pairings', { policyDigest: world.policyDigest });
  expectStatus(offered, 201);
  const path = `/v1/pairings/${String(offered.body.id)}`;
  const frames = await api.get(`${path}/frames`);
  const preview = await api.post(`${path}/acceptance`, asScanned(await station.accept(messageOf(frames.body))));
  expectStatus(preview, 200);
  const acceptance: unknown = preview.body.acceptance;
  const acceptanceDigest =
    typeof acceptance === 'object' && acceptance && 'digest' in acceptance ? acceptance.digest : '';
  const second = world.people.secondAdministrator.api;
  const confirmed = await second.post(`${path}/confirmation`, { acceptanceDigest, wordsMatch: true });
  expectStatus(confirmed, 201);
  const registered = await api.post('/v1/key-manifests', asScanned(await station.generateKeys(['Cold wallet'])));
  expectStatus(registered, 201);
  const wallets: unknown = registered.body.wallets;
  const [wallet] = Array.isArray(wallets) ? wallets : [];
  await world.chain.fund(String(wallet.address), 100n * ETHER, 100_000_000_000n);
  return {
    station,
    vaultId: String(confirmed.body.id),
    wallet: { id: String(wallet.id), address: String(wallet.address) },
  };
}

/** A funded wallet in a device that is not ours, under a policy that allows foreign wallets. */
export async function foreignWallet(
  world: BackOffice,
  accountNumber = 0,
): Promise<{ readonly device: ForeignDevice; readonly id: string; readonly address: string }> {
  const { api } = world.people.administrator;
  const allowed = await activatePolicy(world.people.secondAdministrator, world.policyDigest, 'foreign');
  // The second wallet finds it in force.
  if (allowed.status !== 409) expectStatus(allowed, 200);
  const device = new ForeignDevice();
  const { address } = device.account(accountNumber);
  const made = await api.post('/v1/wallets/foreign', {
    how: 'scanned',
    name: 'Foreign wallet',
    urType: 'crypto-hdkey',
    scanned: { frames: device.showAccountKey() },
    accountNumber,
    address,
  });
  expectStatus(made, 201);
  const id = String(made.body.id);
  expectStatus(await confirmWallet(world.people.secondAdministrator, id), 201);
  await world.chain.fund(address, 100n * ETHER, 100_000_000_000n);
  return { device, id, address };
}

/** What an administrator does who saw the address of a foreign wallet on the device's own screen. */
export async function confirmWallet(
  by: Person,
  id: string,
  faults: Parameters<Person['passkey']['assert']>[1] = {},
): Promise<ApiAnswer> {
  const asked = await by.api.get(`/v1/wallets/${id}/confirmation`);
  if (asked.status !== 200) return asked;
  return by.api.post(`/v1/wallets/${id}/confirmation`, assertionFor(by, challengeIn(asked.body), faults));
}

/** What a withdrawal of one ETH to the allowed destination is asked with, unless changed. */
export function wish(world: BackOffice, walletId: string, changes: Record<string, unknown> = {}) {
  return { walletId, chain: world.chain.name, destination: DESTINATION, amount: ETHER.toString(), ...changes };
}

/** Requests a withdrawal and waits until people are asked. */
export async function requested(
  world: BackOffice,
  walletId: string,
  changes: Record<string, unknown> = {},
): Promise<string> {
  const made = await world.people.operator.api.post('/v1/withdrawals', wish(world, walletId, changes));
  expectStatus(made, 201);
  const id = String(made.body.id);
  await waitForState(world.people.operator.api, id, ['awaiting-approval']);
  return id;
}

/** One person's approval, with their passkey over the withdrawal's digest. */
export async function approve(person: Person, withdrawalId: string): Promise<ApiAnswer> {
  const options = await person.api.get(`/v1/withdrawals/${withdrawalId}/approval-options`);
  expectStatus(options, 200);
  return person.api.post(
    `/v1/withdrawals/${withdrawalId}/approvals`,
    assertionFor(person, String(options.body.challenge)),
  );
}

/** Requested and approved by as many as the policy needs. */
export async function approved(
  world: BackOffice,
  walletId: string,
  changes: Record<string, unknown> = {},
): Promise<string> {
  const id = await requested(world, walletId, changes);
  for (const person of world.people.approvers.slice(0, 2)) expectStatus(await approve(person, id), 201);
  return id;
}

/** Waits until a withdrawal is in one of these states; an error tells in which it stayed. */
export async function waitForState(
  api: ApiClient,
  id: string,
  states: readonly string[],
  seconds = 30,
): Promise<WithdrawalDetail> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const { body } = await api.get(`/v1/withdrawals/${id}`).catch(() => ({ body: {} as Record<string, unknown> }));
    if (states.includes(String(body.state))) return body as unknown as WithdrawalDetail;
    if (Date.now() > end) throw new Error(`withdrawal ${id} is not ${states.join(' or ')}: ${JSON.stringify(body)}`);
    await sleep(50);
  }
}

export function expectStatus(answer: ApiAnswer, status: number): void {
  if (answer.status !== status)
    throw new Error(`HTTP ${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
}
