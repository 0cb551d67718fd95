-- What is written most often is one statement, so that the audit log's head, the one row that all writers share, is held
-- for no round trip of a client: only while its next entries are made, and until they are on the disk.

-- An unsigned integer in the fewest bytes (RFC 8949, sections 3 and 4.2.1).
CREATE FUNCTION cbor_unsigned(number bigint) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE
    WHEN number < 24 THEN substr(int8send(number), 8)
    WHEN number < 256 THEN '\x18'::bytea || substr(int8send(number), 8)
    WHEN number < 65536 THEN '\x19'::bytea || substr(int8send(number), 7)
    WHEN number < 4294967296 THEN '\x1a'::bytea || substr(int8send(number), 5)
    ELSE '\x1b'::bytea || int8send(number)
  END
$$;

-- Chains entries to the audit log, in their order. Their bytes and hashes are those of nextEntry and entryHash in
-- shared/src/journal, which a test compares; `tail` is what stands in an entry behind the hash of the one before.
CREATE FUNCTION append_audit(entries jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  head audit_head%ROWTYPE;
  entry record;
  bytes bytea;
BEGIN
  SELECT * INTO STRICT head FROM audit_head WHERE id = 1 FOR UPDATE;
  FOR entry IN SELECT * FROM jsonb_to_recordset(entries)
    AS input (tail bytea, at timestamptz, actor text, action text, subject text) LOOP
    head.sequence := head.sequence + 1;
    bytes := '\xa501'::bytea || cbor_unsigned(head.sequence) || '\x025820'::bytea || head.hash || entry.tail;
    head.hash := sha256('vieraugen/1 journal-entry\000'::bytea || bytes);
    INSERT INTO audit_entries (sequence, bytes, hash, at, actor, action, subject)
      VALUES (head.sequence, bytes, head.hash, entry.at, entry.actor, entry.action, entry.subject);
  END LOOP;
  UPDATE audit_head SET sequence = head.sequence, hash = head.hash WHERE id = 1;
END $$;

-- Records the Idempotency-Keys of requests that are accepted together (`key` of each), and answers the requests whose key
-- was free, with their place in the list. The lock keeps others with the same key out until the commit.
CREATE FUNCTION claim_idempotency_keys(requests jsonb) RETURNS TABLE (place integer, request jsonb)
LANGUAGE sql AS $$
  WITH wanted AS (
    SELECT DISTINCT ON (principal, key) item.place, item.request, principal, key, fingerprint, status, reply
    FROM jsonb_array_elements(requests) WITH ORDINALITY AS item (request, place), jsonb_to_record(item.request->'key')
      AS keyed (lock bigint, principal text, key text, fingerprint bytea, status integer, reply text)
    WHERE pg_try_advisory_xact_lock(lock)
    ORDER BY principal, key, item.place
  ), written AS (
    INSERT INTO idempotency_keys (principal, key, fingerprint, status, reply)
    SELECT principal, key, fingerprint, status, reply FROM wanted
    ON CONFLICT DO NOTHING RETURNING principal, key
  )
  SELECT wanted.place::integer, wanted.request FROM wanted JOIN written USING (principal, key) ORDER BY wanted.place
$$;

-- Accepts requested withdrawals with their keys, first moves, events and audit entries: all of them or, if one cannot be
-- written, none. Answers the places of those whose key was free; of the others nothing is written.
CREATE FUNCTION accept_withdrawals(requests jsonb) RETURNS integer[] LANGUAGE plpgsql AS $$
DECLARE
  places integer[];
  accepted jsonb;
BEGIN
  SELECT array_agg(claimed.place), jsonb_agg(claimed.request) INTO places, accepted
    FROM claim_idempotency_keys(requests) AS claimed;
  IF places IS NULL THEN
    RETURN '{}';
  END IF;
  -- Named, so that a column that comes later gets its default.
  INSERT INTO withdrawals (id, wallet_id, state, intent, intent_digest, chain, token, destination, amount, max_fee,
      policy_digest, requested_by, requested_by_kind, reference, gas_limit, approvals_needed, created_at, expires_at,
      updated_at, due_at)
    SELECT id, wallet_id, state, intent, intent_digest, chain, token, destination, amount, max_fee,
      policy_digest, requested_by, requested_by_kind, reference, gas_limit, approvals_needed, created_at, expires_at,
      updated_at, due_at
    FROM jsonb_array_elements(accepted) AS item (request),
      jsonb_populate_record(NULL::withdrawals, request->'withdrawal') AS record;
  INSERT INTO withdrawal_events (withdrawal_id, from_state, to_state, actor, reason_code, reason, at)
    SELECT withdrawal_id, from_state, to_state, actor, reason_code, reason, at
    FROM jsonb_array_elements(accepted) AS item (request),
      jsonb_populate_record(NULL::withdrawal_events, request->'move') AS record;
  INSERT INTO outbox_events (id, type, data, created_at)
    SELECT id, type, data, created_at FROM jsonb_array_elements(accepted) AS item (request),
      jsonb_populate_record(NULL::outbox_events, request->'event') AS record;
  -- Last, as in every transaction: the log's head is locked by it.
  PERFORM append_audit((SELECT jsonb_agg(request->'audit' ORDER BY place)
    FROM jsonb_array_elements(accepted) WITH ORDINALITY AS item (request, place)));
  RETURN places;
END $$;
