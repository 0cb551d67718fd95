import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  approve,
  assertionFor,
  type CustodyWorld,
  openCustodyWorld,
  pairedVault,
  requested,
  waitForState,
} from '../../testing/custody-world.ts';
import { asScanned, messageOf } from '../../testing/test-station.ts';
import { isLegalMove, type WithdrawalState } from './withdrawal-states.ts';

let world: CustodyWorld;
beforeAll(async () => {
  world = await openCustodyWorld();
}, 120_000);
afterAll(() => world.close());

/** What we believe of one cold withdrawal, whatever people do to it. */
type Model = {
  state: WithdrawalState;
  readonly approvers: Set<number>;
  /** Requests that were made, the newest last. */
  readonly requests: { isOpen: boolean; isAnswered: boolean }[];
};

/** The same withdrawal in the program. */
type Real = {
  readonly id: string;
  readonly challenge: string;
  readonly vault: Awaited<ReturnType<typeof pairedVault>>;
  readonly ceremonies: { readonly id: string; readonly request: Uint8Array }[];
};

type Command = fc.AsyncCommand<Model, Real>;

const operator = () => world.people.operator.api;

class Approve implements Command {
  readonly person: number;
  constructor(person: number) {
    this.person = person;
  }
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const person = world.people.approvers[this.person] ?? world.people.approvers[0];
    const isOpen = model.state === 'awaiting-approval';
    const isNew = !model.approvers.has(this.person);
    const path = `/v1/withdrawals/${real.id}/approvals`;
    const answer = isOpen
      ? await approve(person, real.id)
      : await person.api.post(path, assertionFor(person, real.challenge));
    expect(answer.status).toBe(isOpen && isNew ? 201 : 409);
    if (!isOpen || !isNew) return;
    model.approvers.add(this.person);
    if (model.approvers.size === 2) model.state = 'awaiting-ceremony';
    await waitForState(operator(), real.id, [model.state]);
  }
  toString = () => `approve by ${this.person}`;
}

class Reject implements Command {
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const { api } = world.people.approvers[2];
    const answer = await api.post(`/v1/withdrawals/${real.id}/rejection`, { reason: 'No.' });
    const isOpen = model.state === 'awaiting-approval';
    expect(answer.status).toBe(isOpen ? 200 : 409);
    if (isOpen) model.state = 'rejected';
  }
  toString = () => 'reject';
}

class Cancel implements Command {
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const answer = await operator().post(`/v1/withdrawals/${real.id}/cancellation`, {});
    const isWaiting = model.state === 'awaiting-approval' || model.state === 'awaiting-ceremony';
    const isPossible = isWaiting && model.requests.length === 0;
    expect(answer.status).toBe(isPossible ? 200 : 409);
    if (isPossible) model.state = 'cancelled';
  }
  toString = () => 'cancel';
}

class Export implements Command {
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const body = { vaultId: real.vault.vaultId, withdrawalIds: [real.id] };
    const answer = await operator().post('/v1/ceremonies', body);
    const isPossible = model.state === 'awaiting-ceremony' && !model.requests.some((request) => request.isOpen);
    expect(answer.status).toBe(isPossible ? 201 : 409);
    if (!isPossible) return;
    const id = String(answer.body.id);
    real.ceremonies.push({ id, request: messageOf((await operator().get(`/v1/ceremonies/${id}/frames`)).body) });
    model.requests.push({ isOpen: true, isAnswered: false });
  }
  toString = () => 'export';
}

class CancelCeremony implements Command {
  check = (model: Readonly<Model>) => model.requests.length > 0;
  async run(model: Model, real: Real): Promise<void> {
    const last = model.requests.at(-1);
    const answer = await operator().post(`/v1/ceremonies/${real.ceremonies.at(-1)?.id}/cancellation`);
    expect(answer.status).toBe(last?.isOpen === true ? 200 : 409);
    if (last) last.isOpen = false;
  }
  toString = () => 'cancel the ceremony';
}

/** The signer answers any of the requests that it may have seen, in any order. */
class Answer implements Command {
  readonly which: number;
  readonly isYes: boolean;
  constructor(which: number, isYes: boolean) {
    this.which = which;
    this.isYes = isYes;
  }
  check = (model: Readonly<Model>) => model.requests.some((request) => !request.isAnswered);
  async run(model: Model, real: Real): Promise<void> {
    const open = model.requests.flatMap((request, index) => (request.isAnswered ? [] : [index]));
    const index = open[this.which % open.length] ?? 0;
    const [request, ceremony] = [model.requests[index], real.ceremonies[index]];
    if (request === undefined || ceremony === undefined) return;
    const answers = this.isYes ? [] : [{ code: 'OFFICER_REFUSED', reason: 'Refused by an officer.' }];
    const response = await real.vault.station.sign(ceremony.request, { answers });
    const answer = await operator().post('/v1/signing-responses', asScanned(response));
    expect(answer.status).toBe(200);
    request.isAnswered = true;
    request.isOpen = false;
    if (model.state !== 'awaiting-ceremony') return;
    model.state = this.isYes ? 'confirmed' : 'rejected';
    await waitForState(operator(), real.id, [model.state]);
  }
  toString = () => `answer ${this.which} with ${this.isYes ? 'a signature' : 'a refusal'}`;
}

async function setUp(): Promise<{ model: Model; real: Real }> {
  const vault = await pairedVault(world);
  const id = await requested(world, vault.wallet.id);
  const options = await world.people.approvers[0].api.get(`/v1/withdrawals/${id}/approval-options`);
  const real = { id, vault, challenge: String(options.body.challenge), ceremonies: [] };
  return { real, model: { state: 'awaiting-approval', approvers: new Set(), requests: [] } };
}

test('whatever people do in whatever order, a withdrawal is where the model says, and pays once at most', async () => {
  const commands = fc.commands(
    [
      fc.nat({ max: 2 }).map((person) => new Approve(person)),
      fc.nat({ max: 2 }).map((person) => new Approve(person)),
      // What ends it early is rare, so that most walks get far.
      fc.nat({ max: 11 }).map((n) => (n === 0 ? new Reject() : n === 1 ? new Cancel() : new Export())),
      fc.constant(new Export()),
      fc.constant(new CancelCeremony()),
      fc.tuple(fc.nat({ max: 3 }), fc.boolean()).map(([which, isYes]) => new Answer(which, isYes)),
    ],
    { maxCommands: 24, size: 'max' },
  );
  const property = fc.asyncProperty(commands, async (walk) => {
    const { model, real } = await setUp();
    await fc.asyncModelRun(() => ({ model, real }), walk);
    const { timeline, state } = await waitForState(operator(), real.id, [model.state]);
    expect(state).toBe(model.state);
    for (const { from, to } of timeline) expect(from === null ? to === 'requested' : isLegalMove(from, to)).toBe(true);
    expect(await world.chain.countSent(real.vault.wallet.address)).toBe(state === 'confirmed' ? 1 : 0);
  });
  await fc.assert(property, { numRuns: 25, endOnFailure: true });
}, 300_000);
