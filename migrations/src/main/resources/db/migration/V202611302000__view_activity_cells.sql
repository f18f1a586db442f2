-- With a fixed set of layers nothing is decided: skipped and executed layers are both forced.
UPDATE layer_activity SET forced = TRUE
WHERE NOT forced AND run_id IN (SELECT id FROM run WHERE method LIKE 'StaticLayers%');

-- Defines the cells of a heat map for the dashboard and for notebooks. executed and total count free decisions only, those of
-- a router or of a random control. Forced executions are counted separately and are not part of any mean. The mean of a row or
-- of a column is sum(executed) / sum(total) over its cells.
CREATE VIEW activity_cell AS
SELECT run_id, task, axis, bucket, layer, min(ordinal) AS ordinal,
  CAST(sum(CASE WHEN forced THEN 0 ELSE executed END) AS BIGINT) AS executed,
  CAST(sum(CASE WHEN forced THEN 0 ELSE total END) AS BIGINT) AS total,
  CAST(sum(CASE WHEN forced THEN executed ELSE 0 END) AS BIGINT) AS forced_executed,
  CAST(sum(CASE WHEN forced THEN total ELSE 0 END) AS BIGINT) AS forced_total
FROM layer_activity
GROUP BY run_id, task, axis, bucket, layer;
