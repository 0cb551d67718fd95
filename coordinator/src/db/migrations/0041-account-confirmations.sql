-- Four eyes for who comes in: an invited account is nobody until another administrator confirmed it, its passkey included.
ALTER TABLE invitations ADD COLUMN origin text NOT NULL DEFAULT 'administrator'
  CHECK (origin IN ('founding', 'administrator', 'console'));
UPDATE invitations SET origin = 'founding' WHERE invited_by IS NULL;
ALTER TABLE invitations
  ALTER COLUMN origin DROP DEFAULT,
  ADD CONSTRAINT invitations_inviter CHECK ((origin = 'administrator') = (invited_by IS NOT NULL));

ALTER TABLE accounts
  -- The two people who founded the installation: nobody was there to confirm them, and there is never a third.
  ADD COLUMN founder smallint UNIQUE CHECK (founder IN (1, 2)),
  -- NULL: a founder, or invited on the coordinator's machine.
  ADD COLUMN invited_by uuid REFERENCES accounts,
  -- NULL: it waits for its confirmation, or was refused.
  ADD COLUMN active_since timestamptz,
  -- Why an administrator did not confirm it.
  ADD COLUMN refusal text CHECK (length(refusal) BETWEEN 1 AND 300),
  ADD CONSTRAINT accounts_refused CHECK (refusal IS NULL OR (disabled_at IS NOT NULL AND active_since IS NULL));

-- Who was there before stays; of the administrators the two eldest count as the founders.
UPDATE accounts SET active_since = created_at;
UPDATE accounts SET founder = eldest.place
  FROM (SELECT id, row_number() OVER (ORDER BY created_at, id) AS place FROM accounts
    WHERE 'administrator' = ANY (roles) AND disabled_at IS NULL) AS eldest
  WHERE eldest.id = accounts.id AND eldest.place <= 2;

CREATE TABLE account_confirmations (
  account_id uuid PRIMARY KEY REFERENCES accounts,
  confirmed_by uuid NOT NULL REFERENCES accounts,
  -- accountConfirmationDigest (shared/src/approvals): the challenge of the assertion.
  digest bytea NOT NULL CHECK (length(digest) = 32),
  credential_id bytea NOT NULL REFERENCES passkeys,
  authenticator_data bytea NOT NULL CHECK (length(authenticator_data) BETWEEN 37 AND 512),
  client_data_json bytea NOT NULL CHECK (length(client_data_json) BETWEEN 1 AND 1024),
  signature bytea NOT NULL CHECK (length(signature) BETWEEN 1 AND 72),
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT account_confirmed_by_another CHECK (confirmed_by <> account_id)
);
CREATE TRIGGER account_confirmations_immutable BEFORE UPDATE OR DELETE ON account_confirmations
  FOR EACH ROW EXECUTE FUNCTION custody_row_is_immutable();

-- Whether an account may give power with a passkey: it is an active administrator, and the passkey is its own.
CREATE FUNCTION is_administrators_passkey(account uuid, passkey bytea) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM accounts JOIN passkeys ON passkeys.account_id = accounts.id
    WHERE accounts.id = account AND 'administrator' = ANY (roles) AND active_since IS NOT NULL AND disabled_at IS NULL
      AND credential_id = passkey AND revoked_at IS NULL)
$$;

CREATE FUNCTION account_confirmation_is_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM accounts WHERE id = NEW.account_id AND active_since IS NULL AND disabled_at IS NULL) THEN
    RAISE EXCEPTION 'accounts: account % does not wait for a confirmation', NEW.account_id;
  END IF;
  IF EXISTS (SELECT FROM accounts WHERE id = NEW.account_id AND invited_by = NEW.confirmed_by) THEN
    RAISE EXCEPTION 'accounts: who invited account % cannot confirm it', NEW.account_id;
  END IF;
  IF NOT is_administrators_passkey(NEW.confirmed_by, NEW.credential_id) THEN
    RAISE EXCEPTION 'accounts: only an active administrator confirms, with a passkey of their own';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER account_confirmation_is_allowed BEFORE INSERT ON account_confirmations
  FOR EACH ROW EXECUTE FUNCTION account_confirmation_is_allowed();

-- An account is what was confirmed: neither its name nor its roles change, it becomes active once and is disabled once.
CREATE FUNCTION account_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.active_since IS NOT NULL AND (NEW.founder IS NULL OR NEW.roles <> ARRAY['administrator']) THEN
      RAISE EXCEPTION 'accounts: only a founder is active without a confirmation';
    END IF;
    RETURN NEW;
  END IF;
  IF ROW(NEW.id, NEW.name, NEW.roles, NEW.founder, NEW.invited_by, NEW.created_at)
    IS DISTINCT FROM ROW(OLD.id, OLD.name, OLD.roles, OLD.founder, OLD.invited_by, OLD.created_at) THEN
    RAISE EXCEPTION 'accounts: account % cannot be changed', OLD.id;
  END IF;
  IF OLD.disabled_at IS NOT NULL AND ROW(NEW.*) IS DISTINCT FROM ROW(OLD.*) THEN
    RAISE EXCEPTION 'accounts: account % is disabled for good', OLD.id;
  END IF;
  IF NEW.active_since IS DISTINCT FROM OLD.active_since AND (OLD.active_since IS NOT NULL
      OR NOT EXISTS (SELECT FROM account_confirmations WHERE account_id = OLD.id)) THEN
    RAISE EXCEPTION 'accounts: account % becomes active by a confirmation, and once', OLD.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER account_moves_forward BEFORE INSERT OR UPDATE ON accounts
  FOR EACH ROW EXECUTE FUNCTION account_moves_forward();

-- What is confirmed is one passkey: no second one comes later, and none becomes another's.
CREATE FUNCTION passkey_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF EXISTS (SELECT FROM passkeys WHERE account_id = NEW.account_id) THEN
      RAISE EXCEPTION 'accounts: account % has its passkey already', NEW.account_id;
    END IF;
    RETURN NEW;
  END IF;
  IF ROW(NEW.credential_id, NEW.account_id, NEW.public_key) IS DISTINCT FROM
     ROW(OLD.credential_id, OLD.account_id, OLD.public_key) THEN
    RAISE EXCEPTION 'accounts: the passkey of account % cannot be changed', OLD.account_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER passkey_stays BEFORE INSERT OR UPDATE ON passkeys FOR EACH ROW EXECUTE FUNCTION passkey_stays();
CREATE TRIGGER accounts_kept BEFORE DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION custody_row_is_immutable();
CREATE TRIGGER passkeys_kept BEFORE DELETE ON passkeys FOR EACH ROW EXECUTE FUNCTION custody_row_is_immutable();
