import { readdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

const IFF_UP = 0x1;
const IFF_LOOPBACK = 0x8;
const LINUX_INTERFACES = '/sys/class/net';

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
  return listDirectory(LINUX_INTERFACES).filter((name) => {
    const flags = readFlags(`${LINUX_INTERFACES}/${name}/flags`);
    return flags !== undefined && isUpAndOutside(flags);
  });
}

export function isUpAndOutside(flags: number): boolean {
  return (flags & IFF_UP) !== 0 && (flags & IFF_LOOPBACK) === 0;
}

function listDirectory(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function readFlags(path: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 16);
  } catch {
    return undefined;
  }
}
