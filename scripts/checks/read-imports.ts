import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/** One file reaches for another, or for a package. */
export type Import = {
  /** The importing file, from the repository's root. */
  readonly from: string;
  /** The file, from the repository's root; or the package or Node module (`node:fs`). */
  readonly to: string;
  /** As it is written. */
  readonly specifier: string;
  /** True for `import type`, which is gone when the program runs. */
  readonly typeOnly: boolean;
};

/** Lists what a source file imports and re-exports, dynamic imports included. Throws when it cannot be parsed. */
export function readImports(from: string, source: string): Import[] {
  const { module, errors } = parseSync(from, source);
  const [error] = errors;
  if (error) throw new Error(`${from} cannot be parsed: ${error.message}`);
  const make = (specifier: string, typeOnly: boolean): Import => ({
    from,
    to: resolveSpecifier(from, specifier),
    specifier,
    typeOnly,
  });
  return [
    ...module.staticImports.map(({ moduleRequest, start, end }) =>
      make(moduleRequest.value, /^import\s+type\b/.test(source.slice(start, end))),
    ),
    ...module.staticExports.flatMap(({ entries, start, end }) =>
      entries.slice(0, 1).flatMap(({ moduleRequest }) => {
        const typeOnly = /^export\s+type\b/.test(source.slice(start, end));
        return moduleRequest ? [make(moduleRequest.value, typeOnly)] : [];
      }),
    ),
    ...module.dynamicImports.map(({ moduleRequest }) =>
      make(source.slice(moduleRequest.start, moduleRequest.end).replace(/^['"`]|['"`]$/g, ''), false),
    ),
  ];
}

/** A path for a file of the repository, the normalised name for everything else. */
function resolveSpecifier(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  const [, workspace, entry] = /^@vieraugen\/([^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  if (workspace) return posix.join(workspace, 'src', entry ?? '', 'index.ts');
  return isBuiltin(specifier) && !specifier.startsWith('node:') ? `node:${specifier}` : specifier;
}
