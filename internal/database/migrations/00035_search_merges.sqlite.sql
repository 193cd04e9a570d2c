-- +goose Up
-- By default FTS5 writes a piece of the index anew as soon as a tenth of its rows
-- is deleted, all at once: half a second in which nobody else can write. Merging
-- the pieces, which goes on with every write a little, drops deleted rows too.
INSERT INTO contact_search_index (contact_search_index, rank) VALUES ('deletemerge', 0);

-- +goose Down
INSERT INTO contact_search_index (contact_search_index, rank) VALUES ('deletemerge', 10);
