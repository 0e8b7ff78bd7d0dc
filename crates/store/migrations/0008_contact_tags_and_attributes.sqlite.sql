-- Tags on contacts, and what an organisation wants to know of contacts and conversations beyond what comes with the product. Its twin
-- is 0008_contact_tags_and_attributes.postgres.sql.

CREATE TABLE contact_tag (
    contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    PRIMARY KEY (contact_id, tag_id)
) STRICT;
CREATE INDEX contact_tag_tag ON contact_tag (tag_id, contact_id);

CREATE TABLE attribute (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,                 -- contact, conversation
    key TEXT NOT NULL,                     -- how programs call it; never changes
    label TEXT NOT NULL,
    kind TEXT NOT NULL,                    -- text, number, date, choice, yes_no, link; never changes
    choices TEXT NOT NULL,                 -- one a line, for kind choice
    required INTEGER NOT NULL CHECK (required IN (0, 1)),
    position INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (subject, key)
) STRICT;

-- A value belongs to a contact or to a conversation, as its attribute says.
CREATE TABLE attribute_value (
    id INTEGER PRIMARY KEY,
    attribute_id INTEGER NOT NULL REFERENCES attribute (id) ON DELETE CASCADE,
    contact_id INTEGER REFERENCES contact (id) ON DELETE CASCADE,
    conversation_id INTEGER REFERENCES conversation (id) ON DELETE CASCADE,
    value TEXT NOT NULL,                   -- in the one spelling of its kind
    value_folded TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (attribute_id, contact_id),
    UNIQUE (attribute_id, conversation_id)
) STRICT;
CREATE INDEX attribute_value_contact ON attribute_value (contact_id);
CREATE INDEX attribute_value_conversation ON attribute_value (conversation_id);
CREATE INDEX attribute_value_folded ON attribute_value (attribute_id, value_folded);
