import { openFloor } from './api-floor.ts';
import { CONNECTIONS, openApiWorld } from './api-world.ts';
import type { Bench } from './report.ts';

const MILLISECONDS = 4_000;

/** Accepting withdrawals: the whole way from a request over HTTPS to rows that are on the disk. */
export async function measureApi(bench: Bench): Promise<void> {
  const world = await openApiWorld();
  try {
    const floor = await openFloor(await world.floorDatabase());
    const subject = await world.start({});
    bench.note(
      `${floor.name} writes the same rows on 8 connections, a statement a row; the load comes over ${CONNECTIONS} TLS connections.`,
    );
    bench.note('Coordinator, load and PostgreSQL (fsync on) share the processors, and the load is not free.');
    await subject.load(2000);
    await bench.compare({
      goal: '12',
      title: 'withdrawals accepted, one transaction each',
      unit: 'requests/s',
      ours: async () => {
        const { accepted, seconds } = await subject.load(MILLISECONDS);
        return accepted / seconds;
      },
      floor: { name: floor.name, run: () => floor.run(MILLISECONDS / 1000) },
      ratio: 'ours/floor',
      bound: { atLeast: 0.6 },
    });
    bench.missing('13', 'withdrawals accepted, written together', 'requests are not written together yet');
    bench.missing('14', 'what authentication costs', 'not compared yet');
    bench.missing('15', 'the slowest hundredth when written together', 'requests are not written together yet');
  } finally {
    await world.close();
  }
}
