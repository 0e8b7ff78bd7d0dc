-- Invitations, forgotten passwords, the organisation's own letters, how a brand looks. Its twin is
-- 0007_people_and_settings.postgres.sql.

-- Through which inbox the organisation's own letters leave; the first that can send when it is null.
ALTER TABLE organisation ADD COLUMN system_inbox_id INTEGER REFERENCES inbox (id) ON DELETE SET NULL;
-- When somebody put the list of first steps away; null while it is shown.
ALTER TABLE organisation ADD COLUMN start_dismissed_at INTEGER;

ALTER TABLE brand ADD COLUMN logo_key TEXT;               -- of the blob
ALTER TABLE brand ADD COLUMN logo_type TEXT;

ALTER TABLE agent ADD COLUMN time_zone TEXT;              -- null: that of the organisation

-- A colleague who was asked to come and has not come yet. It becomes an agent when it is accepted, and is gone then.
CREATE TABLE invitation (
    id INTEGER PRIMARY KEY,
    role_id INTEGER NOT NULL REFERENCES role (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL UNIQUE,
    locale TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    invited_by TEXT NOT NULL,              -- name at that time
    delivery TEXT NOT NULL,                -- by_hand, queued, sent, failed
    delivery_error TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX invitation_role ON invitation (role_id);

CREATE TABLE invitation_team (
    invitation_id INTEGER NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
    team_id INTEGER NOT NULL REFERENCES team (id) ON DELETE CASCADE,
    PRIMARY KEY (invitation_id, team_id)
) STRICT;
CREATE INDEX invitation_team_team ON invitation_team (team_id);

CREATE TABLE invitation_inbox (
    invitation_id INTEGER NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id) ON DELETE CASCADE,
    PRIMARY KEY (invitation_id, inbox_id)
) STRICT;
CREATE INDEX invitation_inbox_inbox ON invitation_inbox (inbox_id);

CREATE TABLE password_reset (
    token_hash TEXT PRIMARY KEY,
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX password_reset_agent ON password_reset (agent_id);
CREATE INDEX password_reset_expires ON password_reset (expires_at);

-- Letters of the organisation that have not left yet. They hold links that open accounts, so the whole letter is sealed, and the
-- row goes when the letter has left.
CREATE TABLE system_letter (
    id INTEGER PRIMARY KEY,
    invitation_id INTEGER REFERENCES invitation (id) ON DELETE CASCADE,    -- withdrawn: its letter does not leave any more
    letter_secret TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX system_letter_invitation ON system_letter (invitation_id);
