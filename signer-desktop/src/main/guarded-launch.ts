import { BUILD } from './build-kind.ts';
import { judgeLaunch } from './launch-guard.ts';
import { stopLaunch } from './stop-launch.ts';

/**
 * Imported first by the entry file, so that nothing else of the program has run when the launch is judged (E-51).
 */
function guardLaunch(): string {
  const verdict = judgeLaunch({
    build: BUILD,
    argv: process.argv,
    environmentNames: Object.keys(process.env),
    appDirectory: __dirname,
  });
  return verdict.ok ? verdict.configPath : stopLaunch(verdict.code, verdict.message);
}

export const configPath: string = guardLaunch();
