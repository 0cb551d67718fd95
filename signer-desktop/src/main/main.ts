// The guard's module is evaluated before anything else of the program: keep this import first.
import { configPath } from './guarded-launch.ts';
import { start } from './start.ts';
import { stopLaunch } from './stop-launch.ts';

start(configPath).catch(() => stopLaunch('START_FAILED', 'The signer could not start.'));
