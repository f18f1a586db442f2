-- The old table submission held idempotency keys. It is renamed, so that the new table can have its name.
CREATE TABLE idempotency_key (
    key            VARCHAR(200) PRIMARY KEY,
    request_sha256 VARCHAR(64) NOT NULL,
    experiment     VARCHAR(200) NOT NULL,
    run_ids        TEXT NOT NULL,
    created_at     TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
INSERT INTO idempotency_key (key, request_sha256, experiment, run_ids, created_at)
SELECT idempotency_key, request_sha256, experiment, run_ids, created_at FROM submission;
DROP TABLE submission;

-- One accepted document. The text is stored once, however many runs the document has.
-- sweep is a JSON object from a path to the list of its values.
CREATE TABLE submission (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    experiment_id BIGINT NOT NULL REFERENCES experiment (id),
    document      TEXT NOT NULL,
    sweep         TEXT NOT NULL,
    created_at    TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
CREATE INDEX submission_of_experiment ON submission (experiment_id, id);

-- variant is the name of the document if it has no variants. grid_point is a JSON object from a path of the sweep to the run's
-- value; the seed has its own column. Runs that are equal in all three columns differ in their seed only.
ALTER TABLE run ADD COLUMN submission_id BIGINT;
ALTER TABLE run ADD COLUMN variant VARCHAR(200);
ALTER TABLE run ADD COLUMN grid_point TEXT;
