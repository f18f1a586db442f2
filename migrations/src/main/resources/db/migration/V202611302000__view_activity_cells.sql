-- A fixed set of layers chooses nothing: what it skips is prescribed as well as what it runs.
UPDATE layer_activity SET forced = TRUE
WHERE NOT forced AND run_id IN (SELECT id FROM run WHERE method LIKE 'StaticLayers%');

-- What a cell of a heat map is, for the dashboard and for notebooks: executed of total counts the free choices only,
-- that is, the decisions of a router or of a coin. Executions that the method forces are counted apart and take part
-- in no mean. The mean of a row or of a column is sum(executed) / sum(total) over its cells.
CREATE VIEW activity_cell AS
SELECT run_id, task, axis, bucket, layer, min(ordinal) AS ordinal,
  CAST(sum(CASE WHEN forced THEN 0 ELSE executed END) AS BIGINT) AS executed,
  CAST(sum(CASE WHEN forced THEN 0 ELSE total END) AS BIGINT) AS total,
  CAST(sum(CASE WHEN forced THEN executed ELSE 0 END) AS BIGINT) AS forced_executed,
  CAST(sum(CASE WHEN forced THEN total ELSE 0 END) AS BIGINT) AS forced_total
FROM layer_activity
GROUP BY run_id, task, axis, bucket, layer;
