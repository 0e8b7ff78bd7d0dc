-- Planning from what was counted, and for everybody. Its twin is 0012_planning.postgres.sql.

-- Whether the calculators of the planner work without sign-in.
ALTER TABLE organisation ADD COLUMN planner_public INTEGER NOT NULL DEFAULT 0 CHECK (planner_public IN (0, 1));

-- When customers began conversations, with all that is counted of them and all that its condition asks: counts of months are read
-- from the index alone.
CREATE INDEX conversation_arrival ON conversation (created_at, inbox_id, channel, first_reply_at, last_customer_seq, status)
    WHERE last_customer_seq > 0 AND status <> 'spam';
-- Changes of the status by customers themselves: when they came back.
CREATE INDEX entry_by_customer ON entry (created_at, conversation_id)
    WHERE kind = 'status_changed' AND actor_kind = 'contact';
