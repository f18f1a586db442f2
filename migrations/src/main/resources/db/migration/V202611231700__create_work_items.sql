-- What is to be done and who does it; the run's own row says what became of it. worker and version together are the
-- fence: whatever comes out of an attempt is written in a transaction that finds both unchanged.
CREATE TABLE work_item (
    id               BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id           VARCHAR(8) NOT NULL UNIQUE REFERENCES run (id) ON DELETE CASCADE,
    state            VARCHAR(8) NOT NULL,
    priority         INTEGER NOT NULL,
    device           VARCHAR(40) NOT NULL,
    worker           VARCHAR(100),
    lease_until      TIMESTAMP(6) WITH TIME ZONE,
    version          BIGINT NOT NULL,
    attempt          INTEGER NOT NULL,
    failures         INTEGER NOT NULL,
    cancel_requested BOOLEAN NOT NULL,
    spool_seq        BIGINT NOT NULL,
    pid              BIGINT,
    pid_started_at   TIMESTAMP(6) WITH TIME ZONE
);
-- H2 needs the ORDER BY of a claim to name the columns of the index from the first on.
CREATE INDEX work_item_claim ON work_item (state, priority DESC, id);
