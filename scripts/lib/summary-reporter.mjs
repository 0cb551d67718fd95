import { writeFileSync } from 'node:fs';

/**
 * @typedef {import('vitest/node').TestModule} TestModule
 * @typedef {import('vitest/node').TestCase} TestCase
 * @typedef {import('vitest/node').TestSuite} TestSuite
 * @typedef {Omit<import('./summary.mjs').ProjectResult, 'project' | 'seconds'>} Counts
 */

/** A Vitest reporter that writes a project's numbers to a file, with the reason of each test that was skipped. */
export class SummaryReporter {
  /** @param {string} file */
  constructor(file) {
    this.file = file;
  }

  /**
   * @param {readonly TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    writeFileSync(this.file, JSON.stringify(count(modules, unhandledErrors.length)));
  }
}

/**
 * A file that did not load, a hook that failed and an error that nobody caught count as failures: their tests did not run.
 * @param {readonly TestModule[]} modules
 * @param {number} unhandled
 * @returns {Counts}
 */
function count(modules, unhandled) {
  const counts = { passed: 0, failed: unhandled, skipped: /** @type {Counts['skipped']} */ ([]) };
  for (const module of modules) {
    counts.failed += [module, ...module.children.allSuites()].filter((part) => part.errors().length > 0).length;
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') counts.passed += 1;
      else if (result.state === 'skipped') counts.skipped.push({ test: test.fullName, reason: reasonOf(test) });
      else counts.failed += 1;
    }
  }
  return counts;
}

/** @param {TestCase} test */
function reasonOf(test) {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  // A whole suite that depends on the machine is named so: describe.skipIf(...)('AWS (skipped: no credentials)').
  const named = /\(skipped: (.*?)\)(?= > |$)/.exec(test.fullName)?.[1];
  if (note || named) return note || named || '';
  /** @type {TestModule | TestSuite} */
  let parent = test.parent;
  while (parent.type === 'suite' && parent.errors().length === 0) parent = parent.parent;
  return parent.errors().length > 0 ? 'a hook before it failed' : 'no reason was given';
}
