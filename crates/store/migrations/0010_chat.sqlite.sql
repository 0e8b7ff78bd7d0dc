-- Live chat: inboxes with a widget, visitors, chats, hours, capacity, blocks. Its twin is 0010_chat.postgres.sql.

-- What a chat inbox is, beside its row in inbox (channel 'chat'; address is the key of its widget).
CREATE TABLE chat_inbox (
    inbox_id INTEGER PRIMARY KEY REFERENCES inbox (id) ON DELETE CASCADE,
    site_key TEXT NOT NULL UNIQUE,         -- public: it stands in the page that carries the widget
    identity_secret TEXT,                  -- sealed; signs identities of customers; null: nobody can be identified
    identity_required INTEGER NOT NULL CHECK (identity_required IN (0, 1)),
    mail_inbox_id INTEGER REFERENCES inbox (id) ON DELETE SET NULL,   -- by which answers go on as mail, and offline forms come in
    continue_after_seconds INTEGER NOT NULL,   -- since the visitor left until an unseen answer goes by mail; 0 for never
    idle_warning_seconds INTEGER NOT NULL,     -- silence of an agent that is called idle; 0 for never
    typing_shown INTEGER NOT NULL CHECK (typing_shown IN (0, 1)),      -- agents see what is being typed, and visitors are told so
    proof_bits INTEGER NOT NULL,           -- work that a new visitor's browser has to do, as leading zero bits; 0 for none
    origins TEXT NOT NULL,                 -- sites that may show the widget, one a line; empty for all
    widget TEXT NOT NULL,                  -- JSON: look, words, fields, topics, invitations; only ever read whole
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX chat_inbox_mail ON chat_inbox (mail_inbox_id);

-- When somebody is there: weekly hours of an inbox, in the time zone of business_calendar. No row: always.
CREATE TABLE business_calendar (
    inbox_id INTEGER PRIMARY KEY REFERENCES inbox (id) ON DELETE CASCADE,
    time_zone TEXT NOT NULL
) STRICT;

CREATE TABLE business_hours (
    inbox_id INTEGER NOT NULL REFERENCES inbox (id) ON DELETE CASCADE,
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),          -- 1 is Monday
    from_minute INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute INTEGER NOT NULL CHECK (to_minute BETWEEN 1 AND 1440),   -- exclusive
    PRIMARY KEY (inbox_id, weekday, from_minute)
) STRICT;

-- What an agent takes, as long as they are online.
CREATE TABLE agent_capacity (
    agent_id INTEGER PRIMARY KEY REFERENCES agent (id) ON DELETE CASCADE,
    takes_chats INTEGER NOT NULL CHECK (takes_chats IN (0, 1)),
    chat_limit INTEGER NOT NULL,           -- chats at the same time
    auto_accept INTEGER NOT NULL CHECK (auto_accept IN (0, 1)),
    photo_key TEXT,                        -- of the blob; visitors see it
    photo_type TEXT,
    updated_at INTEGER NOT NULL
) STRICT;

-- A browser that has the widget, or an application that speaks the protocol.
CREATE TABLE chat_visitor (
    id INTEGER PRIMARY KEY,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,       -- SHA-256 of the token that the browser holds; "unclaimed …" while it holds none
    browser_hash TEXT,                     -- SHA-256 of the number that tells pages of one browser together; opens nothing
    contact_id INTEGER REFERENCES contact (id) ON DELETE SET NULL,     -- known from the first words on
    verified INTEGER NOT NULL CHECK (verified IN (0, 1)),              -- by a signed identity
    external_id TEXT,                      -- of the signed identity
    name TEXT NOT NULL,                    -- as the visitor says it
    email TEXT NOT NULL,
    locale TEXT NOT NULL,
    country TEXT NOT NULL,                 -- two letters, by a header of a proxy that we trust; empty when not known
    ip TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    referrer TEXT NOT NULL,                -- of the first page
    utm TEXT NOT NULL,                     -- source=… lines of the first page
    attributes TEXT NOT NULL,              -- JSON: what the page knows of the visitor; only ever read whole
    page_url TEXT NOT NULL,                -- where they are now
    page_title TEXT NOT NULL,
    visits INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX chat_visitor_seen ON chat_visitor (inbox_id, last_seen_at, id);
CREATE INDEX chat_visitor_contact ON chat_visitor (contact_id);
CREATE INDEX chat_visitor_external ON chat_visitor (inbox_id, external_id);
CREATE INDEX chat_visitor_browser ON chat_visitor (inbox_id, browser_hash);

-- Pages that a visitor was on, newest last; the oldest are forgotten.
CREATE TABLE chat_page (
    id INTEGER PRIMARY KEY,
    visitor_id INTEGER NOT NULL REFERENCES chat_visitor (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX chat_page_visitor ON chat_page (visitor_id, id);

-- What a conversation is as a chat. A conversation of channel 'chat' has exactly one.
CREATE TABLE chat (
    conversation_id INTEGER PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id),
    visitor_id INTEGER REFERENCES chat_visitor (id) ON DELETE SET NULL,
    state TEXT NOT NULL,                   -- waiting, ringing, active, ended
    topic TEXT NOT NULL,                   -- key of the topic that was chosen, empty for none
    offered_to INTEGER REFERENCES agent (id) ON DELETE SET NULL,       -- whose turn it is to accept
    offered_at INTEGER,
    queued_at INTEGER NOT NULL,            -- since when it waits, for the order of the queue
    accepted_at INTEGER,
    ended_at INTEGER,
    ended_by TEXT,                         -- visitor, agent, system
    visitor_delivered_seq INTEGER NOT NULL,
    visitor_seen_seq INTEGER NOT NULL,
    agent_seen_seq INTEGER NOT NULL,
    visitor_left_at INTEGER,               -- since when no socket of the visitor is open; null while one is
    mailed_seq INTEGER NOT NULL,           -- up to which entry answers went by mail
    idle_warned_at INTEGER,
    rating INTEGER,                        -- 1 to 5
    rating_comment TEXT NOT NULL,
    rated_at INTEGER,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX chat_queue ON chat (inbox_id, state, queued_at, conversation_id);
CREATE INDEX chat_state ON chat (state, queued_at, conversation_id);
CREATE INDEX chat_visitor_chats ON chat (visitor_id, conversation_id);
CREATE INDEX chat_offered ON chat (offered_to, state);

-- What a visitor's client called what it asked for: a message that is sent again is there once, and known again when it comes back.
CREATE TABLE chat_key (
    visitor_id INTEGER NOT NULL REFERENCES chat_visitor (id) ON DELETE CASCADE,
    key TEXT NOT NULL,                     -- the client's Idempotency-Key
    request_hash TEXT NOT NULL,            -- of what was asked: a key stands for one thing
    conversation_id INTEGER NOT NULL REFERENCES chat (conversation_id) ON DELETE CASCADE,
    message_id INTEGER REFERENCES message (id) ON DELETE CASCADE,    -- null: a chat was begun without words
    seq INTEGER NOT NULL,                  -- of the entry that it became
    created_at INTEGER NOT NULL,
    PRIMARY KEY (visitor_id, key)
) STRICT;
CREATE INDEX chat_key_message ON chat_key (message_id);
CREATE INDEX chat_key_conversation ON chat_key (conversation_id);

-- Agents beside the one whose chat it is: whispering (visitors do not know) or joined.
CREATE TABLE chat_participant (
    conversation_id INTEGER NOT NULL REFERENCES chat (conversation_id) ON DELETE CASCADE,
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    joined_at INTEGER NOT NULL,
    visible INTEGER NOT NULL CHECK (visible IN (0, 1)),              -- joined; otherwise whispering
    PRIMARY KEY (conversation_id, agent_id)
) STRICT;
CREATE INDEX chat_participant_agent ON chat_participant (agent_id);

-- What a message is beside its text: quick replies, card, form, its answer, previews of links. JSON, only ever read whole.
CREATE TABLE message_content (
    message_id INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                    -- quick_replies, card, form, form_answer, link_preview
    body TEXT NOT NULL
) STRICT;

-- Who is not let in: an address, a range or a country.
CREATE TABLE chat_block (
    id INTEGER PRIMARY KEY,
    inbox_id INTEGER REFERENCES inbox (id) ON DELETE CASCADE,          -- null: everywhere
    kind TEXT NOT NULL,                    -- ip, range, country
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_by TEXT NOT NULL,              -- name at that time
    created_at INTEGER NOT NULL,
    expires_at INTEGER
) STRICT;
CREATE UNIQUE INDEX chat_block_value ON chat_block (inbox_id, kind, value);

-- Files that a visitor uploaded and has not sent yet belong to the visitor.
ALTER TABLE attachment ADD COLUMN visitor_id INTEGER REFERENCES chat_visitor (id) ON DELETE SET NULL;
CREATE INDEX attachment_visitor ON attachment (visitor_id);

-- Whom a waiting chat was offered to without success, and until when it is not offered to them again.
CREATE TABLE chat_pass (
    conversation_id INTEGER NOT NULL REFERENCES chat (conversation_id) ON DELETE CASCADE,
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    until INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, agent_id)
) STRICT;
CREATE INDEX chat_pass_agent ON chat_pass (agent_id);
CREATE INDEX chat_pass_until ON chat_pass (until);
-- How long chats of a site waited lately.
CREATE INDEX chat_accepted ON chat (inbox_id, accepted_at);
-- Whether the bytes of a photo are still somebody's.
CREATE INDEX agent_capacity_photo ON agent_capacity (photo_key);
-- Who is here, on whatever site.
CREATE INDEX chat_visitor_present ON chat_visitor (last_seen_at);
