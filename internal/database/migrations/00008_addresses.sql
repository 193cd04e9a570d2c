-- +goose Up
-- is_standalone: made through /addresses, so it stays when nothing points to
-- it any more.
CREATE TABLE addresses (
    workspace_id     TEXT NOT NULL,
    id               TEXT NOT NULL,
    street_address_1 TEXT NOT NULL DEFAULT '',
    street_address_2 TEXT NOT NULL DEFAULT '',
    city             TEXT NOT NULL DEFAULT '',
    city_key         BYTEA NOT NULL,
    city_alike       TEXT NOT NULL DEFAULT '',
    state_province   TEXT NOT NULL DEFAULT '',
    postal_code      TEXT NOT NULL DEFAULT '',
    country          TEXT,
    latitude         DOUBLE PRECISION,
    longitude        DOUBLE PRECISION,
    status           TEXT NOT NULL DEFAULT 'active',
    custom_fields    TEXT NOT NULL DEFAULT '{}',
    is_standalone    BOOLEAN NOT NULL DEFAULT FALSE,
    search_body      TEXT NOT NULL DEFAULT '',
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT addresses_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT addresses_street_address_1_length CHECK (length(street_address_1) <= 255),
    CONSTRAINT addresses_street_address_2_length CHECK (length(street_address_2) <= 255),
    CONSTRAINT addresses_city_length CHECK (length(city) <= 100),
    CONSTRAINT addresses_state_province_length CHECK (length(state_province) <= 100),
    CONSTRAINT addresses_postal_code_length CHECK (length(postal_code) <= 20),
    CONSTRAINT addresses_country_length CHECK (length(country) = 2),
    CONSTRAINT addresses_not_blank CHECK (length(street_address_1) + length(street_address_2) + length(city)
        + length(state_province) + length(postal_code) + length(COALESCE(country, '')) > 0),
    CONSTRAINT addresses_both_coordinates CHECK ((latitude IS NULL) = (longitude IS NULL)),
    CONSTRAINT addresses_latitude_range CHECK (latitude BETWEEN -90 AND 90),
    CONSTRAINT addresses_longitude_range CHECK (longitude BETWEEN -180 AND 180),
    CONSTRAINT addresses_status_known CHECK (status IN ('active', 'inactive')),
    CONSTRAINT addresses_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);
CREATE INDEX addresses_by_city ON addresses (workspace_id, city_key, id);
CREATE INDEX addresses_by_city_alike ON addresses (workspace_id, city_alike, id);
CREATE INDEX addresses_by_country ON addresses (workspace_id, country, id);
CREATE INDEX addresses_in_order_of_country ON addresses (workspace_id, COALESCE(country, ''), id);
CREATE INDEX addresses_by_created ON addresses (workspace_id, created_at, id);

-- +goose Down
DROP TABLE addresses;
