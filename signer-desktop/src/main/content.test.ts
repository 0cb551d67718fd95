import { expect, test } from 'vitest';
import { contentSecurityPolicy } from './content.ts';

test('the review page runs its own script and nothing else', () => {
  expect(contentSecurityPolicy('review')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; worker-src 'none'; connect-src 'none'; " +
      "frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
      "require-trusted-types-for 'script'; trusted-types 'none'",
  );
});

test('the scan page may start its one worker besides', () => {
  const policy = contentSecurityPolicy('scan');
  expect(policy).toContain("worker-src 'self'");
  expect(policy).toMatch(/trusted-types scan-worker$/);
  expect(policy).not.toContain('unsafe');
});
