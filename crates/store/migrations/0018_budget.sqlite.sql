-- What the department may cost in a year, and what it did cost. Its twin is 0018_budget.postgres.sql.

CREATE TABLE budget (
    year INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL,               -- counts changes, so that nobody overwrites what they have not seen
    updated_at INTEGER NOT NULL
) STRICT;

-- Money is whole, in whatever currency the organisation reckons in.
CREATE TABLE budget_line (
    id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL REFERENCES budget (year) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    planned INTEGER NOT NULL,                -- for the whole year
    UNIQUE (year, position)
) STRICT;

CREATE TABLE budget_spent (
    line_id INTEGER NOT NULL REFERENCES budget_line (id) ON DELETE CASCADE,
    month INTEGER NOT NULL CHECK (month BETWEEN 1 AND 12),
    amount INTEGER NOT NULL,
    PRIMARY KEY (line_id, month)
) STRICT;
