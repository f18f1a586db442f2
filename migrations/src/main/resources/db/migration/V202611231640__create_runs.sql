-- One text for H2 and PostgreSQL. H2 needs NON_KEYWORDS=KEY,VALUE in its URL, because these are the names that users of SQL see.

CREATE TABLE experiment (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       VARCHAR(200) NOT NULL UNIQUE,
    created_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

-- One row per run, denormalised for listing; number is the order of submission and the key of pages.
CREATE TABLE run (
    id              VARCHAR(8) PRIMARY KEY,
    number          BIGINT GENERATED ALWAYS AS IDENTITY UNIQUE,
    experiment_id   BIGINT NOT NULL REFERENCES experiment (id),
    name            VARCHAR(200) NOT NULL,
    method          VARCHAR(100) NOT NULL,
    seed            BIGINT NOT NULL,
    state           VARCHAR(16) NOT NULL,
    reason          TEXT,
    priority        INTEGER NOT NULL,
    device          VARCHAR(40) NOT NULL,
    phase           VARCHAR(100),
    step            BIGINT NOT NULL,
    total_steps     BIGINT NOT NULL,
    per_second      DOUBLE PRECISION NOT NULL,
    attempt         INTEGER NOT NULL,
    checkpoint_step BIGINT,
    created_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    started_at      TIMESTAMP(6) WITH TIME ZONE,
    finished_at     TIMESTAMP(6) WITH TIME ZONE,
    waits_for       VARCHAR(8) REFERENCES run (id),
    rerun_of        VARCHAR(8) REFERENCES run (id),
    verdict         VARCHAR(16),
    verdict_detail  TEXT,
    summary         TEXT NOT NULL,
    spec            TEXT NOT NULL,
    spec_sha256     VARCHAR(64) NOT NULL,
    document        TEXT NOT NULL,
    manifest        TEXT,
    manifest_sha256 VARCHAR(64)
);
CREATE INDEX run_of_experiment ON run (experiment_id, number);
CREATE INDEX run_in_state ON run (state, number);
CREATE INDEX run_waiting ON run (waits_for);
CREATE INDEX run_rerun ON run (rerun_of);

-- What a submission with an idempotency key was answered: the same key gets the same runs.
CREATE TABLE submission (
    idempotency_key VARCHAR(200) PRIMARY KEY,
    request_sha256  VARCHAR(64) NOT NULL,
    experiment      VARCHAR(200) NOT NULL,
    run_ids         TEXT NOT NULL,
    created_at      TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

-- seq is the place in the run's spool, attempts counted in: the same event told twice is one row, here and below.
CREATE TABLE run_log (
    run_id  VARCHAR(8) NOT NULL REFERENCES run (id),
    seq     BIGINT NOT NULL,
    at      TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    level   VARCHAR(10) NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (run_id, seq)
);

-- One evaluated example; tokens and executed are JSON lists, executed has one string of 0 and 1 per token, layer 0 first.
CREATE TABLE sample (
    run_id        VARCHAR(8) NOT NULL REFERENCES run (id),
    task          VARCHAR(100) NOT NULL,
    ordinal       INTEGER NOT NULL,
    example_id    VARCHAR(200) NOT NULL,
    family        VARCHAR(100) NOT NULL,
    steps         INTEGER NOT NULL,
    prompt        TEXT NOT NULL,
    gold          TEXT NOT NULL,
    answer        TEXT NOT NULL,
    correct       BOOLEAN NOT NULL,
    tokens        TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    executed      TEXT NOT NULL,
    PRIMARY KEY (run_id, task, ordinal)
);
