/** Every error that a caller of the API may meet, and its HTTP status. One line each; a missing line does not compile. */
const STATUS = {
  // The request itself
  REQUEST_INVALID: 400,
  JSON_INVALID: 400,
  IDEMPOTENCY_KEY_MISSING: 400,
  IDEMPOTENCY_KEY_INVALID: 400,
  CURSOR_INVALID: 400,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  IDEMPOTENCY_IN_PROGRESS: 409,
  BODY_TOO_LARGE: 413,
  CONTENT_TYPE_UNSUPPORTED: 415,
  IDEMPOTENCY_KEY_REUSED: 422,
  RATE_LIMITED: 429,
  // Who asks
  AUTHENTICATION_REQUIRED: 401,
  SESSION_INVALID: 401,
  TOKEN_INVALID: 401,
  TOKEN_EXPIRED: 401,
  API_KEY_INVALID: 401,
  ROLE_MISSING: 403,
  SCOPE_MISSING: 403,
  ORIGIN_FORBIDDEN: 403,
  // Accounts
  ACCOUNT_NOT_FOUND: 404,
  ACCOUNT_DISABLED: 403,
  ACCOUNT_UNCONFIRMED: 403,
  ACCOUNT_REFUSED: 403,
  ACCOUNT_STATE: 409,
  CONFIRMATION_BY_INVITER: 403,
  ADMINISTRATORS_TOO_FEW: 409,
  ACCOUNT_NAME_TAKEN: 409,
  ROLES_CONFLICT: 422,
  INVITATION_INVALID: 404,
  PASSKEY_CHALLENGE_INVALID: 400,
  PASSKEY_INVALID: 400,
  PASSKEY_UNKNOWN: 401,
  PASSKEY_ALREADY_REGISTERED: 409,
  // API keys
  API_KEY_NOT_FOUND: 404,
  // Custody
  POLICY_NOT_FOUND: 404,
  POLICY_REVISION_TOO_LOW: 409,
  POLICY_BY_PROPOSER: 403,
  POLICY_MISSING: 409,
  FOREIGN_WALLETS_OFF: 409,
  PAIRING_NOT_FOUND: 404,
  PAIRING_STATE: 409,
  PAIRING_ACCEPTANCE_CHANGED: 409,
  PAIRING_BY_OFFERER: 403,
  APPROVERS_MISSING: 409,
  VAULT_NOT_FOUND: 404,
  VAULT_EXISTS: 409,
  WALLET_NOT_FOUND: 404,
  WALLET_EXISTS: 409,
  WALLET_UNCONFIRMED: 409,
  WALLET_STATE: 409,
  WALLET_BY_REGISTRAR: 403,
  WALLET_ADDRESS_DIFFERS: 422,
  WITHDRAWAL_NOT_FOUND: 404,
  WITHDRAWAL_STATE: 409,
  WITHDRAWAL_AT_SIGNER: 409,
  WITHDRAWAL_WRONG_VAULT: 422,
  APPROVAL_ALREADY_GIVEN: 409,
  FEE_OVER_APPROVED: 409,
  BALANCE_TOO_LOW: 409,
  NONCE_USED: 409,
  CHAIN_UNKNOWN: 422,
  TRANSFER_WOULD_FAIL: 422,
  CEREMONY_NOT_FOUND: 404,
  CEREMONY_STATE: 409,
  CEREMONY_TOO_LARGE: 422,
  // Devices of other people
  DEVICE_REQUEST_NOT_FOUND: 404,
  DEVICE_REQUEST_STATE: 409,
  WITHDRAWAL_NOT_FOREIGN: 422,
  // What we stand on
  RPC_UNAVAILABLE: 503,
  INTERNAL: 500,
  DATABASE_UNAVAILABLE: 503,
  KMS_UNAVAILABLE: 503,
  KMS_KEY_UNUSABLE: 503,
  KMS_ANSWER_WRONG: 500,
  SEALED_DATA_INVALID: 500,
  OVERLOADED: 503,
  STARTING: 503,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof STATUS;

/** An expected refusal: a code of its own and a sentence that a human can act on. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  /** Facts for the caller, shown in the problem document: never a secret. */
  readonly safe: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; safe?: Record<string, unknown> } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.safe = options.safe ?? {};
  }
}

export function httpStatus(code: ErrorCode): number {
  return STATUS[code];
}

export const ERROR_CODES: readonly ErrorCode[] = Object.freeze(Object.keys(STATUS) as ErrorCode[]);
