-- Secrets are kept as SHA-256 only.
CREATE TABLE api_token (
    hash       VARCHAR(64) PRIMARY KEY,
    name       VARCHAR(100) NOT NULL UNIQUE,
    role       VARCHAR(10) NOT NULL,
    created_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

CREATE TABLE browser_session (
    hash       VARCHAR(64) PRIMARY KEY,
    role       VARCHAR(10) NOT NULL,
    created_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);
