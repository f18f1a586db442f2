-- run_result has them.
ALTER TABLE run DROP COLUMN exact_match;
ALTER TABLE run DROP COLUMN executed_rate;
