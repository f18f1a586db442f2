-- The first task is the first that the spec evaluates, as it is for the rate that a control takes; until now it was the
-- first by its name.
UPDATE run SET
  exact_match = CAST(REGEXP_SUBSTR(summary, '"' || REPLACE(REGEXP_SUBSTR(spec, '"evaluate":\[\{.*?"task":"([^"]+)"', 1, 1, 'c', 1), '.', '[.]')
    || '/exact_match":([-0-9.eE]+)', 1, 1, 'c', 1) AS DOUBLE PRECISION),
  executed_rate = CAST(REGEXP_SUBSTR(summary, '"' || REPLACE(REGEXP_SUBSTR(spec, '"evaluate":\[\{.*?"task":"([^"]+)"', 1, 1, 'c', 1), '.', '[.]')
    || '/executed_rate":([-0-9.eE]+)', 1, 1, 'c', 1) AS DOUBLE PRECISION)
WHERE spec LIKE '%"evaluate":[{%';
