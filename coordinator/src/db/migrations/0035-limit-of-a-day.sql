-- What counts against the limit of a day is summed for each request: found without reading every withdrawal ever made.
-- The states are UNPAID_STATES of features/withdrawals/withdrawal-states.ts, in its order.
CREATE INDEX withdrawals_limit_of_a_day ON withdrawals (chain, token, committed_at)
  WHERE state NOT IN ('rejected', 'expired', 'cancelled', 'failed', 'replaced');
