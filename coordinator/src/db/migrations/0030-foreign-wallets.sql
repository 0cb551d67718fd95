-- Which policy judges the foreign wallets: the newest row. No row, or none in it: they are switched off.
CREATE TABLE foreign_policies (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  policy_digest bytea REFERENCES policies,
  activated_by uuid NOT NULL REFERENCES accounts,
  activated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER foreign_policies_immutable BEFORE UPDATE OR DELETE ON foreign_policies
  FOR EACH ROW EXECUTE FUNCTION custody_row_is_immutable();

-- A foreign wallet is a key in somebody else's air-gapped device (EIP-4527). Its public key may be unknown: what it signs
-- is judged by the address. key_id is then made of the address (features/wallets/register-foreign-wallet.ts).
ALTER TABLE wallets
  DROP CONSTRAINT wallets_kind_check,
  ADD CONSTRAINT wallets_kind_check CHECK (kind IN ('hot', 'cold', 'foreign')),
  ALTER COLUMN public_key DROP NOT NULL,
  ADD CONSTRAINT wallets_public_key_known CHECK (kind = 'foreign' OR public_key IS NOT NULL),
  -- Which of its keys the device is to use: m/44'/60'/0'/0/0, and the fingerprint of its master key (BIP-32).
  ADD COLUMN device_path text CHECK (length(device_path) BETWEEN 1 AND 120),
  ADD COLUMN device_fingerprint bytea CHECK (length(device_fingerprint) = 4),
  -- What the device or the administrator calls it.
  ADD COLUMN device_name text CHECK (length(device_name) BETWEEN 1 AND 80),
  ADD CONSTRAINT wallets_foreign_device CHECK (
    (kind = 'foreign') = (device_path IS NOT NULL)
    AND (kind = 'foreign') = (device_fingerprint IS NOT NULL)
    AND (kind = 'foreign') = (device_name IS NOT NULL));
