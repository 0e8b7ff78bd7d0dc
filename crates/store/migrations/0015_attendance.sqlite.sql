-- Contracts, who was at work when, and days that are not like others. Its twin is 0015_attendance.postgres.sql.

-- Paid minutes a week; null for full time.
ALTER TABLE agent ADD COLUMN contract_minutes INTEGER;

-- What an agent says of the moment; who takes a break is offered no chats.
ALTER TABLE agent_capacity ADD COLUMN activity TEXT NOT NULL DEFAULT 'available';   -- available, break, meeting

-- Written down once a minute, so that a node that dies loses a minute at most. Of an agent at most one is going on.
CREATE TABLE attendance (
    id INTEGER PRIMARY KEY,
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    state TEXT NOT NULL,                    -- handling, ready, idle, break, meeting
    channel TEXT,                           -- of what is handled
    start_at INTEGER NOT NULL,
    end_at INTEGER NOT NULL CHECK (end_at >= start_at),
    going_on INTEGER NOT NULL CHECK (going_on IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX attendance_going_on ON attendance (agent_id) WHERE going_on = TRUE;
CREATE INDEX attendance_agent ON attendance (agent_id, end_at);
CREATE INDEX attendance_end ON attendance (end_at);

-- Holidays, sales, campaigns.
CREATE TABLE special_day (
    day TEXT PRIMARY KEY,                   -- as 2026-12-25
    name TEXT NOT NULL,
    percent INTEGER NOT NULL CHECK (percent > 0),    -- of what comes on such a weekday: 40 when 60 % fewer come
    created_at INTEGER NOT NULL
) STRICT;
