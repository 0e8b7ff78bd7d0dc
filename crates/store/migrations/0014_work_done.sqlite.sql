-- How long the work takes. Its twin is 0014_work_done.postgres.sql.

-- What agents did, one after the other: the time between is read from the index alone.
CREATE INDEX entry_by_agent ON entry (created_at, actor_id, id, conversation_id)
    WHERE actor_kind = 'agent';
-- How long chats waited, and who gave up.
CREATE INDEX chat_queued_at ON chat (queued_at, inbox_id);
