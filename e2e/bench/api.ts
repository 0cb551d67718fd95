import { type Floor, openFloor } from './api-floor.ts';
import type { LoadReport } from './api-load.ts';
import { type ApiWorld, CONNECTIONS, openApiWorld, type Subject } from './api-world.ts';
import { quantile } from './measure.ts';
import type { Bench } from './report.ts';

const MILLISECONDS = 4_000;
/** A tenth is less than one minute differs from the next: it takes longer to be seen. */
const LONG_MILLISECONDS = 6_000;
/** Until the code that serves requests is compiled. */
const WARM_UP_REQUESTS = 6_000;
const WARM_UP_MILLISECONDS = 30_000;

type Subjects = {
  /** As it is delivered: what arrives together is committed together. */
  readonly grouped: Subject;
  /** One transaction a request. */
  readonly single: Subject;
  /** As delivered, but nobody asks who calls. */
  readonly open: Subject;
};

/** Accepting withdrawals: the whole way from a request over HTTPS to rows that are on the disk. */
export async function measureApi(bench: Bench): Promise<void> {
  const world = await openApiWorld();
  try {
    const floor = await openFloor(await world.floorDatabase());
    describe(bench, floor);
    const subjects = await startSubjects(world);
    await compareWithFloor(bench, subjects, floor);
    await compareWithSingle(bench, subjects);
    await compareWithoutAuth(bench, subjects);
  } finally {
    await world.close();
  }
}

function describe(bench: Bench, floor: Floor): void {
  bench.note(
    `${floor.name} writes the same rows into the same schema on 8 connections, a statement a row, the audit log's head locked.`,
  );
  bench.note(
    `The load: ${CONNECTIONS} TLS 1.3 connections, one request at a time on each. Load, coordinator and PostgreSQL (fsync on) share the processors.`,
  );
  bench.note('The rows are counted after every run: each 201 is one withdrawal. The worker goes on meanwhile.');
}

async function startSubjects(world: ApiWorld): Promise<Subjects> {
  const grouped = await world.start({});
  const single = await world.start({ settings: { COMMIT_GROUP: '1' } });
  const open = await world.start({ withoutAuth: true });
  for (const subject of [grouped, single, open]) await warmUp(subject);
  return { grouped, single, open };
}

async function warmUp(subject: Subject): Promise<void> {
  let served = 0;
  const end = performance.now() + WARM_UP_MILLISECONDS;
  while (served < WARM_UP_REQUESTS && performance.now() < end) served += (await subject.load(2_000)).accepted;
}

const rateOf = ({ accepted, seconds }: LoadReport): number => accepted / seconds;
const rate =
  (subject: Subject, milliseconds = MILLISECONDS) =>
  async () =>
    rateOf(await subject.load(milliseconds));

async function compareWithFloor(bench: Bench, { grouped, single }: Subjects, floor: Floor): Promise<void> {
  const beside = { name: floor.name, run: () => floor.run(MILLISECONDS / 1000) };
  const shared = { unit: 'requests/s', floor: beside, ratio: 'ours/floor' } as const;
  const [alone, together] = ['withdrawals accepted, a transaction each', 'withdrawals accepted, committed together'];
  await bench.compare({ ...shared, goal: '12', title: alone, ours: rate(single), bound: { atLeast: 0.6 } });
  await bench.compare({ ...shared, goal: '13a', title: together, ours: rate(grouped), bound: { atLeast: 1.3 } });
}

/** Rate and latency of the same runs. */
async function compareWithSingle(bench: Bench, { grouped, single }: Subjects): Promise<void> {
  const slowest = { grouped: [] as number[], single: [] as number[] };
  const run = (name: 'grouped' | 'single', subject: Subject) => async () => {
    const report = await subject.load(MILLISECONDS);
    slowest[name].push(quantile(report.latencies, 0.99));
    return rateOf(report);
  };
  await bench.compare({
    goal: '13b',
    title: 'withdrawals accepted, committed together',
    unit: 'requests/s',
    ours: run('grouped', grouped),
    floor: { name: 'a transaction each', run: run('single', single) },
    ratio: 'ours/floor',
    bound: { atLeast: 2 },
  });
  const next = (name: 'grouped' | 'single') => () => slowest[name].shift() ?? Number.NaN;
  await bench.compare({
    goal: '15',
    title: 'time of the slowest hundredth, committed together',
    unit: 'ms',
    ours: next('grouped'),
    floor: { name: 'a transaction each', run: next('single') },
    ratio: 'ours/floor',
    bound: { atMost: 1 },
  });
}

async function compareWithoutAuth(bench: Bench, { grouped, open }: Subjects): Promise<void> {
  await bench.compare({
    goal: '14',
    title: 'withdrawals accepted, with authentication',
    unit: 'requests/s',
    ours: rate(grouped, LONG_MILLISECONDS),
    floor: { name: 'without any', run: rate(open, LONG_MILLISECONDS) },
    ratio: 'ours/floor',
    bound: { atLeast: 0.9 },
  });
}
