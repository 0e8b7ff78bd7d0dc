-- By which ways agents are told, their quiet hours, and the browsers that take pushes. Its twin is 0005_push.postgres.sql.

ALTER TABLE notification ADD COLUMN listed INTEGER NOT NULL DEFAULT 1 CHECK (listed IN (0, 1)); -- 0: only pushed

-- Only what differs from the usual ways, so that "who wants to hear of new conversations?" reads few rows.
CREATE TABLE notification_choice (
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    in_app INTEGER NOT NULL CHECK (in_app IN (0, 1)),
    push INTEGER NOT NULL CHECK (push IN (0, 1)),
    sound INTEGER NOT NULL CHECK (sound IN (0, 1)),
    PRIMARY KEY (agent_id, kind)
) STRICT;
CREATE INDEX notification_choice_kind ON notification_choice (kind);

CREATE TABLE quiet_hours (
    agent_id INTEGER PRIMARY KEY REFERENCES agent (id) ON DELETE CASCADE,
    time_zone TEXT NOT NULL
) STRICT;

CREATE TABLE quiet_window (
    agent_id INTEGER NOT NULL REFERENCES quiet_hours (agent_id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    days INTEGER NOT NULL,                 -- one bit a day, Monday the lowest: the days on which it begins
    from_minute INTEGER NOT NULL,          -- minutes since midnight, by the agent's clock
    to_minute INTEGER NOT NULL,
    PRIMARY KEY (agent_id, position)
) STRICT;

-- By which push services know us (VAPID). One row.
CREATE TABLE push_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    public_key TEXT NOT NULL,
    private_secret TEXT NOT NULL,          -- sealed
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE push_subscription (
    id INTEGER PRIMARY KEY,
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    session_id INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    endpoint TEXT NOT NULL UNIQUE,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_success_at INTEGER,
    last_error TEXT,                       -- since the last success
    last_error_at INTEGER
) STRICT;
CREATE INDEX push_subscription_agent ON push_subscription (agent_id);
CREATE INDEX push_subscription_session ON push_subscription (session_id);
