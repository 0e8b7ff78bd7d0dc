-- Saved views, and what the operators of the search ask for. Its twin is 0003_saved_views.postgres.sql.

-- A list of conversations that somebody keeps under a name: an agent, a team, or everyone.
CREATE TABLE saved_view (
    id INTEGER PRIMARY KEY,
    owner_kind TEXT NOT NULL,              -- personal, team, everyone
    agent_id INTEGER REFERENCES agent (id) ON DELETE CASCADE,
    team_id INTEGER REFERENCES team (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    conditions TEXT NOT NULL,              -- JSON list (domain::views); only ever read whole
    columns TEXT NOT NULL,                 -- names, separated by spaces
    sort TEXT NOT NULL,
    position INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_view_owner ON saved_view (owner_kind, position, id);
CREATE INDEX saved_view_agent ON saved_view (agent_id);
CREATE INDEX saved_view_team ON saved_view (team_id);

-- For whom a message was: one row for each address in To, CC and BCC, folded.
CREATE TABLE message_recipient (
    message_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    address_folded TEXT NOT NULL,
    PRIMARY KEY (message_id, address_folded)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_recipient_address ON message_recipient (address_folded, message_id);

INSERT OR IGNORE INTO message_recipient (message_id, address_folded)
SELECT m.id, lower(json_extract(r.value, '$.address'))
  FROM message m, json_each(m.recipients, '$.to') r WHERE json_extract(r.value, '$.address') IS NOT NULL
UNION
SELECT m.id, lower(json_extract(r.value, '$.address'))
  FROM message m, json_each(m.recipients, '$.cc') r WHERE json_extract(r.value, '$.address') IS NOT NULL
UNION
SELECT m.id, lower(json_extract(r.value, '$.address'))
  FROM message m, json_each(m.recipients, '$.bcc') r WHERE json_extract(r.value, '$.address') IS NOT NULL;

-- Who wrote: for `from:`.
CREATE INDEX message_contact ON message (contact_id, id);
CREATE INDEX message_agent ON message (agent_id, id);
-- Searches without words walk from the newest.
CREATE INDEX search_document_kind ON search_document (kind, at, id);
