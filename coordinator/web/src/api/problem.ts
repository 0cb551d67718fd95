/** A refusal of the API (RFC 9457), or the news that it cannot be reached. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly requestId: string | undefined;
  /** What is wrong with which member of the request, where the API says so. */
  readonly issues: readonly ProblemIssue[];
  /** Words that the person is to read to somebody, where the refusal has some. */
  readonly words: readonly string[];

  constructor(parts: {
    readonly status: number;
    readonly code: string;
    readonly title: string;
    readonly detail: string;
    readonly requestId?: string | undefined;
    readonly issues?: readonly ProblemIssue[];
    readonly words?: readonly string[];
  }) {
    super(parts.detail);
    this.status = parts.status;
    this.code = parts.code;
    this.title = parts.title;
    this.requestId = parts.requestId;
    this.issues = parts.issues ?? [];
    this.words = parts.words ?? [];
  }
}

export type ProblemIssue = { readonly field: string; readonly message: string };

const REQUEST_URN = 'urn:vieraugen:request:';

/** Reads what the API answered; whatever has another shape still becomes a problem that can be shown. */
export function problemOf(status: number, body: unknown): ApiProblem {
  const members = isRecord(body) ? body : {};
  const instance = textOf(members.instance);
  return new ApiProblem({
    status,
    code: textOf(members.code) ?? `HTTP_${status}`,
    title: textOf(members.title) ?? 'The request was not accepted',
    detail: textOf(members.detail) ?? `The server answered with status ${status} and no explanation.`,
    requestId: instance?.startsWith(REQUEST_URN) ? instance.slice(REQUEST_URN.length) : undefined,
    issues: Array.isArray(members.errors) ? members.errors.flatMap(issueOf) : [],
    words: Array.isArray(members.words) ? members.words.filter((word) => typeof word === 'string') : [],
  });
}

/** For a request that got no answer at all. */
export function unreachable(): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: 'UNREACHABLE',
    title: 'The coordinator cannot be reached',
    detail: 'No answer came. Check the connection and try again: nothing is done twice.',
  });
}

function issueOf(value: unknown): ProblemIssue[] {
  if (!isRecord(value)) return [];
  const message = textOf(value.problem);
  return message === undefined ? [] : [{ field: textOf(value.field) ?? '', message }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
