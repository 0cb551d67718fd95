import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

const IFF_UP = 0x1;
const IFF_LOOPBACK = 0x8;
/** Lists the interfaces of our own network namespace; /sys may still show those of the machine's. */
const LINUX_INTERFACES = '/proc/self/net/dev';

/**
 * E-41: names of the interfaces other than loopback that are up. Node lists only those with an address; on Linux the kernel
 * is asked too, because a link that is up without an address can get one at any moment.
 */
export function interfacesUp(): readonly string[] {
  const withAddress = Object.entries(networkInterfaces())
    .filter(([, addresses]) => addresses?.some((address) => !address.internal))
    .map(([name]) => name);
  return [...new Set([...withAddress, ...linuxInterfacesUp()])].sort();
}

function linuxInterfacesUp(): readonly string[] {
  if (process.platform !== 'linux') return [];
  return parseInterfaceNames(readText(LINUX_INTERFACES) ?? '').filter((name) => {
    const flags = readText(`/sys/class/net/${name}/flags`);
    // An interface of which nothing can be learnt is taken as up.
    return flags === undefined ? name !== 'lo' : isUpAndOutside(Number.parseInt(flags, 16));
  });
}

/** Two lines of headings, then `name: counters` a line. */
export function parseInterfaceNames(table: string): readonly string[] {
  return table
    .split('\n')
    .slice(2)
    .flatMap((line) => line.split(':', 1)[0]?.trim() || []);
}

export function isUpAndOutside(flags: number): boolean {
  return (flags & IFF_UP) !== 0 && (flags & IFF_LOOPBACK) === 0;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
