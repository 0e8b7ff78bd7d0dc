-- Notifications. Its twin is 0004_notifications.postgres.sql.

CREATE TABLE notification (
    id INTEGER PRIMARY KEY,
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,                   -- entry that it is about; of several the last one
    actor_name TEXT NOT NULL,
    times INTEGER NOT NULL,                 -- how often it happened before it was read
    created_at INTEGER NOT NULL,            -- when it happened last
    read_at INTEGER
) STRICT;
CREATE INDEX notification_agent ON notification (agent_id, created_at, id);
-- What happens again before it was read is one notification, not two.
CREATE UNIQUE INDEX notification_unread ON notification (agent_id, conversation_id, kind) WHERE read_at IS NULL;
CREATE INDEX notification_conversation ON notification (conversation_id);
