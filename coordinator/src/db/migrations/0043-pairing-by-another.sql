-- Four eyes for which signer is trusted: who made the offer does not say that the words are the same.
CREATE FUNCTION vault_is_confirmed_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM pairings WHERE id = NEW.pairing_id AND created_by = NEW.confirmed_by) THEN
    RAISE EXCEPTION 'vaults: who offered a pairing cannot confirm it (vault %)', NEW.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER vault_confirmed_by_another BEFORE INSERT OR UPDATE OF pairing_id, confirmed_by ON vaults
  FOR EACH ROW EXECUTE FUNCTION vault_is_confirmed_by_another();
