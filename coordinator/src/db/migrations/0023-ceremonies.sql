-- A signing-request that was made for a vault, and the answer. The exact bytes of both.
CREATE TABLE ceremonies (
  id uuid PRIMARY KEY,
  vault_id uuid NOT NULL REFERENCES vaults,
  sequence bigint NOT NULL CHECK (sequence > 0),
  -- 'cancelled' only takes its withdrawals back into the queue: an answer that comes still counts.
  state text NOT NULL CHECK (state IN ('open', 'answered', 'cancelled', 'expired')),
  request bytea NOT NULL,
  request_digest bytea NOT NULL UNIQUE CHECK (length(request_digest) = 32),
  response bytea,
  response_digest bytea UNIQUE CHECK (length(response_digest) = 32),
  created_by uuid NOT NULL REFERENCES accounts,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  answered_at timestamptz,
  UNIQUE (vault_id, sequence),
  CHECK ((state = 'answered') = (response IS NOT NULL)),
  CHECK ((response IS NULL) = (response_digest IS NULL))
);
CREATE INDEX ceremonies_page ON ceremonies (created_at DESC, id DESC);

CREATE TABLE ceremony_items (
  ceremony_id uuid NOT NULL REFERENCES ceremonies,
  position integer NOT NULL CHECK (position >= 0),
  withdrawal_id uuid NOT NULL REFERENCES withdrawals,
  -- While true, no other ceremony takes this withdrawal.
  open boolean NOT NULL,
  result text CHECK (result IN ('signed', 'refused', 'too-late')),
  code text,
  reason text,
  PRIMARY KEY (ceremony_id, position)
);
CREATE UNIQUE INDEX ceremony_items_one_open ON ceremony_items (withdrawal_id) WHERE open;
CREATE INDEX ceremony_items_withdrawal ON ceremony_items (withdrawal_id);
