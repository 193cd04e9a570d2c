-- +goose Up
-- The definitions of custom fields. choices is a JSON list of texts; minimum,
-- maximum and default_value are JSON values of the type of the field.
CREATE TABLE custom_fields (
    workspace_id  TEXT NOT NULL,
    id            TEXT NOT NULL,
    record_kind   TEXT NOT NULL,
    key           TEXT NOT NULL,
    label         TEXT NOT NULL,
    type          TEXT NOT NULL,
    is_required   BOOLEAN NOT NULL DEFAULT FALSE,
    choices       TEXT NOT NULL DEFAULT '[]',
    minimum       TEXT,
    maximum       TEXT,
    pattern       TEXT NOT NULL DEFAULT '',
    default_value TEXT,
    help          TEXT NOT NULL DEFAULT '',
    is_filterable BOOLEAN NOT NULL DEFAULT FALSE,
    search_body   TEXT NOT NULL,
    created_at    TEXT NOT NULL,
    updated_at    TEXT NOT NULL,
    created_by    TEXT,
    updated_by    TEXT,
    version       BIGINT NOT NULL,
    CONSTRAINT custom_fields_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT custom_fields_record_kind_known CHECK (record_kind IN ('contact', 'organization', 'address')),
    CONSTRAINT custom_fields_type_known CHECK (type IN ('text', 'integer', 'number', 'boolean', 'date', 'datetime',
        'choice', 'choices', 'url', 'email')),
    CONSTRAINT custom_fields_key_length CHECK (length(key) BETWEEN 1 AND 50),
    CONSTRAINT custom_fields_label_length CHECK (length(label) BETWEEN 1 AND 100),
    CONSTRAINT custom_fields_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);
CREATE UNIQUE INDEX custom_fields_key_unique ON custom_fields (workspace_id, record_kind, key);

-- +goose Down
DROP TABLE custom_fields;
