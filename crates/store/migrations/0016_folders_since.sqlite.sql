-- From when on the mail of a folder is for us, said when the inbox is set up and not when its server first answers. Its twin is
-- 0016_folders_since.postgres.sql.

-- Null for everything that is in the folder. A folder that was never opened has uid_validity 0.
ALTER TABLE mail_cursor ADD COLUMN since INTEGER;

UPDATE mail_cursor SET since = (SELECT i.created_at FROM inbox i WHERE i.id = mail_cursor.inbox_id)
 WHERE EXISTS (SELECT 1 FROM email_inbox e WHERE e.inbox_id = mail_cursor.inbox_id AND e.imap_start = 'new');
