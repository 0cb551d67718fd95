/** Whether SECURITY.md says what is there: each control with code and a test that exist. */

/** The repository, as far as the page speaks of it. */
export type Repository = {
  readonly files: readonly string[];
  read(file: string): string;
};

type Control = { readonly id: string; readonly code: string; readonly tests: string };

const TOP = 'coordinator|shared|signer-desktop|e2e|scripts|docs';
const PATH_IN_REPOSITORY = new RegExp(`^(${TOP})(/[\\w.@-]+)+/?$|^[\\w.-]+\\.(md|yml|json)$|^\\.npmrc$`);
const TEST_FILE = /\.(test|spec)\.(ts|tsx|mjs)$/;
const CONTROL_ROW = /^\| ([A-Z]-\d{2}) \| (.+) \| (.+) \| (.+) \|$/gm;
const NUMBER_OF_CONTROL = /\b[A-Z]-\d{2}\b/g;
/** A test file and the names of those of its tests that are meant: `path`: "name", "other name" */
const NAMED_TESTS = /`([^`]+)`((?:[:,] "[^"]+")*)/g;
/** Where code names the controls that it keeps. */
const NAMES_CONTROLS = /^(signer-desktop\/(src|build)|e2e\/security\/|electron-builder\.yml)/;

/** Each offence of the page, in words. */
export function findWrong(page: string, repository: Repository): string[] {
  const controls = [...page.matchAll(CONTROL_ROW)].map(([, id = '', , code = '', tests = '']) => ({ id, code, tests }));
  if (controls.length === 0) return ['it has no control'];
  return [
    ...findMissingPaths(page, repository.files),
    ...findOutOfOrder(controls),
    ...controls.flatMap((control) => findUnproven(control, repository)),
    ...findUnnamedSpecs(page, repository.files),
    ...findUnknownNumbers(page, repository),
  ];
}

function findMissingPaths(page: string, files: readonly string[]): string[] {
  return pathsIn(page)
    .filter((path) => !files.some((file) => file === path || file.startsWith(path.endsWith('/') ? path : `${path}/`)))
    .map((path) => `${path} does not exist`);
}

function pathsIn(text: string): string[] {
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  return [...new Set(spans.filter((span) => PATH_IN_REPOSITORY.test(span)))];
}

/** Numbers only grow, so that one is never given twice and is easily found. */
function findOutOfOrder(controls: readonly Control[]): string[] {
  return controls
    .filter(({ id }, at) => {
      const before = controls[at - 1]?.id ?? '';
      return before[0] === id[0] && before >= id;
    })
    .map(({ id }) => `${id} stands behind a number that is not lower`);
}

function findUnproven({ id, code, tests }: Control, { files, read }: Repository): string[] {
  const wrong: string[] = [];
  if (pathsIn(code).length === 0) wrong.push(`${id} does not say where in the code it is`);
  const named = [...tests.matchAll(NAMED_TESTS)].map(([, path = '', names = '']) => ({ path, names: namesIn(names) }));
  if (!named.some(({ path }) => TEST_FILE.test(path))) wrong.push(`${id} names no test`);
  for (const { path, names } of named) {
    if (!files.includes(path)) continue;
    const text = read(path);
    wrong.push(...names.filter((name) => !text.includes(name)).map((name) => `${id}: ${path} has no test "${name}"`));
  }
  return wrong;
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
}

function findUnnamedSpecs(page: string, files: readonly string[]): string[] {
  const named = new Set(pathsIn(page));
  return files
    .filter((file) => /^e2e\/security\/.*\.spec\.ts$/.test(file) && !named.has(file))
    .map((file) => `${file} is not named`);
}

/** A number in the code that the page does not know leads a reader nowhere. */
function findUnknownNumbers(page: string, { files, read }: Repository): string[] {
  const known = new Set(page.match(NUMBER_OF_CONTROL));
  return files
    .filter((file) => NAMES_CONTROLS.test(file))
    .flatMap((file) =>
      [...new Set(read(file).match(NUMBER_OF_CONTROL))]
        .filter((id) => !known.has(id))
        .map((id) => `${file} speaks of ${id}, which is not a control`),
    );
}
