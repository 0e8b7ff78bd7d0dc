-- Notifications of rosters beside those of conversations. Its twin is 0017_roster_news.sqlite.sql.

ALTER TABLE notification ALTER COLUMN conversation_id DROP NOT NULL;
-- What of rosters it tells: set where there is no conversation, and nowhere else.
ALTER TABLE notification ADD COLUMN topic TEXT;          -- published, changed, leave_asked, ...
ALTER TABLE notification ADD COLUMN topic_key TEXT;      -- what it is about: a week, a request, an offer
ALTER TABLE notification ADD COLUMN topic_day TEXT;      -- the first day of that, as 2026-03-02
ALTER TABLE notification ADD CONSTRAINT notification_about CHECK ((conversation_id IS NULL) <> (topic IS NULL));
CREATE UNIQUE INDEX notification_unread_topic ON notification (agent_id, topic, topic_key)
    WHERE read_at IS NULL AND topic IS NOT NULL;
CREATE INDEX notification_topic ON notification (topic, topic_key) WHERE topic IS NOT NULL;
