-- The first schema. Its twin is 0001_initial.postgres.sql: same tables, columns and nullability (a test compares them).
-- Times are microseconds UTC. Secrets are sealed by the application. Folded columns are made in Rust (domain::text::fold).

-- Who we are -----------------------------------------------------------------------------------------------------------------
CREATE TABLE organisation (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    locale TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    undo_send_seconds INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE brand (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    color TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE role (
    id INTEGER PRIMARY KEY,
    key TEXT UNIQUE,                       -- owner, admin, supervisor, agent, read_only; null for own roles
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL UNIQUE,
    all_inboxes INTEGER NOT NULL CHECK (all_inboxes IN (0, 1)),
    mask_personal_data INTEGER NOT NULL CHECK (mask_personal_data IN (0, 1))
) STRICT;

CREATE TABLE role_permission (
    role_id INTEGER NOT NULL REFERENCES role (id) ON DELETE CASCADE,
    permission TEXT NOT NULL,
    PRIMARY KEY (role_id, permission)
) STRICT;

CREATE TABLE agent (
    id INTEGER PRIMARY KEY,
    role_id INTEGER NOT NULL REFERENCES role (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    locale TEXT NOT NULL,
    theme TEXT NOT NULL,
    signature TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    last_seen_at INTEGER
) STRICT;
CREATE INDEX agent_role ON agent (role_id);

CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,       -- SHA-256 of the cookie; the cookie itself is never stored
    csrf_token TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    ip TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_agent ON session (agent_id);
CREATE INDEX session_expires ON session (expires_at);

-- Failed sign-ins per account and per address: kept in the database, so that a second node counts the same.
CREATE TABLE login_throttle (
    key TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE api_token (
    id INTEGER PRIMARY KEY,
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,                  -- permissions, separated by spaces
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    expires_at INTEGER
) STRICT;
CREATE INDEX api_token_agent ON api_token (agent_id);

CREATE TABLE team (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE team_member (
    team_id INTEGER NOT NULL REFERENCES team (id) ON DELETE CASCADE,
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    PRIMARY KEY (team_id, agent_id)
) STRICT;
CREATE INDEX team_member_agent ON team_member (agent_id);

-- Where mail comes in and goes out -------------------------------------------------------------------------------------------
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    brand_id INTEGER NOT NULL REFERENCES brand (id),
    team_id INTEGER REFERENCES team (id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX inbox_brand ON inbox (brand_id);
CREATE INDEX inbox_team ON inbox (team_id);

-- Every address whose mail lands in an inbox, its own one included: what must never become a contact or a recipient.
CREATE TABLE inbox_address (
    inbox_id INTEGER NOT NULL REFERENCES inbox (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    address_folded TEXT NOT NULL,
    PRIMARY KEY (inbox_id, address_folded)
) STRICT;
CREATE UNIQUE INDEX inbox_address_folded ON inbox_address (address_folded);

-- Which agents see which inbox, for roles that do not see all.
CREATE TABLE inbox_access (
    inbox_id INTEGER NOT NULL REFERENCES inbox (id) ON DELETE CASCADE,
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    PRIMARY KEY (agent_id, inbox_id)
) STRICT;
CREATE INDEX inbox_access_inbox ON inbox_access (inbox_id);

CREATE TABLE email_inbox (
    inbox_id INTEGER PRIMARY KEY REFERENCES inbox (id) ON DELETE CASCADE,
    from_name TEXT NOT NULL,
    signature TEXT NOT NULL,
    imap_host TEXT,
    imap_port INTEGER,
    imap_security TEXT,
    imap_username TEXT,
    imap_auth TEXT,
    imap_secret TEXT,
    imap_folders TEXT NOT NULL,            -- one a line
    imap_start TEXT NOT NULL,              -- new or all
    smtp_host TEXT,
    smtp_port INTEGER,
    smtp_security TEXT,
    smtp_username TEXT,
    smtp_auth TEXT,
    smtp_secret TEXT,
    oauth_provider TEXT,
    oauth_refresh_secret TEXT,
    oauth_access_secret TEXT,
    oauth_expires_at INTEGER,
    dkim_domain TEXT,
    dkim_selector TEXT,
    dkim_secret TEXT,
    push_token_hash TEXT UNIQUE,
    silent_alarm_hours INTEGER,
    health TEXT NOT NULL,
    health_code TEXT,
    health_detail TEXT,
    health_at INTEGER,
    last_mail_at INTEGER
) STRICT;

-- OAuth sign-ins under way or finished and not yet saved with an inbox.
CREATE TABLE oauth_grant (
    token_hash TEXT PRIMARY KEY,
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    provider TEXT NOT NULL,
    address TEXT NOT NULL,
    verifier_secret TEXT NOT NULL,
    refresh_secret TEXT,
    access_secret TEXT,
    access_expires_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;

-- Customers ------------------------------------------------------------------------------------------------------------------
CREATE TABLE company (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL UNIQUE,
    domain TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX company_domain ON company (domain);

CREATE TABLE contact (
    id INTEGER PRIMARY KEY,
    company_id INTEGER REFERENCES company (id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    locale TEXT,
    time_zone TEXT,
    notes TEXT NOT NULL,
    blocked INTEGER NOT NULL CHECK (blocked IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX contact_company ON contact (company_id);

CREATE TABLE contact_address (
    id INTEGER PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    value_folded TEXT NOT NULL,
    is_primary INTEGER NOT NULL CHECK (is_primary IN (0, 1)),
    bounced_at INTEGER,
    bounce_reason TEXT,
    created_at INTEGER NOT NULL,
    UNIQUE (kind, value_folded)
) STRICT;
CREATE INDEX contact_address_contact ON contact_address (contact_id);

-- Conversations --------------------------------------------------------------------------------------------------------------
CREATE TABLE tag (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL UNIQUE,
    color TEXT NOT NULL
) STRICT;

CREATE TABLE conversation (
    id INTEGER PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    token TEXT NOT NULL UNIQUE,            -- unguessable; in signed reply addresses and public links
    inbox_id INTEGER NOT NULL REFERENCES inbox (id),
    contact_id INTEGER NOT NULL REFERENCES contact (id),
    channel TEXT NOT NULL,
    subject TEXT NOT NULL,
    preview TEXT NOT NULL,
    status TEXT NOT NULL,
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),   -- open or pending; a column so that lists can use an index
    priority TEXT NOT NULL,
    assignee_id INTEGER REFERENCES agent (id),
    team_id INTEGER REFERENCES team (id) ON DELETE SET NULL,
    language TEXT,
    has_attachments INTEGER NOT NULL CHECK (has_attachments IN (0, 1)),
    message_count INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    last_customer_seq INTEGER NOT NULL,    -- seq of the last message from outside, 0 for none
    last_reply_seq INTEGER NOT NULL,       -- seq of the last answer, 0 for none
    waiting_since INTEGER,
    first_reply_at INTEGER,
    solved_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    last_activity_at INTEGER NOT NULL
) STRICT;
CREATE INDEX conversation_active ON conversation (is_active, last_activity_at, id);
CREATE INDEX conversation_status ON conversation (status, last_activity_at, id);
CREATE INDEX conversation_assignee ON conversation (assignee_id, is_active, last_activity_at, id);
CREATE INDEX conversation_inbox ON conversation (inbox_id, is_active, last_activity_at, id);
CREATE INDEX conversation_team ON conversation (team_id, is_active, last_activity_at, id);
CREATE INDEX conversation_contact ON conversation (contact_id, last_activity_at, id);
CREATE INDEX conversation_waiting ON conversation (is_active, waiting_since, id);
CREATE INDEX conversation_activity ON conversation (last_activity_at, id);

-- The public running number: one row, locked for the length of a transaction, so numbers have no gaps.
CREATE TABLE conversation_number (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last INTEGER NOT NULL
) STRICT;
INSERT INTO conversation_number (id, last) VALUES (1, 1000);

CREATE TABLE conversation_tag (
    conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    PRIMARY KEY (conversation_id, tag_id)
) STRICT;
CREATE INDEX conversation_tag_tag ON conversation_tag (tag_id, conversation_id);

CREATE TABLE conversation_read (
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    PRIMARY KEY (agent_id, conversation_id)
) STRICT;
CREATE INDEX conversation_read_conversation ON conversation_read (conversation_id);

CREATE TABLE raw_mail (
    id INTEGER PRIMARY KEY,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id),
    source TEXT NOT NULL,                  -- imap, push, gate, demo
    sha256 TEXT NOT NULL,                  -- of the bytes as received
    size INTEGER NOT NULL,
    body BLOB,                             -- null once it moved to the blob store
    blob_key TEXT,
    received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX raw_mail_inbox ON raw_mail (inbox_id);

CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id),
    direction TEXT NOT NULL,               -- in, out, note
    kind TEXT NOT NULL,
    agent_id INTEGER REFERENCES agent (id),
    contact_id INTEGER REFERENCES contact (id),
    from_name TEXT NOT NULL,
    from_address TEXT NOT NULL,
    recipients TEXT NOT NULL,              -- JSON {to, cc, bcc, reply_to}; only ever read whole
    subject TEXT NOT NULL,
    text TEXT NOT NULL,                    -- the new words
    quoted_text TEXT NOT NULL,
    html TEXT,                             -- sanitised, the whole
    html_reply TEXT,                       -- sanitised, without quotes; null when that is the whole
    remote_images INTEGER NOT NULL,
    language TEXT,
    message_id TEXT,                       -- RFC 5322 Message-ID without angle brackets
    in_reply_to TEXT,
    content_hash TEXT,
    raw_mail_id INTEGER REFERENCES raw_mail (id),
    spf TEXT,
    dkim TEXT,
    dmarc TEXT,
    delivery TEXT NOT NULL,
    delivery_error TEXT,
    send_after INTEGER,
    sent_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX message_conversation ON message (conversation_id, id);
CREATE INDEX message_message_id ON message (message_id);
CREATE INDEX message_content_hash ON message (content_hash);
CREATE INDEX message_raw_mail ON message (raw_mail_id);

-- The timeline: what happened, in order, without gaps.
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id INTEGER,
    actor_name TEXT NOT NULL,
    message_id INTEGER REFERENCES message (id) ON DELETE SET NULL,
    from_value TEXT,
    to_value TEXT,
    created_at INTEGER NOT NULL,
    UNIQUE (conversation_id, seq)
) STRICT;
CREATE INDEX entry_message ON entry (message_id);

CREATE TABLE attachment (
    id INTEGER PRIMARY KEY,
    message_id INTEGER REFERENCES message (id) ON DELETE CASCADE,    -- null between upload and sending
    inbox_id INTEGER REFERENCES inbox (id),
    agent_id INTEGER REFERENCES agent (id),                          -- who uploaded it
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    is_inline INTEGER NOT NULL CHECK (is_inline IN (0, 1)),
    content_id TEXT,
    blob_key TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX attachment_message ON attachment (message_id);

-- Mail in and out ------------------------------------------------------------------------------------------------------------
CREATE TABLE mail_cursor (
    inbox_id INTEGER NOT NULL REFERENCES inbox (id) ON DELETE CASCADE,
    folder TEXT NOT NULL,
    uid_validity INTEGER NOT NULL,
    last_uid INTEGER NOT NULL,
    on_server INTEGER NOT NULL,
    checked_at INTEGER,
    PRIMARY KEY (inbox_id, folder)
) STRICT;

-- Every mail that was seen, and what became of it.
CREATE TABLE mail_ledger (
    id INTEGER PRIMARY KEY,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    folder TEXT,
    uid_validity INTEGER,
    uid INTEGER,
    raw_mail_id INTEGER REFERENCES raw_mail (id),     -- null when the bytes were never fetched (too large)
    state TEXT NOT NULL,                              -- waiting, imported, duplicate, quarantined, ignored
    reason TEXT,
    attempts INTEGER NOT NULL,
    message_id INTEGER REFERENCES message (id) ON DELETE SET NULL,
    conversation_id INTEGER REFERENCES conversation (id) ON DELETE SET NULL,
    sender TEXT NOT NULL,
    subject TEXT NOT NULL,
    size INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (inbox_id, folder, uid_validity, uid)
) STRICT;
CREATE INDEX mail_ledger_state ON mail_ledger (inbox_id, state, id);
CREATE INDEX mail_ledger_raw ON mail_ledger (raw_mail_id);
CREATE INDEX mail_ledger_message ON mail_ledger (message_id);
CREATE INDEX mail_ledger_conversation ON mail_ledger (conversation_id);

-- How often a sender wrote automatically within a window: the last guard against loops.
CREATE TABLE mail_rate (
    inbox_id INTEGER NOT NULL REFERENCES inbox (id) ON DELETE CASCADE,
    address_folded TEXT NOT NULL,
    window_start INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (inbox_id, address_folded)
) STRICT;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL UNIQUE REFERENCES message (id) ON DELETE CASCADE,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id),
    state TEXT NOT NULL,                              -- queued, sending, sent, failed, cancelled
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    smtp_code INTEGER,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_inbox ON outbox (inbox_id, state);
CREATE INDEX outbox_due ON outbox (state, next_attempt_at);

-- Work, search, memory of requests -------------------------------------------------------------------------------------------
CREATE TABLE idempotency (
    actor TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status INTEGER,                                   -- null while the first request is at work
    content_type TEXT,
    body BLOB,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (actor, key)
) STRICT;
CREATE INDEX idempotency_created ON idempotency (created_at);

-- Which node does what only one may do, for instance fetch a mailbox.
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    until INTEGER NOT NULL
) STRICT;

CREATE TABLE audit_entry (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id INTEGER,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id INTEGER,
    detail TEXT NOT NULL,
    ip TEXT NOT NULL
) STRICT;

-- One searchable text: a message, a subject or a contact. `body` is folded.
CREATE TABLE search_document (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,                               -- message, conversation, contact
    conversation_id INTEGER REFERENCES conversation (id) ON DELETE CASCADE,
    message_id INTEGER REFERENCES message (id) ON DELETE CASCADE,
    contact_id INTEGER REFERENCES contact (id) ON DELETE CASCADE,
    inbox_id INTEGER REFERENCES inbox (id),
    seq INTEGER,
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX search_document_message ON search_document (message_id);
CREATE INDEX search_document_conversation ON search_document (conversation_id, kind);
CREATE INDEX search_document_contact ON search_document (contact_id, kind);

-- The full-text index over search_document.body; PostgreSQL has a GIN index instead.
CREATE VIRTUAL TABLE search_index USING fts5 (
    body, content = 'search_document', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0'
);
CREATE TRIGGER search_document_insert AFTER INSERT ON search_document BEGIN
    INSERT INTO search_index (rowid, body) VALUES (new.id, new.body);
END;
CREATE TRIGGER search_document_delete AFTER DELETE ON search_document BEGIN
    INSERT INTO search_index (search_index, rowid, body) VALUES ('delete', old.id, old.body);
END;
CREATE TRIGGER search_document_update AFTER UPDATE OF body ON search_document BEGIN
    INSERT INTO search_index (search_index, rowid, body) VALUES ('delete', old.id, old.body);
    INSERT INTO search_index (rowid, body) VALUES (new.id, new.body);
END;
