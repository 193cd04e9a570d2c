-- +goose Up
-- The text in which search looks: words folded so that spellings are found
-- alike, each after two spaces. names: that of the names alone, for the order
-- of the hits. The index holds the trigrams of body.
CREATE TABLE contact_search (
    search_id    INTEGER PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    names        TEXT NOT NULL,
    body         TEXT NOT NULL,
    CONSTRAINT contact_search_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id)
);
CREATE UNIQUE INDEX contact_search_contact_unique ON contact_search (workspace_id, contact_id);
CREATE VIRTUAL TABLE contact_search_index USING fts5 (
    body, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
);

-- +goose Down
DROP TABLE contact_search_index;
DROP TABLE contact_search;
