CREATE TABLE accounts (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  roles text[] NOT NULL CHECK (cardinality(roles) > 0
    AND roles <@ ARRAY['administrator', 'operator', 'approver', 'compliance', 'auditor']),
  disabled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Separation of duties: SEPARATED_ROLES in features/accounts/roles.ts lists the same pairs.
  CONSTRAINT accounts_roles_separated CHECK (NOT (
    roles @> ARRAY['operator', 'approver'] OR roles @> ARRAY['administrator', 'operator']
    OR roles @> ARRAY['administrator', 'approver'] OR roles @> ARRAY['auditor', 'administrator']
    OR roles @> ARRAY['auditor', 'operator'] OR roles @> ARRAY['auditor', 'approver']
    OR roles @> ARRAY['auditor', 'compliance'] OR roles @> ARRAY['compliance', 'operator']))
);
CREATE UNIQUE INDEX accounts_name ON accounts (lower(name));

CREATE TABLE passkeys (
  credential_id bytea PRIMARY KEY CHECK (length(credential_id) BETWEEN 1 AND 1023),
  account_id uuid NOT NULL REFERENCES accounts,
  -- P-256, compressed SEC1.
  public_key bytea NOT NULL CHECK (length(public_key) = 33),
  sign_count bigint NOT NULL,
  backed_up boolean NOT NULL,
  aaguid uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz
);
CREATE INDEX passkeys_account ON passkeys (account_id);

-- One-time links. The token is shown once; only its SHA-256 is kept.
CREATE TABLE invitations (
  id uuid PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  name text,
  roles text[] NOT NULL,
  invited_by uuid REFERENCES accounts,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- WebAuthn challenges: random, used once, good for two minutes.
CREATE TABLE passkey_challenges (
  challenge bytea PRIMARY KEY CHECK (length(challenge) = 32),
  purpose text NOT NULL CHECK (purpose IN ('enrol', 'sign-in')),
  -- For 'enrol': the invitation that is being taken up, and the id the new account will have.
  invitation_id uuid REFERENCES invitations,
  account_id uuid,
  expires_at timestamptz NOT NULL
);

CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  account_id uuid NOT NULL REFERENCES accounts,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX sessions_account ON sessions (account_id);
