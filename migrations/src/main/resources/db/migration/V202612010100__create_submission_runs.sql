-- A submission plans runs. A planned run is executed by a run of the submission, or an earlier run of the same spec stands for it.
-- spec_sha256 is the hash of the spec as planned; run.spec_sha256 changes when the measured rate of another run is filled in.
-- run_id has no foreign key: the entry stays when the run is deleted, because tables show the missing cell.
CREATE TABLE submission_run (
    submission_id BIGINT NOT NULL REFERENCES submission (id),
    ordinal       INTEGER NOT NULL,
    name          VARCHAR(200) NOT NULL,
    dataset       VARCHAR(200) NOT NULL,
    variant       VARCHAR(200) NOT NULL,
    grid_point    TEXT NOT NULL,
    seed          BIGINT NOT NULL,
    spec_sha256   VARCHAR(64) NOT NULL,
    run_id        VARCHAR(8) NOT NULL,
    PRIMARY KEY (submission_id, ordinal)
);
CREATE INDEX submission_run_of_spec ON submission_run (spec_sha256);
INSERT INTO submission_run (submission_id, ordinal, name, dataset, variant, grid_point, seed, spec_sha256, run_id)
SELECT submission_id, CAST(row_number() OVER (PARTITION BY submission_id ORDER BY number) AS INTEGER) - 1,
       name, '', variant, grid_point, seed, spec_sha256, id
FROM run WHERE rerun_of IS NULL;

-- The name of the document's data set; empty if the document has none.
ALTER TABLE run ADD COLUMN dataset VARCHAR(200) DEFAULT '' NOT NULL;
-- sets is the JSON list of the changes that were submitted with the document; baseline the variant that paired tests compare with.
ALTER TABLE submission ADD COLUMN sets TEXT DEFAULT '[]' NOT NULL;
ALTER TABLE submission ADD COLUMN baseline VARCHAR(200);
