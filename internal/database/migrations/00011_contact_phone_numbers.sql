-- +goose Up
CREATE TABLE contact_phone_numbers (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    phone_number TEXT NOT NULL,
    extension    TEXT NOT NULL DEFAULT '',
    phone_type   TEXT NOT NULL,
    is_primary   BOOLEAN NOT NULL,
    notes        TEXT NOT NULL DEFAULT '',
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT contact_phone_numbers_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT contact_phone_numbers_number_length CHECK (length(phone_number) BETWEEN 2 AND 36),
    CONSTRAINT contact_phone_numbers_extension_length CHECK (length(extension) <= 20),
    CONSTRAINT contact_phone_numbers_notes_length CHECK (length(notes) <= 100000),
    CONSTRAINT contact_phone_numbers_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id)
);
CREATE INDEX contact_phone_numbers_by_contact ON contact_phone_numbers (workspace_id, contact_id);
CREATE UNIQUE INDEX contact_phone_numbers_one_primary ON contact_phone_numbers (workspace_id, contact_id) WHERE is_primary;
CREATE UNIQUE INDEX contact_phone_numbers_unique ON contact_phone_numbers (workspace_id, contact_id, phone_number);
CREATE INDEX contact_phone_numbers_by_number ON contact_phone_numbers (workspace_id, phone_number, contact_id);

-- +goose Down
DROP TABLE contact_phone_numbers;
