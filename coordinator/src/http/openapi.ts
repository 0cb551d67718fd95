import { z } from 'zod';
import { ERROR_CODES } from './app-error.ts';
import type { Access, Route } from './route.ts';

type Json = Readonly<Record<string, unknown>>;

const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  code: z.string().describe(`What went wrong: ${ERROR_CODES.join(', ')}; or a refusal of the protocol or the policy.`),
});

/** What an integrator reads first (CommonMark). */
const INTRODUCTION = `An administrator makes an API key in the back office, with the scopes that a program needs. The program exchanges it
at \`POST /v1/token\` for an access token of ten minutes, and sends that as \`Authorization: Bearer TOKEN\`. A program requests
withdrawals; people approve them.

- **Amounts** are whole numbers in the smallest unit of their asset, as text. Times are ISO 8601 in UTC.
- **Each POST** takes an \`Idempotency-Key\`: the same key and body get the same answer, so that a request may be repeated until it
  is answered.
- **Refusals** are problem documents (RFC 9457) with a \`code\` for programs and a sentence for people. A 503 says in
  \`Retry-After\` when to come again.
- **Lists** answer a \`nextCursor\`; give it as \`cursor\` for the next page.`;

/** The API's description (OpenAPI 3.1), made from the schemas that also check requests and replies. */
export function describeApi(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:([a-zA-Z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: describeRoute(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Vieraugen coordinator',
      version,
      description: INTRODUCTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: { Problem: schemaOf(Problem, 'output') },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'From POST /v1/token.' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-vieraugen-session', description: 'A passkey opens it.' },
      },
    },
  };
}

function describeRoute(route: Route): Json {
  const name = route.path.replaceAll(/[^a-zA-Z]+/g, '-').replace(/^-v-|-$/g, '');
  return {
    operationId: `${route.method}-${name}`,
    tags: [route.path.split('/')[2] ?? 'system'],
    summary: route.summary,
    description: describeAccess(route.access),
    security: securityOf(route.access),
    parameters: parametersOf(route),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body, 'input') } } },
        }),
    responses: {
      [route.status]: {
        description: 'Done',
        content: { 'application/json': { schema: schemaOf(route.reply, 'output') } },
      },
      default: {
        description: 'Refused, with a code and a sentence (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function describeAccess(access: Access): string {
  if (access === 'public') return 'For everybody.';
  const roles = access.roles ? `People who are ${access.roles.join(', ')}.` : '';
  const scopes = access.scopes ? `API keys with ${access.scopes.join(', ')}.` : '';
  return `${roles} ${scopes}`.trim();
}

function securityOf(access: Access): readonly Json[] {
  if (access === 'public') return [];
  return [...(access.roles ? [{ session: [] }] : []), ...(access.scopes ? [{ token: [...access.scopes] }] : [])];
}

function parametersOf(route: Route): readonly Json[] {
  const idempotencyKey = {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    schema: { type: 'string', maxLength: 130 },
    description: 'New for each new request, the same on a retry; valid as long as what the request made.',
  };
  return [
    ...fieldsOf(route.params, 'path'),
    ...fieldsOf(route.query, 'query'),
    ...(route.idempotent ? [idempotencyKey] : []),
  ];
}

const ObjectSchema = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  required: z.array(z.string()).default([]),
});

function fieldsOf(schema: z.ZodType, where: 'path' | 'query'): readonly Json[] {
  const { properties, required } = ObjectSchema.parse(schemaOf(schema, 'input'));
  return Object.entries(properties).map(([name, field]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: field,
  }));
}

/** OpenAPI 3.1 schemas are JSON Schema 2020-12. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any' });
  return rest;
}
