-- A row that stays as it was written.
CREATE FUNCTION custody_row_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'custody: % on % is forbidden', TG_OP, TG_TABLE_NAME;
END $$;

-- Policies, known by the digest of their exact bytes (shared/src/policy).
CREATE TABLE policies (
  digest bytea PRIMARY KEY CHECK (length(digest) = 32),
  bytes bytea NOT NULL CHECK (length(bytes) BETWEEN 1 AND 32768),
  revision bigint NOT NULL CHECK (revision >= 0),
  created_by uuid NOT NULL REFERENCES accounts,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER policies_immutable BEFORE UPDATE OR DELETE ON policies
  FOR EACH ROW EXECUTE FUNCTION custody_row_is_immutable();

-- Which policy judges the hot wallets: the newest row.
CREATE TABLE hot_policies (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  policy_digest bytea NOT NULL REFERENCES policies,
  activated_by uuid NOT NULL REFERENCES accounts,
  activated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER hot_policies_immutable BEFORE UPDATE OR DELETE ON hot_policies
  FOR EACH ROW EXECUTE FUNCTION custody_row_is_immutable();

-- A pairing in progress: our offer, then the acceptance that was scanned, then an administrator's word that the
-- fingerprint words on both screens are the same.
CREATE TABLE pairings (
  id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('offered', 'accepted', 'confirmed')),
  offer bytea NOT NULL,
  offer_digest bytea NOT NULL UNIQUE CHECK (length(offer_digest) = 32),
  policy_digest bytea NOT NULL REFERENCES policies,
  acceptance bytea,
  acceptance_digest bytea UNIQUE CHECK (length(acceptance_digest) = 32),
  created_by uuid NOT NULL REFERENCES accounts,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  CHECK ((acceptance IS NULL) = (acceptance_digest IS NULL)),
  CHECK ((state = 'offered') = (acceptance IS NULL))
);

CREATE TABLE vaults (
  -- The 16 bytes that the signer chose.
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  pairing_id uuid NOT NULL UNIQUE REFERENCES pairings,
  -- P-256, compressed SEC1: signs every message of the signer.
  station_key bytea NOT NULL UNIQUE CHECK (length(station_key) = 33),
  station_key_id bytea NOT NULL UNIQUE CHECK (length(station_key_id) = 16),
  officer_quorum integer NOT NULL CHECK (officer_quorum >= 2),
  policy_digest bytea NOT NULL REFERENCES policies,
  -- The last sequence number given to a signing-request.
  request_sequence bigint NOT NULL DEFAULT 0 CHECK (request_sequence >= 0),
  confirmed_by uuid NOT NULL REFERENCES accounts,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE vault_officers (
  vault_id uuid NOT NULL REFERENCES vaults,
  officer_id uuid NOT NULL,
  name text NOT NULL,
  public_key bytea NOT NULL CHECK (length(public_key) = 33),
  PRIMARY KEY (vault_id, officer_id),
  UNIQUE (vault_id, public_key)
);

-- Every head of the signer's journal that a verified message told us, and the sequence number of that message. One
-- number has one hash for ever: a signer that was rolled back shows another.
CREATE TABLE journal_heads (
  vault_id uuid NOT NULL REFERENCES vaults,
  sequence bigint NOT NULL CHECK (sequence >= 0),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  message_sequence bigint NOT NULL,
  message_digest bytea NOT NULL UNIQUE CHECK (length(message_digest) = 32),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (vault_id, sequence)
);
CREATE TRIGGER journal_heads_immutable BEFORE UPDATE OR DELETE ON journal_heads
  FOR EACH ROW EXECUTE FUNCTION custody_row_is_immutable();
