-- Saved replies and drafts. Its twin is 0002_saved_replies_and_drafts.postgres.sql.

-- Texts that are written once and sent often.
CREATE TABLE saved_reply (
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,                   -- personal, team, everyone
    agent_id INTEGER REFERENCES agent (id) ON DELETE CASCADE,     -- whose, of personal ones
    team_id INTEGER REFERENCES team (id) ON DELETE CASCADE,       -- whose, of a team's
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    folder TEXT NOT NULL,                  -- path with slashes, empty for none
    language TEXT,
    body TEXT NOT NULL,
    search_folded TEXT NOT NULL,           -- name, folder and body
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK ((owner = 'personal') = (agent_id IS NOT NULL) AND (owner = 'team') = (team_id IS NOT NULL))
) STRICT;
CREATE INDEX saved_reply_agent ON saved_reply (agent_id);
CREATE INDEX saved_reply_team ON saved_reply (team_id);

-- How often and when last each agent took one: what lists are ordered by.
CREATE TABLE saved_reply_use (
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    saved_reply_id INTEGER NOT NULL REFERENCES saved_reply (id) ON DELETE CASCADE,
    uses INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    PRIMARY KEY (agent_id, saved_reply_id)
) STRICT;
CREATE INDEX saved_reply_use_reply ON saved_reply_use (saved_reply_id);

-- Words that were not sent yet, of one agent in one conversation.
CREATE TABLE draft (
    id INTEGER PRIMARY KEY,
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                    -- reply, note
    version INTEGER NOT NULL,              -- told by who writes over it
    text TEXT NOT NULL,
    html TEXT,
    recipients TEXT NOT NULL,              -- JSON {to, cc, bcc}; only ever read whole
    expected_seq INTEGER,                  -- the last entry that was on screen when it was begun
    updated_at INTEGER NOT NULL,
    UNIQUE (agent_id, conversation_id, kind)
) STRICT;
CREATE INDEX draft_conversation ON draft (conversation_id);
CREATE INDEX draft_agent ON draft (agent_id, updated_at, id);

-- Uploads that a draft names. Without a rule for deletion on purpose: an upload cannot be cleared away while a draft needs it.
CREATE TABLE draft_attachment (
    draft_id INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    attachment_id INTEGER NOT NULL REFERENCES attachment (id),
    PRIMARY KEY (draft_id, attachment_id)
) STRICT;
CREATE INDEX draft_attachment_attachment ON draft_attachment (attachment_id);
