-- Meetings and trainings that are planned: time at work that is not there for customers. Its twin is 0019_roster_meetings.postgres.sql.

CREATE TABLE roster_meeting (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,                     -- meeting, training
    title TEXT NOT NULL,
    start_at INTEGER NOT NULL,
    end_at INTEGER NOT NULL CHECK (end_at > start_at),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX roster_meeting_start ON roster_meeting (start_at);

CREATE TABLE roster_meeting_agent (
    meeting_id INTEGER NOT NULL REFERENCES roster_meeting (id) ON DELETE CASCADE,
    agent_id INTEGER NOT NULL REFERENCES agent (id) ON DELETE CASCADE,
    PRIMARY KEY (meeting_id, agent_id)
) STRICT;
CREATE INDEX roster_meeting_agent_agent ON roster_meeting_agent (agent_id);
