-- The two numbers of a result that lists show and sort by: those of its first task. Their source is summary.
ALTER TABLE run ADD COLUMN exact_match DOUBLE PRECISION;
ALTER TABLE run ADD COLUMN executed_rate DOUBLE PRECISION;

-- The keys of a stored summary are in order, so that the first one found is the first task's.
UPDATE run SET
  exact_match = CAST(REGEXP_SUBSTR(summary, '"(?!train/)[^"]*/exact_match":([-0-9.eE]+)', 1, 1, 'c', 1) AS DOUBLE PRECISION),
  executed_rate = CAST(REGEXP_SUBSTR(summary, '"(?!train/)[^"]*/executed_rate":([-0-9.eE]+)', 1, 1, 'c', 1) AS DOUBLE PRECISION);

-- What a page follows a run's activity by.
CREATE INDEX layer_activity_told ON layer_activity (run_id, seq);
