-- Lists with the most urgent first. Its twin is 0009_order_by_priority.postgres.sql.

-- On the same words as store::conversations::Sort: priority and last activity as one number.
CREATE INDEX conversation_priority ON conversation (is_active,
    (CASE priority WHEN 'urgent' THEN 3 WHEN 'high' THEN 2 WHEN 'normal' THEN 1 ELSE 0 END
     * 72057594037927936 + last_activity_at), id);
