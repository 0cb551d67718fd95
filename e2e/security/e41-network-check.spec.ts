import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { IS_ROOT } from '../support/ordinary-user.ts';
import { ROOT } from '../support/toolchain.ts';
import { useSigner } from '../support/use-signer.ts';

const used = useSigner();
const MODULE = join(ROOT, 'signer-desktop', 'src', 'main', 'network-interfaces.ts');

/** What the signer's own check says, with the words before it (a network namespace, say). */
function interfacesUp(...before: string[]): unknown {
  const code = `import(${JSON.stringify(MODULE)}).then((m) => console.log(JSON.stringify(m.interfacesUp())))`;
  const [program = '', ...args] = [...before, process.execPath, '--input-type=module', '-e', code];
  return JSON.parse(spawnSync(program, args, { encoding: 'utf8' }).stdout);
}

describe('E-41: network interfaces', () => {
  test('the test build names at its foot what a release would refuse', async () => {
    const review = await used.signer.review();
    const notice = review.locator('[data-code="NETWORK_UP"]');
    const names = interfacesUp() as string[];
    expect(await notice.count()).toBe(names.length === 0 ? 0 : 1);
    for (const name of names) expect(await notice.textContent()).toContain(name);
  });

  test('E-40: without a network there is nothing up', (context) => {
    context.skip(!IS_ROOT, 'only root makes a network namespace here');
    expect(interfacesUp('unshare', '--net')).toEqual([]);
  });

  test('a link that is up without an address counts', (context) => {
    context.skip(!IS_ROOT, 'only root makes a network interface');
    const script = 'ip link add probe0 type dummy 2>/dev/null && ip link set probe0 up; exec "$0" "$@"';
    const up = interfacesUp('unshare', '--net', 'sh', '-c', script);
    // Where the kernel has no dummy interfaces (a container without modules), there is nothing to see.
    expect([['probe0'], []]).toContainEqual(up);
  });
});
