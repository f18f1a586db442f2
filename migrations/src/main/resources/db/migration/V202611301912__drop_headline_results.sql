-- run_result stores these values.
ALTER TABLE run DROP COLUMN exact_match;
ALTER TABLE run DROP COLUMN executed_rate;
