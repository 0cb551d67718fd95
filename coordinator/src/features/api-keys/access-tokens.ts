import { hash, randomUUID } from 'node:crypto';
import { errors, type JWTHeaderParameters, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { AppError } from '../../http/app-error.ts';
import { lazy } from '../../lazy.ts';
import type { Services } from '../../services.ts';
import { SCOPES, type Scope } from './scopes.ts';
import { findVerificationKey, openSigningKey } from './signing-key.ts';

/** Seconds that an access token is good for. */
export const TOKEN_LIFE = 600;

const ISSUER = 'vieraugen:coordinator';
const AUDIENCE = 'vieraugen:api';
const TYPE = 'at+jwt';
const CLOCK_TOLERANCE = 5;
const CACHE_SIZE = 10_000;

const Claims = z.object({
  sub: z.uuid(),
  jti: z.uuid(),
  exp: z.int(),
  scope: z
    .string()
    .transform((text) => text.split(' '))
    .pipe(z.array(z.enum(SCOPES)).min(1)),
});
export type TokenClaims = { readonly apiKeyId: string; readonly scopes: readonly Scope[]; readonly expiresAt: number };

export type AccessTokens = {
  issue(apiKeyId: string, scopes: readonly Scope[]): Promise<string>;
  /** Refuses with TOKEN_INVALID or TOKEN_EXPIRED. */
  verify(token: string): Promise<TokenClaims>;
};

/** ES256 JSON Web Tokens after RFC 8725 and RFC 9068: one algorithm, an explicit type, every claim checked. */
export function createAccessTokens(deps: Pick<Services, 'db' | 'kms' | 'dataKeyArn'>): AccessTokens {
  const signingKey = lazy(() => openSigningKey(deps));
  const verified = new Map<string, TokenClaims>();
  return {
    issue: async (apiKeyId, scopes) => {
      const { id, key } = await signingKey();
      return new SignJWT({ scope: scopes.join(' ') })
        .setProtectedHeader({ alg: 'ES256', typ: TYPE, kid: id })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(apiKeyId)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(`${TOKEN_LIFE}s`)
        .sign(key);
    },
    verify: async (token) => {
      // A verification costs as much as a whole request: once a token, until it expires.
      const id = hash('sha256', token, 'base64');
      const known = verified.get(id);
      if (known !== undefined && known.expiresAt > Date.now() / 1000) return known;
      const claims = await verifyToken(deps, token);
      const oldest = verified.size >= CACHE_SIZE ? verified.keys().next().value : undefined;
      if (oldest !== undefined) verified.delete(oldest);
      verified.set(id, claims);
      return claims;
    },
  };
}

async function verifyToken(deps: Pick<Services, 'db'>, token: string): Promise<TokenClaims> {
  const options = {
    algorithms: ['ES256'],
    typ: TYPE,
    issuer: ISSUER,
    audience: AUDIENCE,
    requiredClaims: ['sub', 'jti', 'iat', 'exp', 'scope'],
    clockTolerance: CLOCK_TOLERANCE,
    maxTokenAge: TOKEN_LIFE + CLOCK_TOLERANCE,
  };
  try {
    const { payload } = await jwtVerify(token, ({ kid }: JWTHeaderParameters) => verificationKey(deps, kid), options);
    const { sub, exp, scope } = Claims.parse(payload);
    return { apiKeyId: sub, scopes: scope, expiresAt: exp };
  } catch (cause) {
    if (cause instanceof errors.JWTExpired) {
      throw new AppError('TOKEN_EXPIRED', 'The access token has expired: get a new one from POST /v1/token.', {
        cause,
      });
    }
    if (cause instanceof errors.JOSEError || cause instanceof z.ZodError) {
      throw new AppError('TOKEN_INVALID', 'The access token is not one of ours, or was changed.', { cause });
    }
    throw cause;
  }
}

async function verificationKey(deps: Pick<Services, 'db'>, kid: string | undefined) {
  const key = kid === undefined ? undefined : await findVerificationKey(deps.db, kid);
  if (key === undefined) throw new errors.JWKSNoMatchingKey();
  return key;
}
