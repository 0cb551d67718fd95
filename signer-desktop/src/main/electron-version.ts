/** The major this program is built and reviewed for; the same as in package.json (a unit test compares them). */
export const PINNED_ELECTRON_MAJOR = 45;

export function electronMajor(version: string): number {
  return Number.parseInt(version, 10);
}

/** An older Electron lacks years of security fixes: a release refuses it, a test build says so at the foot of the window. */
export function isOlderThanPinned(version: string): boolean {
  const major = electronMajor(version);
  return !(major >= PINNED_ELECTRON_MAJOR);
}
