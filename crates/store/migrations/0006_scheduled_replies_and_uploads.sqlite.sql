-- Scheduled answers, and uploads that arrive piece by piece. Its twin is 0006_scheduled_replies_and_uploads.postgres.sql.

-- Answers that wait for their time. They become messages when they leave, and their rows go then: until that moment nothing that
-- counts, quotes or finds messages may know of them.
CREATE TABLE scheduled_reply (
    id INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    agent_id INTEGER REFERENCES agent (id),
    agent_name TEXT NOT NULL,
    send_at INTEGER NOT NULL,
    cancel_if_replied INTEGER NOT NULL CHECK (cancel_if_replied IN (0, 1)),
    status TEXT,                           -- to set when it leaves
    held_reason TEXT,                      -- why it does not leave by itself any more; null while it waits
    held_by TEXT,                          -- who wrote meanwhile
    recipients TEXT NOT NULL,              -- JSON {to, cc, bcc}; only ever read whole
    text TEXT NOT NULL,
    html TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX scheduled_reply_conversation ON scheduled_reply (conversation_id, send_at);
CREATE INDEX scheduled_reply_due ON scheduled_reply (send_at);
CREATE INDEX scheduled_reply_agent ON scheduled_reply (agent_id);

-- Uploads that a scheduled answer names. Without a rule for deletion on purpose, as with drafts.
CREATE TABLE scheduled_attachment (
    scheduled_id INTEGER NOT NULL REFERENCES scheduled_reply (id) ON DELETE CASCADE,
    attachment_id INTEGER NOT NULL REFERENCES attachment (id),
    PRIMARY KEY (scheduled_id, attachment_id)
) STRICT;
CREATE INDEX scheduled_attachment_attachment ON scheduled_attachment (attachment_id);

-- Files on their way in: they may stop and go on where they stopped.
CREATE TABLE upload (
    id INTEGER PRIMARY KEY,
    agent_id INTEGER REFERENCES agent (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    received INTEGER NOT NULL,
    is_inline INTEGER NOT NULL CHECK (is_inline IN (0, 1)),
    attachment_id INTEGER REFERENCES attachment (id) ON DELETE SET NULL,    -- what it became
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX upload_agent ON upload (agent_id);
CREATE INDEX upload_attachment ON upload (attachment_id);
CREATE INDEX upload_created ON upload (created_at);

CREATE TABLE upload_part (
    upload_id INTEGER NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    blob_key TEXT NOT NULL,
    PRIMARY KEY (upload_id, start)
) STRICT;

-- Uploads that nothing needs are looked for by the hour.
CREATE INDEX attachment_unsent ON attachment (created_at) WHERE message_id IS NULL;
-- Bytes are there once for all files that hold them: whoever deletes a file asks whether it was the last one.
CREATE INDEX attachment_blob ON attachment (blob_key);
CREATE INDEX raw_mail_blob ON raw_mail (blob_key) WHERE blob_key IS NOT NULL;
