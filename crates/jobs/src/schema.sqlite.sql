CREATE TABLE job (
    id           INTEGER NOT NULL PRIMARY KEY,
    queue        TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    payload      TEXT    NOT NULL,
    dedup_key    TEXT,
    state        TEXT    NOT NULL CHECK (state IN ('ready', 'running', 'done', 'dead')),
    attempts     INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    run_at       INTEGER NOT NULL,
    locked_until INTEGER,
    locked_by    TEXT,
    last_error   TEXT,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX job_dedup ON job (name, dedup_key) WHERE state = 'ready' AND dedup_key IS NOT NULL;
CREATE INDEX job_ready ON job (queue, run_at, id) WHERE state = 'ready';
CREATE INDEX job_running ON job (locked_until) WHERE state = 'running';
CREATE INDEX job_dead ON job (updated_at) WHERE state = 'dead';

CREATE TABLE job_schedule (
    name        TEXT    NOT NULL PRIMARY KEY,
    next_run_at INTEGER NOT NULL,
    last_run_at INTEGER
) STRICT;
