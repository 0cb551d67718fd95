-- A wallet is one key. Hot: in KMS. Cold: in the HSM of a vault.
CREATE TABLE wallets (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('hot', 'cold')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  -- keyIdOf the public key (shared/src/cose): how intents and manifests name it.
  key_id bytea NOT NULL UNIQUE CHECK (length(key_id) = 16),
  -- secp256k1, compressed SEC1, pinned when the key was made.
  public_key bytea NOT NULL UNIQUE CHECK (length(public_key) = 33),
  address bytea NOT NULL UNIQUE CHECK (length(address) = 20),
  kms_key_arn text UNIQUE,
  vault_id uuid REFERENCES vaults,
  -- Digest of the key-manifest that a cold key came with.
  manifest_digest bytea CHECK (length(manifest_digest) = 32),
  created_by uuid NOT NULL REFERENCES accounts,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((kind = 'hot') = (kms_key_arn IS NOT NULL)),
  CHECK ((kind = 'cold') = (vault_id IS NOT NULL)),
  CHECK ((kind = 'cold') = (manifest_digest IS NOT NULL))
);
CREATE TRIGGER wallets_immutable BEFORE UPDATE OR DELETE ON wallets
  FOR EACH ROW EXECUTE FUNCTION custody_row_is_immutable();

CREATE TABLE key_manifests (
  digest bytea PRIMARY KEY CHECK (length(digest) = 32),
  vault_id uuid NOT NULL REFERENCES vaults,
  bytes bytea NOT NULL,
  created_by uuid NOT NULL REFERENCES accounts,
  created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE wallets ADD FOREIGN KEY (manifest_digest) REFERENCES key_manifests;
