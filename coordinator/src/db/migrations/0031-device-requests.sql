-- The eth-sign-request of a withdrawal: one for ever, so that whatever is shown again is the same bytes.
CREATE TABLE device_requests (
  withdrawal_id uuid PRIMARY KEY REFERENCES withdrawals,
  -- Pairs the device's answer with our question (EIP-4527, request-id).
  request_id uuid NOT NULL UNIQUE,
  request bytea NOT NULL,
  request_digest bytea NOT NULL UNIQUE CHECK (length(request_digest) = 32),
  created_by uuid NOT NULL REFERENCES accounts,
  created_at timestamptz NOT NULL,
  -- 'too-late': a good signature over a transaction that we had given up. 'refused': what a person said, not the device.
  result text CHECK (result IN ('signed', 'too-late', 'refused')),
  -- The eth-signature as it was scanned, and the hash of the transaction that it makes.
  response bytea,
  transaction_hash bytea CHECK (length(transaction_hash) = 32),
  answered_at timestamptz,
  CHECK ((result IS NULL) = (answered_at IS NULL)),
  CHECK ((response IS NULL) = (transaction_hash IS NULL)),
  CHECK (result IN ('signed', 'too-late') OR response IS NULL)
);
CREATE FUNCTION device_request_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF ROW(NEW.withdrawal_id, NEW.request_id, NEW.request, NEW.request_digest, NEW.created_by, NEW.created_at)
    IS DISTINCT FROM
     ROW(OLD.withdrawal_id, OLD.request_id, OLD.request, OLD.request_digest, OLD.created_by, OLD.created_at)
    OR (OLD.response IS NOT NULL AND ROW(NEW.*) IS DISTINCT FROM ROW(OLD.*)) THEN
    RAISE EXCEPTION 'custody: a request to a device and its answer cannot be changed (withdrawal %)', OLD.withdrawal_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER device_requests_stay BEFORE UPDATE ON device_requests
  FOR EACH ROW EXECUTE FUNCTION device_request_stays();
CREATE TRIGGER device_requests_kept BEFORE DELETE ON device_requests
  FOR EACH ROW EXECUTE FUNCTION custody_row_is_immutable();
