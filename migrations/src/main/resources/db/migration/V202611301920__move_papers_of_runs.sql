-- Rows of run are read in lists. H2 reads a long text with its row, so spec and manifest have a table of their own.
CREATE TABLE run_paper (
    run_id   VARCHAR(8) PRIMARY KEY REFERENCES run (id),
    spec     TEXT NOT NULL,
    manifest TEXT
);
INSERT INTO run_paper (run_id, spec, manifest) SELECT id, spec, manifest FROM run;
ALTER TABLE run DROP COLUMN spec;
ALTER TABLE run DROP COLUMN manifest;
