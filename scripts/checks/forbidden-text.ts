/** What must not be in the repository. A pattern is written so that it does not find itself. */
type ForbiddenText = {
  readonly name: string;
  readonly why: string;
  readonly pattern: RegExp;
  /** The files it is looked for in; all, unless given. */
  readonly files?: RegExp;
  readonly except?: RegExp;
};

const SOURCES = /\.(ts|tsx|mjs|cjs|js)$/;

export const FORBIDDEN_TEXTS: readonly ForbiddenText[] = [
  {
    name: 'unfinished',
    why: 'finish it or open an issue',
    pattern: /\b(TO[D]O|FIX[M]E|XX[X]|HAC[K])\b/,
    files: SOURCES,
  },
  {
    name: 'silenced-check',
    why: 'repair what the check found instead of silencing it',
    pattern: /@ts-(ig[n]ore|expect-er[r]or|nock?[h]eck)|biome-ig[n]ore|eslint-disab[l]e/,
    files: SOURCES,
  },
  {
    name: 'lonely-test',
    why: 'with .only all the other tests of the file do not run',
    pattern: /\b(test|it|describe)\.on[l]y\b/,
    files: SOURCES,
  },
  {
    name: 'skip-without-reason',
    why: "skip a test while it runs, with a reason: context.skip(condition, 'reason')",
    pattern: /\b(test|it|describe)\.(sk[i]p|to[d]o|runI[f])\b|\bcontext\.sk[i]p\(\)/,
    files: SOURCES,
  },
  { name: 'debugger', why: 'remove it', pattern: /^\s*debug[g]er;/m, files: SOURCES },
  { name: 'merge-conflict', why: 'resolve the conflict', pattern: /^(<{7}|>{7}) /m },
  {
    name: 'private-key',
    why: 'a key that was committed is no secret any more',
    pattern: /BEGIN ([A-Z]+ )?PRIVATE[ ]KEY/,
  },
  {
    name: 'path-of-one-machine',
    why: 'a path in a home folder is right on one machine only',
    pattern: /(^|[\s'"`(=])\/(home\/[a-z]{2}|root\/|Users\/[A-Za-z]{2})/m,
  },
  {
    name: 'address-in-lockfile',
    why: 'package-lock.json holds no addresses, so that it works with every registry: npm install once more',
    pattern: /"resol[v]ed": "https?:/,
    files: /^package-lock\.json$/,
  },
  {
    name: 'dials-out',
    why: 'requests to the outside are made in coordinator/src/rpc/ and kms/ only',
    pattern: /(?<![.\w])(fet[c]h\(|new (WebSo[c]ket|EventSo[u]rce|XMLHttpReq[u]est)\b)/,
    files: /^(coordinator\/src|shared\/src|signer-desktop\/src)\/.*\.tsx?$/,
    except: /^coordinator\/src\/(rpc|kms)\/|\.test\.tsx?$|\/testing\//,
  },
  {
    name: 'clock-or-chance-in-shared',
    why: 'shared/ is pure: time and random numbers are given to it',
    pattern: /\b(Date\.n[o]w|new Da[t]e\(\)|Math\.rand[o]m|getRandomVal[u]es)\b/,
    files: /^shared\/src\/(?!.*\.test\.ts$)/,
  },
  {
    name: 'opens-a-browser',
    why: 'E-22: the signer never hands an address to another program',
    pattern: /\bshell\.openExt[e]rnal|openExt[e]rnal\(/,
    files: /^signer-desktop\/src\/(?!.*\.test\.ts$)/,
  },
  {
    name: 'raw-html',
    why: 'E-12: text of a request is drawn as text',
    pattern: /dangerouslySetInner[H]TML|\.innerHTM[L]\b|insertAdjacentHTM[L]/,
    files: /^(signer-desktop\/src|coordinator\/web)\/.*\.tsx?$/,
  },
];

const LONGEST_FILE = 400;
const LONGEST_TEST = 600;

/** Each offence in one file, in words. */
export function findForbidden(file: string, text: string): string[] {
  const found = FORBIDDEN_TEXTS.filter(
    ({ files, except, pattern }) => (files?.test(file) ?? true) && !except?.test(file) && pattern.test(text),
  ).map(({ name, why, pattern }) => `${file}:${lineOf(text, pattern)} ${name}: ${why}`);
  return [...found, ...findTooLong(file, text)];
}

function findTooLong(file: string, text: string): string[] {
  if (!SOURCES.test(file)) return [];
  const limit = /\.(test|spec)\./.test(file) ? LONGEST_TEST : LONGEST_FILE;
  const lines = text.split('\n').length;
  return lines > limit ? [`${file}: too-long: ${lines} lines, at most ${limit}; split it`] : [];
}

function lineOf(text: string, pattern: RegExp): number {
  return text.slice(0, text.search(pattern)).split('\n').length;
}
