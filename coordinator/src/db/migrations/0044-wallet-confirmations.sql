-- Four eyes for whose device is trusted with money: another administrator than the one who registered a foreign wallet
-- compares its address with the device. Those of before wait too.
CREATE TABLE wallet_confirmations (
  wallet_id uuid PRIMARY KEY REFERENCES wallets,
  confirmed_by uuid NOT NULL REFERENCES accounts,
  -- foreignWalletDigest (shared/src/approvals): the challenge of the assertion.
  digest bytea NOT NULL CHECK (length(digest) = 32),
  credential_id bytea NOT NULL REFERENCES passkeys,
  authenticator_data bytea NOT NULL CHECK (length(authenticator_data) BETWEEN 37 AND 512),
  client_data_json bytea NOT NULL CHECK (length(client_data_json) BETWEEN 1 AND 1024),
  signature bytea NOT NULL CHECK (length(signature) BETWEEN 1 AND 72),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER wallet_confirmations_immutable BEFORE UPDATE OR DELETE ON wallet_confirmations
  FOR EACH ROW EXECUTE FUNCTION custody_row_is_immutable();

CREATE FUNCTION wallet_is_confirmed_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM wallets WHERE id = NEW.wallet_id AND kind = 'foreign') THEN
    RAISE EXCEPTION 'wallets: only a foreign wallet is confirmed (wallet %)', NEW.wallet_id;
  END IF;
  IF EXISTS (SELECT FROM wallets WHERE id = NEW.wallet_id AND created_by = NEW.confirmed_by) THEN
    RAISE EXCEPTION 'wallets: who registered wallet % cannot confirm it', NEW.wallet_id;
  END IF;
  IF NOT is_administrators_passkey(NEW.confirmed_by, NEW.credential_id) THEN
    RAISE EXCEPTION 'wallets: only an active administrator confirms, with a passkey of their own';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER wallet_is_confirmed_by_another BEFORE INSERT ON wallet_confirmations
  FOR EACH ROW EXECUTE FUNCTION wallet_is_confirmed_by_another();

CREATE FUNCTION device_request_is_of_confirmed_wallet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM withdrawals JOIN wallet_confirmations USING (wallet_id) WHERE withdrawals.id = NEW.withdrawal_id) THEN
    RAISE EXCEPTION 'wallets: the wallet of withdrawal % was not confirmed', NEW.withdrawal_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER device_request_is_of_confirmed_wallet BEFORE INSERT ON device_requests
  FOR EACH ROW EXECUTE FUNCTION device_request_is_of_confirmed_wallet();
