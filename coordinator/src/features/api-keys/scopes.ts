/** What an API key may be allowed. Each route names the scope it needs; nothing else exists. */
export const SCOPES = ['wallets:read', 'withdrawals:read', 'withdrawals:create', 'withdrawals:cancel'] as const;
export type Scope = (typeof SCOPES)[number];
