CREATE TABLE metric_series (
    id     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id VARCHAR(8) NOT NULL REFERENCES run (id),
    key    VARCHAR(250) NOT NULL,
    UNIQUE (run_id, key)
);

-- bits is the truth: H2 turns -0.0 into 0.0 in a double. value is the same number for SQL.
CREATE TABLE metric_value (
    series_id BIGINT NOT NULL REFERENCES metric_series (id),
    step      BIGINT NOT NULL,
    seq       BIGINT NOT NULL,
    bits      BIGINT NOT NULL,
    value     DOUBLE PRECISION NOT NULL,
    at        TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (series_id, step)
);
CREATE INDEX metric_value_told ON metric_value (series_id, seq);

CREATE VIEW metric_point AS
SELECT s.run_id, s.key, v.step, v.value, v.at, v.bits
FROM metric_value v JOIN metric_series s ON s.id = v.series_id;

-- Counts, not shares: how often a layer ran in one bucket of an axis.
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
    PRIMARY KEY (run_id, task, axis, bucket, layer, forced)
);

-- A file that a run left, relative to the run's folder; its name is looked up here and never becomes a path.
CREATE TABLE artifact (
    run_id VARCHAR(8) NOT NULL REFERENCES run (id),
    name   VARCHAR(250) NOT NULL,
    file   VARCHAR(1000) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    bytes  BIGINT NOT NULL,
    PRIMARY KEY (run_id, name)
);
