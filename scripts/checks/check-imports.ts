import { findCycles } from './find-cycles.ts';
import { IMPORT_RULES, type ImportRule } from './import-rules.ts';
import type { Import } from './read-imports.ts';

/** Each offence against the rules, in words. */
export function checkImports(imports: readonly Import[]): string[] {
  const offences = imports.flatMap((entry) =>
    findOffendedRules(entry).map(({ name, why }) => `${entry.from} imports ${entry.specifier}\n    ${name}: ${why}`),
  );
  const cycles = findCycles(imports.filter(({ typeOnly }) => !typeOnly));
  return [
    ...offences,
    ...cycles.map((cycle) => `${cycle.join('\n    -> ')}\n    no-cycles: these files import each other`),
  ];
}

export function findOffendedRules(entry: Import): ImportRule[] {
  return IMPORT_RULES.filter((rule) => offends(rule, entry));
}

function offends(rule: ImportRule, { from, to, specifier, typeOnly }: Import): boolean {
  if (rule.typesAllowed && typeOnly) return false;
  if (!rule.from.test(from) || rule.fromExcept?.test(from)) return false;
  const target = rule.asWritten ? specifier : to;
  if (!rule.to.test(target) || rule.toExcept?.test(target)) return false;
  return rule.apart === undefined || rule.apart.exec(from)?.[1] !== rule.apart.exec(to)?.[1];
}
