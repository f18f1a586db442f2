-- What an example contributes to the primary metric of its task: 1 or 0 for a share of correct answers, the mean of -log p per token
-- for a perplexity. The table sample holds texts, of the first examples only.
CREATE TABLE example_score (
    run_id  VARCHAR(8) NOT NULL REFERENCES run (id),
    task    VARCHAR(100) NOT NULL,
    ordinal INTEGER NOT NULL,
    value   DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (run_id, task, ordinal)
);
