-- +goose Up
-- The index of the custom fields that are marked filterable: their values as
-- filters compare them, one row for each chosen one of several. The values
-- themselves stand in the records. record_id is of the kind that the field is of.
-- Rows of a field that is gone go bit by bit, so there is no foreign key.
CREATE TABLE custom_field_values (
    workspace_id TEXT COLLATE "C" NOT NULL,
    field_id     TEXT COLLATE "C" NOT NULL,
    record_id    TEXT COLLATE "C" NOT NULL,
    position     BIGINT NOT NULL,
    text_value   TEXT COLLATE "C" NOT NULL,
    alike        TEXT COLLATE "C" NOT NULL,
    number_value DOUBLE PRECISION,
    CONSTRAINT custom_field_values_pkey PRIMARY KEY (workspace_id, field_id, record_id, position)
);
CREATE INDEX custom_field_values_by_text ON custom_field_values (workspace_id, field_id, text_value, record_id);
CREATE INDEX custom_field_values_by_alike ON custom_field_values (workspace_id, field_id, alike, record_id);
CREATE INDEX custom_field_values_by_number ON custom_field_values (workspace_id, field_id, number_value, record_id);
CREATE INDEX custom_field_values_by_record ON custom_field_values (workspace_id, record_id);

-- +goose Down
DROP TABLE custom_field_values;
