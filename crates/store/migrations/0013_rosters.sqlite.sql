-- Rosters of real people: shifts, leave, and shifts that change hands. Its twin is 0013_rosters.postgres.sql.

-- When an agent works. A draft is seen by those who make rosters only.
CREATE TABLE shift (
    id INTEGER PRIMARY KEY,
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    start_at INTEGER NOT NULL,
    end_at INTEGER NOT NULL CHECK (end_at > start_at),
    pause_after INTEGER NOT NULL,           -- minutes from the beginning to the break
    pause_minutes INTEGER NOT NULL,         -- length of the break, 0 for none
    pause_paid INTEGER NOT NULL CHECK (pause_paid IN (0, 1)),
    state TEXT NOT NULL,                    -- draft, published
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX shift_agent ON shift (agent_id, start_at);
CREATE INDEX shift_start ON shift (start_at);

-- What a week needs, as it was when its roster was made.
CREATE TABLE roster_week (
    monday TEXT PRIMARY KEY,                -- as 2026-03-02
    required TEXT NOT NULL,                 -- agents in each half hour from Monday 00:00 by the clock, separated by spaces
    published_at INTEGER,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE leave_request (
    id INTEGER PRIMARY KEY,
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    from_day TEXT NOT NULL,                 -- as 2026-03-02
    to_day TEXT NOT NULL,                   -- the last day of it
    reason TEXT NOT NULL,
    state TEXT NOT NULL,                    -- asked, granted, refused, withdrawn
    decided_by INTEGER REFERENCES agent (id) ON DELETE SET NULL,
    decided_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX leave_request_agent ON leave_request (agent_id, from_day);
CREATE INDEX leave_request_state ON leave_request (state, to_day);
CREATE INDEX leave_request_decided ON leave_request (decided_by);

-- A shift that its owner offers. Of a shift at most one offer is open.
CREATE TABLE shift_swap (
    id INTEGER PRIMARY KEY,
    shift_id INTEGER NOT NULL REFERENCES shift (id) ON DELETE CASCADE,
    owner_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    to_agent_id INTEGER REFERENCES agent (id) ON DELETE CASCADE,        -- null: to all
    taker_id INTEGER REFERENCES agent (id) ON DELETE CASCADE,
    state TEXT NOT NULL,                    -- asked, accepted, approved, refused, withdrawn
    taken_at INTEGER,
    decided_by INTEGER REFERENCES agent (id) ON DELETE SET NULL,
    decided_at INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX shift_swap_open ON shift_swap (shift_id) WHERE state IN ('asked', 'accepted');
CREATE INDEX shift_swap_shift ON shift_swap (shift_id);
CREATE INDEX shift_swap_owner ON shift_swap (owner_id);
CREATE INDEX shift_swap_to ON shift_swap (to_agent_id);
CREATE INDEX shift_swap_taker ON shift_swap (taker_id);
CREATE INDEX shift_swap_decided ON shift_swap (decided_by);
CREATE INDEX shift_swap_state ON shift_swap (state);
