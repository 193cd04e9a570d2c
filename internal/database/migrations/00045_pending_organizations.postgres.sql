-- +goose Up
-- Organizations wait as contacts do: kind is that of the record.
ALTER TABLE pending_refreshes RENAME COLUMN contact_id TO record_id;
ALTER TABLE pending_refreshes ADD COLUMN kind TEXT COLLATE "C" NOT NULL DEFAULT 'contact';

-- +goose Down
DELETE FROM pending_refreshes WHERE kind <> 'contact';
ALTER TABLE pending_refreshes DROP COLUMN kind;
ALTER TABLE pending_refreshes RENAME COLUMN record_id TO contact_id;
