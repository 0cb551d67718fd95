import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { signerCommand, signerEnvironment } from '../support/launch-signer.ts';
import { ordinaryUserPrefix } from '../support/ordinary-user.ts';
import { createStation, type Station } from '../support/station.ts';

let child: ChildProcess | undefined;
let station: Station | undefined;

afterEach(async () => {
  child?.kill('SIGKILL');
  await sleep(300);
  station?.remove();
});

/** The process and all that came from it. */
function family(pid: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: parentOf(Number(name)) }));
  const found = new Set([pid]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const one of parents) if (found.has(one.parent)) found.add(one.pid);
  }
  return [...found];
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function socketInodes(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** Internet sockets, of any protocol and state, of these processes. */
function internetSockets(pids: readonly number[]): readonly string[] {
  const own = new Set(pids.flatMap(socketInodes));
  return ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6'].flatMap((protocol) => {
    const [, ...rows] = readFileSync(`/proc/self/net/${protocol}`, 'utf8').trim().split('\n');
    return rows.filter((row) => own.has(row.trim().split(/\s+/)[9] ?? '')).map((row) => `${protocol} ${row.trim()}`);
  });
}

describe('E-45: sockets', () => {
  test('the running signer, helpers included, has no internet socket at any moment', async () => {
    station = createStation();
    const { program, appDirectory } = signerCommand('test');
    const [command = program, ...args] = [
      ...ordinaryUserPrefix(),
      program,
      appDirectory,
      `--config=${station.configPath}`,
    ];
    child = spawn(command, args, { env: await signerEnvironment(station), stdio: 'ignore' });
    const seen = new Set<string>();
    let largest = 0;
    for (let looks = 0; looks < 40; looks += 1) {
      const pids = family(child.pid ?? 0);
      largest = Math.max(largest, pids.length);
      for (const socket of internetSockets(pids)) seen.add(socket);
      await sleep(100);
    }
    expect(child.exitCode).toBeNull();
    // Main, zygotes, GPU, renderer, signer: the program was really up.
    expect(largest).toBeGreaterThan(4);
    expect([...seen]).toEqual([]);
  });
});
