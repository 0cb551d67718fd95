-- The audit log: append-only, each entry hash-chained to the one before (shared/src/journal).
CREATE TABLE audit_entries (
  sequence bigint PRIMARY KEY CHECK (sequence > 0),
  -- The exact bytes the hash is over. The columns below repeat what is inside, to search by; `audit verify` compares them.
  bytes bytea NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL
);
CREATE INDEX audit_entries_subject ON audit_entries (subject, sequence);

-- Where the log stands. Kept apart, so that a log that was cut at its end is noticed.
CREATE TABLE audit_head (
  id integer PRIMARY KEY CHECK (id = 1),
  sequence bigint NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32)
);
INSERT INTO audit_head VALUES (1, 0, decode(repeat('00', 32), 'hex'));

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only: % on % is forbidden', TG_OP, TG_TABLE_NAME;
END $$;

CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_head_stays BEFORE INSERT OR DELETE OR TRUNCATE ON audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
  FOR EACH ROW WHEN (NEW.sequence <= OLD.sequence OR NEW.id <> OLD.id) EXECUTE FUNCTION audit_is_append_only();
