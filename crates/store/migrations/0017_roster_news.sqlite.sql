-- Notifications of rosters beside those of conversations. Its twin is 0017_roster_news.postgres.sql.

-- SQLite cannot take a NOT NULL away, so the table is written anew.
CREATE TABLE notification_new (
    id INTEGER PRIMARY KEY,
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    conversation_id INTEGER REFERENCES conversation (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,                   -- entry that it is about; of several the last one
    actor_name TEXT NOT NULL,
    times INTEGER NOT NULL,                 -- how often it happened before it was read
    created_at INTEGER NOT NULL,            -- when it happened last
    read_at INTEGER,
    listed INTEGER NOT NULL DEFAULT 1 CHECK (listed IN (0, 1)), -- 0: only pushed
    -- What of rosters it tells: set where there is no conversation, and nowhere else.
    topic TEXT,                             -- published, changed, leave_asked, ...
    topic_key TEXT,                         -- what it is about: a week, a request, an offer
    topic_day TEXT,                         -- the first day of that, as 2026-03-02
    CHECK ((conversation_id IS NULL) <> (topic IS NULL))
) STRICT;
INSERT INTO notification_new (id, agent_id, kind, conversation_id, seq, actor_name, times, created_at, read_at, listed)
SELECT id, agent_id, kind, conversation_id, seq, actor_name, times, created_at, read_at, listed FROM notification;
DROP TABLE notification;
ALTER TABLE notification_new RENAME TO notification;
CREATE INDEX notification_agent ON notification (agent_id, created_at, id);
-- What happens again before it was read is one notification, not two.
CREATE UNIQUE INDEX notification_unread ON notification (agent_id, conversation_id, kind) WHERE read_at IS NULL;
CREATE INDEX notification_conversation ON notification (conversation_id);
CREATE UNIQUE INDEX notification_unread_topic ON notification (agent_id, topic, topic_key)
    WHERE read_at IS NULL AND topic IS NOT NULL;
CREATE INDEX notification_topic ON notification (topic, topic_key) WHERE topic IS NOT NULL;
