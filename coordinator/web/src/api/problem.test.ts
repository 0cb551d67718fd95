import { describe, expect, test } from 'vitest';
import { problemOf } from './problem.ts';

describe('problemOf', () => {
  test('reads a problem of the API', () => {
    const problem = problemOf(400, {
      title: 'Bad Request',
      status: 400,
      detail: 'The body amount is not accepted.',
      code: 'REQUEST_INVALID',
      instance: 'urn:vieraugen:request:7c9e',
      errors: [{ in: 'body', field: 'amount', problem: 'an amount is a whole number' }, 'nonsense'],
    });
    expect(problem).toMatchObject({ status: 400, code: 'REQUEST_INVALID', title: 'Bad Request', requestId: '7c9e' });
    expect(problem.message).toBe('The body amount is not accepted.');
    expect(problem.issues).toEqual([{ field: 'amount', message: 'an amount is a whole number' }]);
  });

  test('reads the words that somebody waits with', () => {
    expect(problemOf(403, { code: 'ACCOUNT_UNCONFIRMED', words: ['able', 7, 'acid'] }).words).toEqual(['able', 'acid']);
    expect(problemOf(403, { code: 'ACCOUNT_UNCONFIRMED' }).words).toEqual([]);
  });

  test.each([[undefined], [null], ['<html>'], [[]], [{ code: 7, detail: {} }]])(
    'makes something that can be shown of %j',
    (body) => {
      const problem = problemOf(502, body);
      expect(problem.code).toBe('HTTP_502');
      expect(problem.message).toContain('502');
    },
  );
});
