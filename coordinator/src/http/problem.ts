import { STATUS_CODES } from 'node:http';
import { Refusal } from '@vieraugen/shared/bytes';
import type { ErrorRequestHandler, Response } from 'express';
import { z } from 'zod';
import { isDatabaseUnavailable } from '../db/unavailable.ts';
import type { Logger } from '../observability/logger.ts';
import { AppError, httpStatus } from './app-error.ts';

const RETRY_AFTER_SECONDS = '5';
const REFUSED_INPUT = 422;

type Problem = { status: number; code: string; detail: string; extra?: Readonly<Record<string, unknown>> };

/** RFC 9457: every error leaves as application/problem+json, with our code beside the registered members. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = problemOf(error);
    const log = { requestId: response.locals.requestId, code: problem.code };
    if (problem.status >= 500) logger.error({ ...log, err: error }, 'request failed');
    else logger.info(log, 'request refused');
    sendProblem(response, problem);
  };
}

function sendProblem(response: Response, { status, code, detail, extra }: Problem): void {
  if (status === 503) response.setHeader('Retry-After', RETRY_AFTER_SECONDS);
  response
    .status(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        ...extra,
        type: `urn:vieraugen:problem:${code.toLowerCase().replaceAll('_', '-')}`,
        title: STATUS_CODES[status] ?? 'Error',
        status,
        detail,
        instance: `urn:vieraugen:request:${response.locals.requestId}`,
        code,
      }),
    );
}

function problemOf(error: unknown): Problem {
  if (error instanceof AppError) {
    return { status: httpStatus(error.code), code: error.code, detail: error.message, extra: error.safe };
  }
  if (error instanceof Refusal) return { status: REFUSED_INPUT, code: error.code, detail: error.message };
  const parserProblem = bodyParserProblem(error);
  if (parserProblem) return parserProblem;
  if (isDatabaseUnavailable(error)) {
    return { status: 503, code: 'DATABASE_UNAVAILABLE', detail: 'The database cannot be reached. Try again shortly.' };
  }
  return { status: 500, code: 'INTERNAL', detail: 'Something went wrong here. The log has it under the request id.' };
}

const ParserError = z.object({ type: z.string(), status: z.number() });

function bodyParserProblem(error: unknown): Problem | undefined {
  const parsed = ParserError.safeParse(error);
  if (!parsed.success) return decodeProblem(error);
  if (parsed.data.type === 'entity.parse.failed') {
    return { status: 400, code: 'JSON_INVALID', detail: 'The body is not JSON (RFC 8259).' };
  }
  if (parsed.data.type === 'entity.too.large') {
    return { status: 413, code: 'BODY_TOO_LARGE', detail: 'The body is larger than this route accepts.' };
  }
  if (parsed.data.status === 415) {
    return { status: 415, code: 'CONTENT_TYPE_UNSUPPORTED', detail: 'Send the body as UTF-8 JSON, not compressed.' };
  }
  return parsed.data.status < 500
    ? { status: 400, code: 'REQUEST_INVALID', detail: 'The body could not be read to its end.' }
    : undefined;
}

/** Express throws a URIError with status 400 for a path with a broken percent-encoding. */
function decodeProblem(error: unknown): Problem | undefined {
  return error instanceof URIError
    ? { status: 400, code: 'REQUEST_INVALID', detail: 'The path is not properly percent-encoded.' }
    : undefined;
}

/** A request that its schema does not accept, as an error that names each field. */
export function invalidRequest(where: 'path' | 'query' | 'body', error: z.ZodError): AppError {
  const errors = error.issues.map((issue) => ({ in: where, field: issue.path.join('.'), problem: issue.message }));
  const first = errors[0];
  const field = first?.field ? ` ${first.field}` : '';
  return new AppError('REQUEST_INVALID', `The ${where}${field} is not accepted: ${first?.problem}.`, {
    safe: { errors },
  });
}
