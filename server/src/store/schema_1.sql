-- Times are microseconds since 1970, UTC. Frame ranges are half-open.

CREATE TABLE jobs (
    key         INTEGER PRIMARY KEY AUTOINCREMENT, -- grows with the order of submission
    id          TEXT    NOT NULL UNIQUE,           -- UUID
    state       TEXT    NOT NULL,
    version     INTEGER NOT NULL DEFAULT 1,        -- grows with every change of state
    spec        TEXT    NOT NULL,                  -- the job as JSON, `created` filled in
    plan        TEXT    NOT NULL,                  -- the plan as JSON
    findings    TEXT    NOT NULL,                  -- findings of the plan as JSON
    identity    TEXT    NOT NULL,                  -- identity of the plan
    folder      TEXT    NOT NULL,                  -- folder of the delivery
    frame_first INTEGER NOT NULL,
    frame_end   INTEGER NOT NULL,
    bytes_done  INTEGER NOT NULL DEFAULT 0,        -- bytes of the published frames
    created_us  INTEGER NOT NULL,
    started_us  INTEGER,
    ended_us    INTEGER,
    failure     TEXT                               -- JSON; set as soon as the job is bound to fail
) STRICT;
CREATE INDEX jobs_by_state ON jobs (state, key);

CREATE TABLE tasks (
    job           INTEGER NOT NULL REFERENCES jobs (key),
    number        INTEGER NOT NULL,
    frame_first   INTEGER NOT NULL,
    frame_end     INTEGER NOT NULL,
    state         TEXT    NOT NULL,
    attempt       INTEGER NOT NULL DEFAULT 0,      -- number of the latest attempt
    token         TEXT,                            -- of the attempt that holds the claim
    failures      INTEGER NOT NULL DEFAULT 0,      -- failures that use up attempts
    returns       INTEGER NOT NULL DEFAULT 0,      -- failures that do not
    not_before_us INTEGER,                         -- earliest time of the next attempt
    started_us    INTEGER,
    ended_us      INTEGER,
    failure       TEXT,                            -- JSON, of the latest attempt
    PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
    job        INTEGER NOT NULL REFERENCES jobs (key),
    task       INTEGER NOT NULL,
    attempt    INTEGER NOT NULL,
    token      TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    started_us INTEGER NOT NULL,
    ended_us   INTEGER,
    failure    TEXT,
    PRIMARY KEY (job, task, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    job      INTEGER NOT NULL REFERENCES jobs (key),
    sequence INTEGER NOT NULL,                     -- from 1, without gaps
    time_us  INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    task     INTEGER,
    attempt  INTEGER NOT NULL DEFAULT 0,
    message  TEXT    NOT NULL,
    PRIMARY KEY (job, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE outputs (
    job           INTEGER NOT NULL REFERENCES jobs (key),
    relative_path TEXT    NOT NULL,
    size_bytes    INTEGER NOT NULL,
    xxh128        TEXT    NOT NULL,
    md5           TEXT    NOT NULL,
    PRIMARY KEY (job, relative_path)
) STRICT, WITHOUT ROWID;

CREATE TABLE request_ids (
    request_id TEXT    PRIMARY KEY,
    body       BLOB    NOT NULL,                   -- the request's job, as it came over the wire
    job        INTEGER NOT NULL REFERENCES jobs (key),
    created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
