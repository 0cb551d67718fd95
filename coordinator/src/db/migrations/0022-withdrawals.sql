-- The legal moves: features/withdrawals/withdrawal-states.ts has the same table, and a test compares the two.
CREATE TABLE withdrawal_moves (from_state text NOT NULL, to_state text NOT NULL, PRIMARY KEY (from_state, to_state));
INSERT INTO withdrawal_moves VALUES
  ('requested', 'screening'), ('requested', 'expired'), ('requested', 'cancelled'),
  ('screening', 'awaiting-approval'), ('screening', 'rejected'), ('screening', 'expired'), ('screening', 'cancelled'),
  ('awaiting-approval', 'approved'), ('awaiting-approval', 'rejected'), ('awaiting-approval', 'expired'),
  ('awaiting-approval', 'cancelled'),
  ('approved', 'signing'), ('approved', 'awaiting-ceremony'), ('approved', 'expired'), ('approved', 'cancelled'),
  ('signing', 'signed'), ('signing', 'failed'), ('signing', 'expired'),
  ('awaiting-ceremony', 'signed'), ('awaiting-ceremony', 'rejected'), ('awaiting-ceremony', 'failed'),
  ('awaiting-ceremony', 'expired'), ('awaiting-ceremony', 'cancelled'),
  ('signed', 'broadcast'), ('signed', 'replaced'),
  ('broadcast', 'confirmed'), ('broadcast', 'failed'), ('broadcast', 'replaced');

CREATE TABLE withdrawals (
  id uuid PRIMARY KEY,
  wallet_id uuid NOT NULL REFERENCES wallets,
  state text NOT NULL CHECK (state IN ('requested', 'screening', 'awaiting-approval', 'approved', 'signing',
    'awaiting-ceremony', 'signed', 'broadcast', 'confirmed', 'rejected', 'expired', 'cancelled', 'failed', 'replaced')),
  -- The exact bytes that are approved, and their digest: never changed.
  intent bytea NOT NULL,
  intent_digest bytea NOT NULL UNIQUE CHECK (length(intent_digest) = 32),
  -- What the intent says, to search by.
  chain text NOT NULL,
  token bytea NOT NULL,
  destination bytea NOT NULL,
  amount numeric(78, 0) NOT NULL CHECK (amount > 0),
  max_fee numeric(78, 0) NOT NULL CHECK (max_fee > 0),
  policy_digest bytea NOT NULL REFERENCES policies,
  requested_by uuid NOT NULL,
  requested_by_kind text NOT NULL CHECK (requested_by_kind IN ('account', 'api-key')),
  reference text CHECK (length(reference) BETWEEN 1 AND 120),
  gas_limit bigint NOT NULL CHECK (gas_limit >= 21000),
  approvals_needed integer NOT NULL CHECK (approvals_needed >= 2),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
  updated_at timestamptz NOT NULL,
  -- When the money was committed: from here on it counts against the limit of a day.
  committed_at timestamptz,
  -- Until when the signer may still sign it, if it crossed the gap; 'infinity' once we know that it did.
  at_signer_until timestamptz,
  -- Why it was rejected, failed or replaced; or what a step waits for.
  reason_code text,
  reason text,
  -- When the worker looks at it next.
  due_at timestamptz NOT NULL
);
CREATE INDEX withdrawals_page ON withdrawals (created_at DESC, id DESC);
CREATE INDEX withdrawals_wallet_page ON withdrawals (wallet_id, created_at DESC, id DESC);
CREATE INDEX withdrawals_due ON withdrawals (due_at)
  WHERE state NOT IN ('confirmed', 'rejected', 'expired', 'cancelled', 'failed', 'replaced');

CREATE FUNCTION withdrawal_moves_legally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF ROW(NEW.id, NEW.wallet_id, NEW.intent, NEW.intent_digest, NEW.chain, NEW.token, NEW.destination, NEW.amount,
         NEW.max_fee, NEW.policy_digest, NEW.requested_by, NEW.requested_by_kind, NEW.reference, NEW.gas_limit,
         NEW.approvals_needed, NEW.created_at, NEW.expires_at)
    IS DISTINCT FROM
     ROW(OLD.id, OLD.wallet_id, OLD.intent, OLD.intent_digest, OLD.chain, OLD.token, OLD.destination, OLD.amount,
         OLD.max_fee, OLD.policy_digest, OLD.requested_by, OLD.requested_by_kind, OLD.reference, OLD.gas_limit,
         OLD.approvals_needed, OLD.created_at, OLD.expires_at) THEN
    RAISE EXCEPTION 'custody: what was requested cannot be changed (withdrawal %)', OLD.id;
  END IF;
  IF NEW.state <> OLD.state AND NOT EXISTS
     (SELECT FROM withdrawal_moves WHERE from_state = OLD.state AND to_state = NEW.state) THEN
    RAISE EXCEPTION 'custody: a withdrawal cannot go from % to %', OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER withdrawals_legal_moves BEFORE UPDATE ON withdrawals
  FOR EACH ROW EXECUTE FUNCTION withdrawal_moves_legally();
CREATE TRIGGER withdrawals_stay BEFORE DELETE ON withdrawals
  FOR EACH ROW EXECUTE FUNCTION custody_row_is_immutable();

-- The timeline: one row a move.
CREATE TABLE withdrawal_events (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  withdrawal_id uuid NOT NULL REFERENCES withdrawals,
  from_state text,
  to_state text NOT NULL,
  actor text NOT NULL,
  reason_code text,
  reason text,
  at timestamptz NOT NULL
);
CREATE INDEX withdrawal_events_timeline ON withdrawal_events (withdrawal_id, number);
CREATE TRIGGER withdrawal_events_immutable BEFORE UPDATE OR DELETE ON withdrawal_events
  FOR EACH ROW EXECUTE FUNCTION custody_row_is_immutable();

-- Events to be told to others, written with what they tell.
CREATE TABLE outbox_events (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  type text NOT NULL,
  data jsonb NOT NULL,
  created_at timestamptz NOT NULL
);

-- Approvals: WebAuthn assertions over the intent's digest, one a person, never by the one who asked.
CREATE TABLE withdrawal_approvals (
  withdrawal_id uuid NOT NULL REFERENCES withdrawals,
  approver_id uuid NOT NULL REFERENCES accounts,
  credential_id bytea NOT NULL,
  authenticator_data bytea NOT NULL,
  client_data_json bytea NOT NULL,
  signature bytea NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (withdrawal_id, approver_id)
);
CREATE FUNCTION approval_is_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  withdrawal withdrawals%ROWTYPE;
BEGIN
  SELECT * INTO withdrawal FROM withdrawals WHERE id = NEW.withdrawal_id FOR UPDATE;
  IF withdrawal.requested_by = NEW.approver_id THEN
    RAISE EXCEPTION 'custody: who requests never approves (withdrawal %)', NEW.withdrawal_id;
  END IF;
  IF withdrawal.state <> 'awaiting-approval' THEN
    RAISE EXCEPTION 'custody: withdrawal % does not wait for approvals', NEW.withdrawal_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER withdrawal_approvals_by_another BEFORE INSERT ON withdrawal_approvals
  FOR EACH ROW EXECUTE FUNCTION approval_is_by_another();
CREATE TRIGGER withdrawal_approvals_immutable BEFORE UPDATE OR DELETE ON withdrawal_approvals
  FOR EACH ROW EXECUTE FUNCTION custody_row_is_immutable();

-- Which withdrawal has which nonce. A row goes only when its transaction was never signed by anybody.
CREATE TABLE nonces (
  chain text NOT NULL,
  wallet_id uuid NOT NULL REFERENCES wallets,
  nonce bigint NOT NULL CHECK (nonce >= 0),
  withdrawal_id uuid NOT NULL UNIQUE REFERENCES withdrawals,
  PRIMARY KEY (chain, wallet_id, nonce)
);

-- The transaction of a withdrawal: built once, the same bytes for ever.
CREATE TABLE withdrawal_transactions (
  withdrawal_id uuid PRIMARY KEY REFERENCES withdrawals,
  nonce bigint NOT NULL,
  unsigned bytea NOT NULL,
  digest bytea NOT NULL UNIQUE CHECK (length(digest) = 32),
  signed bytea,
  hash bytea UNIQUE CHECK (length(hash) = 32),
  block_number bigint,
  block_hash bytea,
  fee_paid numeric(78, 0),
  created_at timestamptz NOT NULL,
  CHECK ((signed IS NULL) = (hash IS NULL))
);
CREATE FUNCTION transaction_bytes_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF ROW(NEW.withdrawal_id, NEW.nonce, NEW.unsigned, NEW.digest)
    IS DISTINCT FROM ROW(OLD.withdrawal_id, OLD.nonce, OLD.unsigned, OLD.digest)
    OR (OLD.signed IS NOT NULL AND ROW(NEW.signed, NEW.hash) IS DISTINCT FROM ROW(OLD.signed, OLD.hash)) THEN
    RAISE EXCEPTION 'custody: the bytes of a transaction cannot be changed (withdrawal %)', OLD.withdrawal_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER withdrawal_transactions_stay BEFORE UPDATE ON withdrawal_transactions
  FOR EACH ROW EXECUTE FUNCTION transaction_bytes_stay();

-- Every digest that a signing key in KMS was asked to sign, committed before KMS is asked: compare with KMS's own log.
CREATE TABLE approved_digests (
  digest bytea PRIMARY KEY CHECK (length(digest) = 32),
  key_arn text NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('withdrawal', 'message')),
  -- A withdrawal has one approved digest at most.
  withdrawal_id uuid UNIQUE REFERENCES withdrawals,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((purpose = 'withdrawal') = (withdrawal_id IS NOT NULL))
);
CREATE TRIGGER approved_digests_immutable BEFORE UPDATE OR DELETE ON approved_digests
  FOR EACH ROW EXECUTE FUNCTION custody_row_is_immutable();
