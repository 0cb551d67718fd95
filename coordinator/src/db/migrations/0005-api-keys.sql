-- Keys of integrators. The key is shown once; only its SHA-256 is kept.
CREATE TABLE api_keys (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  key_hash bytea NOT NULL UNIQUE CHECK (length(key_hash) = 32),
  scopes text[] NOT NULL CHECK (cardinality(scopes) > 0),
  created_by uuid NOT NULL REFERENCES accounts,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  disabled_at timestamptz
);

-- ES256 keys that sign access tokens, shared by all replicas: the private key under a data key of KMS.
CREATE TABLE token_signing_keys (
  id text PRIMARY KEY,
  public_jwk jsonb NOT NULL,
  wrapped_data_key bytea NOT NULL,
  private_ciphertext bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
