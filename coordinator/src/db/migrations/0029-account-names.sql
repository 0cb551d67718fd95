-- A name is free again once its account is disabled: who lost their passkey is invited anew under the same name.
DROP INDEX accounts_name;
CREATE UNIQUE INDEX accounts_name ON accounts (lower(name)) WHERE disabled_at IS NULL;
