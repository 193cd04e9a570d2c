-- +goose Up
-- The values of the option lists: contact_type, source, email_type,
-- phone_type, address_type.
CREATE TABLE options (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    list         TEXT NOT NULL,
    value        TEXT NOT NULL,
    label        TEXT NOT NULL,
    position     BIGINT NOT NULL,
    is_active    BOOLEAN NOT NULL DEFAULT TRUE,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT options_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT options_list_known CHECK (list IN ('contact_type', 'source', 'email_type', 'phone_type', 'address_type')),
    CONSTRAINT options_value_length CHECK (length(value) BETWEEN 1 AND 50),
    CONSTRAINT options_label_length CHECK (length(label) BETWEEN 1 AND 100),
    CONSTRAINT options_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);
CREATE UNIQUE INDEX options_value_unique ON options (workspace_id, list, value);

-- +goose Down
DROP TABLE options;
