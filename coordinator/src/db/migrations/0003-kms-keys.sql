-- Keys in KMS that the coordinator itself uses, one for each purpose: 'data', 'identity'.
CREATE TABLE kms_keys (
  purpose text PRIMARY KEY,
  key_arn text NOT NULL UNIQUE,
  -- Pinned when the key was made: compressed SEC1 for signing keys, NULL for symmetric ones.
  public_key bytea,
  created_at timestamptz NOT NULL DEFAULT now()
);
