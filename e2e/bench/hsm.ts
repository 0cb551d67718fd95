import { createHash } from 'node:crypto';
import { buildTransfer, decodeTransfer, signingDigest } from '@vieraugen/shared/chains/evm';
import { decodePolicy, judgePayment, paymentOfTransfer } from '@vieraugen/shared/policy';
import { TestCoordinator } from '@vieraugen/shared/testing';
import { type BenchVault, createBenchVault } from '@vieraugen/signer-desktop/testing/bench-vault';
import { measureKmsQuota } from './kms-quota.ts';
import { rateOf } from './measure.ts';
import type { Bench } from './report.ts';
import { compileSignLoop, type SignLoop, startSignLoop } from './sign-loop.ts';
import { noteCeremony } from './signing-ceremony.ts';

const BATCH = 100;
const GOALS = [
  ['8', 'raw signatures, one session'],
  ['9', 'raw signatures, eight sessions'],
  ['10', 'the whole signing step, in batches'],
  ['10b', `a batch of ${BATCH}`],
  ['11', 'what the binding adds to a P-256 signature'],
] as const;

/** Signing in the HSM beside a loop in C on the same token, and the quota of KMS. */
export async function measureHsm(bench: Bench): Promise<void> {
  const loop = compileSignLoop();
  if (typeof loop === 'string') for (const [goal, title] of GOALS) bench.missing(goal, title, loop);
  else {
    const vault = createBenchVault();
    await measureSigning(bench, vault, loop.program);
    vault.remove();
    loop.remove();
  }
  await noteCeremony(bench);
  await measureKmsQuota(bench);
}

async function measureSigning(bench: Bench, vault: BenchVault, program: string): Promise<void> {
  const token = { ...vault.softHsm, serial: vault.serial, pin: vault.pin };
  const chain = await startSignLoop(program, token, vault.chainKey.id);
  await vault.withOneSession('chain', (sign) => compareOneSession(bench, sign, chain));
  await vault.withAllSessions((sign) => compareAllSessions(bench, sign, chain));
  await compareWholeStep(bench, vault, chain);
  chain.close();
  const station = await startSignLoop(program, token, vault.stationKeyId);
  await vault.withOneSession('station', (sign) => measureBinding(bench, sign, station));
  station.close();
}

function compareOneSession(bench: Bench, sign: (digest: Uint8Array) => Uint8Array, loop: SignLoop): Promise<void> {
  const next = digests();
  return bench.compare({
    goal: '8',
    title: 'raw signatures, one session',
    unit: 'signatures/s',
    ours: () => rateOf(() => sign(next())),
    floor: { name: 'C, one thread', run: () => loop.rate(1) },
    ratio: 'ours/floor',
    bound: { atLeast: 0.9 },
  });
}

function compareAllSessions(
  bench: Bench,
  sign: (digests: readonly Uint8Array[]) => Promise<unknown>,
  loop: SignLoop,
): Promise<void> {
  const next = digests();
  const batch = Array.from({ length: BATCH }, () => next());
  return bench.compare({
    goal: '9',
    title: 'raw signatures, eight sessions',
    unit: 'signatures/s',
    ours: async () => BATCH * (await rateOf(() => sign(batch))),
    floor: { name: 'C, two threads', run: () => loop.rate(2) },
    ratio: 'ours/floor',
    bound: { atLeast: 0.75 },
  });
}

/** Decoding, policy, signing, low-s, and the check against the known key: as a ceremony does it, without the journal. */
async function compareWholeStep(bench: Bench, vault: BenchVault, loop: SignLoop): Promise<void> {
  const coordinator = new TestCoordinator();
  const policy = decodePolicy(coordinator.policy);
  // So small that a hundred of them stay within a day's limit, and their fee within its share of the amount.
  const small = { amount: 10n ** 15n, maxFeePerGas: 10n ** 9n };
  const transactions = Array.from({ length: BATCH }, () => buildTransfer(coordinator.transfer(small)));
  await vault.withVault(async (session) => {
    const step = () => {
      let spent = 0n;
      const orders = transactions.map((transaction) => {
        const payment = paymentOfTransfer(decodeTransfer(transaction));
        judgePayment(policy, payment, spent);
        spent += payment.amount;
        return { key: vault.chainKey, digest: signingDigest(transaction) };
      });
      return session.signWithChainKeys(orders);
    };
    await step();
    await bench.compare({
      goal: '10',
      title: 'the whole signing step (decode, policy, sign, low-s, check), in batches',
      unit: 'signatures/s',
      ours: async () => BATCH * (await rateOf(step)),
      floor: { name: 'C, one thread', run: () => loop.rate(1) },
      ratio: 'ours/floor',
      bound: { atLeast: 0.7 },
    });
    await bench.compare({
      goal: '10b',
      title: `a batch of ${BATCH}`,
      unit: 'ms',
      ours: async () => 1000 / (await rateOf(step, 0)),
      floor: { name: `${BATCH} signatures of C`, run: async () => (BATCH * 1000) / (await loop.rate(1, 100)) },
      ratio: 'ours/floor',
      bound: { atMost: 1.4 },
    });
  });
}

async function measureBinding(bench: Bench, sign: (digest: Uint8Array) => Uint8Array, loop: SignLoop): Promise<void> {
  const next = digests();
  const difference = async () => {
    const ours = await rateOf(() => sign(next()), 350);
    const floor = await loop.rate(1, 350);
    return 1e6 / ours - 1e6 / floor;
  };
  await bench.figure({
    goal: '11',
    title: 'what the binding adds to a P-256 signature',
    unit: 'us',
    // Two near neighbours are subtracted, so one pair alone would say nothing.
    ours: async () => ((await difference()) + (await difference()) + (await difference())) / 3,
    bound: { atMost: 25 },
  });
}

/** Digests, each another: no cache of anybody's helps. */
function digests(): () => Uint8Array {
  let last = createHash('sha256').update('bench').digest();
  return () => {
    last = createHash('sha256').update(last).digest();
    return last;
  };
}
