-- The tasks of a run in the order of its spec, each with the metric that lists and tables show.
CREATE TABLE run_task (
    run_id           VARCHAR(8) NOT NULL REFERENCES run (id),
    ordinal          INTEGER NOT NULL,
    task             VARCHAR(100) NOT NULL,
    metric           VARCHAR(250) NOT NULL,
    higher_is_better BOOLEAN NOT NULL,
    PRIMARY KEY (run_id, ordinal)
);

-- The measured results. metric is the key within the task and keeps its bucket: exact_match/family=chain.
CREATE TABLE run_result (
    run_id VARCHAR(8) NOT NULL REFERENCES run (id),
    task   VARCHAR(100) NOT NULL,
    metric VARCHAR(250) NOT NULL,
    value  DOUBLE PRECISION NOT NULL,
    stderr DOUBLE PRECISION,
    n      BIGINT NOT NULL,
    PRIMARY KEY (run_id, task, metric)
);
