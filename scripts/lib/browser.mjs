import { readFileSync } from 'node:fs';
import { isExecutable } from './run.mjs';
import { Missing } from './say.mjs';

const CANDIDATES = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A browser of the Chromium family that can be driven; the environment's CHROMIUM comes first. */
export function findBrowser() {
  const named = process.env.CHROMIUM;
  if (named && !isExecutable(named)) throw new Missing(`CHROMIUM names ${named}, which is not a program.`);
  return named || CANDIDATES.find((path) => isExecutable(path) && !isSnapStub(path));
}

/** After the installation there must be one: on Ubuntu the package is only a stub that asks for a snap. */
export function demandBrowser() {
  const browser = findBrowser();
  if (browser) return browser;
  throw new Missing(
    "No Chromium or Google Chrome was found (Ubuntu's chromium package is only a pointer to a snap, which cannot be " +
      'driven here). Install Google Chrome, or set CHROMIUM to the path of a Chromium.',
  );
}

/** @param {string} path */
function isSnapStub(path) {
  const start = readFileSync(path).subarray(0, 4096).toString('latin1');
  return start.startsWith('#!') && start.includes('snap');
}
