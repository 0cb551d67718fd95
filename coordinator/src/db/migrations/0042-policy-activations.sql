-- Four eyes for the limits of what the coordinator judges alone: another administrator than the one who proposed a policy
-- puts it in force, with an assertion of their passkey. Rows of before have none.
ALTER TABLE hot_policies
  -- policyActivationDigest (shared/src/approvals): the challenge of the assertion.
  ADD COLUMN digest bytea CHECK (length(digest) = 32),
  ADD COLUMN credential_id bytea REFERENCES passkeys,
  ADD COLUMN authenticator_data bytea CHECK (length(authenticator_data) BETWEEN 37 AND 512),
  ADD COLUMN client_data_json bytea CHECK (length(client_data_json) BETWEEN 1 AND 1024),
  ADD COLUMN signature bytea CHECK (length(signature) BETWEEN 1 AND 72);
ALTER TABLE foreign_policies
  ADD COLUMN digest bytea CHECK (length(digest) = 32),
  ADD COLUMN credential_id bytea REFERENCES passkeys,
  ADD COLUMN authenticator_data bytea CHECK (length(authenticator_data) BETWEEN 37 AND 512),
  ADD COLUMN client_data_json bytea CHECK (length(client_data_json) BETWEEN 1 AND 1024),
  ADD COLUMN signature bytea CHECK (length(signature) BETWEEN 1 AND 72);

CREATE FUNCTION policy_is_put_in_force_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Switching foreign wallets off takes power away: one person does it at once.
  IF NEW.policy_digest IS NULL THEN
    RETURN NEW;
  END IF;
  IF EXISTS (SELECT FROM policies WHERE policies.digest = NEW.policy_digest AND created_by = NEW.activated_by) THEN
    RAISE EXCEPTION 'policies: who proposed a policy cannot put it in force';
  END IF;
  IF NEW.digest IS NULL OR NEW.authenticator_data IS NULL OR NEW.client_data_json IS NULL OR NEW.signature IS NULL
    OR NOT is_administrators_passkey(NEW.activated_by, NEW.credential_id) THEN
    RAISE EXCEPTION 'policies: only an active administrator puts a policy in force, with a passkey of their own';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hot_policy_by_another BEFORE INSERT ON hot_policies
  FOR EACH ROW EXECUTE FUNCTION policy_is_put_in_force_by_another();
CREATE TRIGGER foreign_policy_by_another BEFORE INSERT ON foreign_policies
  FOR EACH ROW EXECUTE FUNCTION policy_is_put_in_force_by_another();
