import type { ChildProcess } from 'node:child_process';

/**
 * Ends a program that we started when our process ends in whatever way: what drives the browsers ends it by itself at a
 * signal, before anybody could close the rest.
 */
export function endWithUs(child: ChildProcess): void {
  const end = () => void child.kill('SIGTERM');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
}
