-- +goose Up
-- Each contact as it is shown: its JSON record, rendered at each write from the
-- rows, which are the truth. format is the number of the record's format.
CREATE TABLE contact_records (
    workspace_id TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    format       BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    record       TEXT NOT NULL,
    CONSTRAINT contact_records_pkey PRIMARY KEY (workspace_id, contact_id),
    CONSTRAINT contact_records_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id)
);

-- +goose Down
DROP TABLE contact_records;
