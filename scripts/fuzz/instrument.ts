import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Plugin } from 'esbuild';
import { parseSync } from 'oxc-parser';

/** Where the counters of a file come from: `registerBranches(file, count)` must be there before the file runs. */
const REGISTER = 'globalThis.registerBranches';
const COUNTERS = '__branches';

type Node = { readonly type: string; readonly start: number; readonly end: number; readonly [key: string]: unknown };
type Edit = { readonly at: number; readonly text: string };

/** An esbuild plugin that gives every branch of the files that match a counter. */
export function countBranches(files: RegExp, root: string): Plugin {
  return {
    name: 'count-branches',
    setup(build) {
      build.onLoad({ filter: files }, ({ path }) => ({
        contents: instrument(relative(root, path), readFileSync(path, 'utf8')),
        loader: path.endsWith('.ts') ? 'ts' : 'js',
      }));
    },
  };
}

/** The source with a counter in each function, each branch of a condition, each loop, each case and each catch. */
export function instrument(file: string, source: string): string {
  const { program, errors } = parseSync(file, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file} cannot be parsed: ${error.message}`);
  const edits: Edit[] = [];
  let count = 0;
  const nextCounter = () => `${COUNTERS}[${count++}]++`;
  const visit = (node: Node): void => {
    const branches = [
      ...branchesOf(node).map((branch) => editsOf(branch, nextCounter())),
      ...otherwise(node, nextCounter),
    ];
    edits.push(...branches.flatMap(({ before }) => before ?? []));
    for (const value of Object.values(node)) for (const inner of [value].flat()) if (isNode(inner)) visit(inner);
    // An inner branch may end where this one does: its end comes first.
    edits.push(...branches.flatMap(({ after }) => after ?? []));
  };
  visit(program as unknown as Node);
  return `const ${COUNTERS} = ${REGISTER}(${JSON.stringify(file)}, ${count});${applied(source, edits)}`;
}

/** The parts of a node that are executed or not. */
function branchesOf(node: Node): Node[] {
  const children = (...names: string[]) => names.map((name) => node[name]).filter(isNode);
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'CatchClause':
    case 'ForStatement':
    case 'ForOfStatement':
    case 'ForInStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return children('body');
    case 'IfStatement':
    case 'ConditionalExpression':
      return children('consequent', 'alternate');
    case 'LogicalExpression':
      return children('right');
    case 'SwitchCase':
      return [node.consequent].flat().filter(isNode).slice(0, 1);
    default:
      return [];
  }
}

/** What is written at the begin and at the end of a branch. */
type Edits = { readonly before?: Edit; readonly after?: Edit };

/** That a condition does not hold is a branch too where nothing is written for it. */
function otherwise(node: Node, nextCounter: () => string): Edits[] {
  if (node.type !== 'IfStatement' || isNode(node.alternate)) return [];
  return [{ after: { at: node.end, text: ` else { ${nextCounter()} }` } }];
}

function editsOf({ type, start, end }: Node, counter: string): Edits {
  if (type === 'BlockStatement' || type === 'FunctionBody') return { before: { at: start + 1, text: `${counter};` } };
  const [open, close] = /Statement$|Declaration$/.test(type) ? [`{${counter};`, '}'] : [`(${counter},`, ')'];
  return { before: { at: start, text: open }, after: { at: end, text: close } };
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The order of two edits at one place stays. */
function applied(source: string, edits: readonly Edit[]): string {
  let made = '';
  let at = 0;
  for (const edit of edits.toSorted((one, other) => one.at - other.at)) {
    made += source.slice(at, edit.at) + edit.text;
    at = edit.at;
  }
  return made + source.slice(at);
}
