-- Counts of the training have the number of trained steps; -1: of the evaluation, as all earlier counts are. The table is
-- created anew because H2 and PostgreSQL have no common statement that changes a primary key.
DROP VIEW activity_cell;
ALTER TABLE layer_activity RENAME TO layer_activity_before;
CREATE TABLE layer_activity (
    run_id   VARCHAR(8) NOT NULL REFERENCES run (id),
    task     VARCHAR(100) NOT NULL,
    axis     VARCHAR(40) NOT NULL,
    bucket   VARCHAR(200) NOT NULL,
    layer    INTEGER NOT NULL,
    forced   BOOLEAN NOT NULL,
    ordinal  INTEGER NOT NULL,
    executed BIGINT NOT NULL,
    total    BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    step     BIGINT DEFAULT -1 NOT NULL,
    PRIMARY KEY (run_id, task, axis, bucket, layer, forced, step)
);
INSERT INTO layer_activity (run_id, task, axis, bucket, layer, forced, ordinal, executed, total, seq)
SELECT run_id, task, axis, bucket, layer, forced, ordinal, executed, total, seq FROM layer_activity_before;
DROP TABLE layer_activity_before;
CREATE INDEX layer_activity_told ON layer_activity (run_id, seq);

-- As before, with the step; step is NULL for counts of the evaluation.
CREATE VIEW activity_cell AS
SELECT run_id, task, axis, bucket, layer, min(ordinal) AS ordinal,
  CAST(sum(CASE WHEN forced THEN 0 ELSE executed END) AS BIGINT) AS executed,
  CAST(sum(CASE WHEN forced THEN 0 ELSE total END) AS BIGINT) AS total,
  CAST(sum(CASE WHEN forced THEN executed ELSE 0 END) AS BIGINT) AS forced_executed,
  CAST(sum(CASE WHEN forced THEN total ELSE 0 END) AS BIGINT) AS forced_total,
  NULLIF(step, -1) AS step
FROM layer_activity
GROUP BY run_id, task, axis, bucket, layer, step;
