-- +goose Up
CREATE TABLE organizations (
    workspace_id         TEXT NOT NULL,
    id                   TEXT NOT NULL,
    name                 TEXT NOT NULL,
    name_key             TEXT NOT NULL,
    sort_key             BYTEA NOT NULL,
    name_alike           TEXT NOT NULL,
    legal_name           TEXT NOT NULL DEFAULT '',
    code                 TEXT NOT NULL,
    code_key             TEXT NOT NULL,
    code_sort_key        BYTEA NOT NULL,
    organization_type_id TEXT NOT NULL,
    status               TEXT NOT NULL DEFAULT 'active',
    parent_id            TEXT,
    effective_date       TEXT,
    end_date             TEXT,
    website              TEXT NOT NULL DEFAULT '',
    tax_id               TEXT NOT NULL DEFAULT '',
    primary_contact_id   TEXT,
    primary_address_id   TEXT,
    currency             TEXT,
    timezone             TEXT,
    language             TEXT,
    metadata             TEXT NOT NULL DEFAULT '{}',
    custom_fields        TEXT NOT NULL DEFAULT '{}',
    search_body          TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT organizations_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT organizations_name_length CHECK (length(name) BETWEEN 1 AND 255),
    CONSTRAINT organizations_legal_name_length CHECK (length(legal_name) <= 255),
    CONSTRAINT organizations_code_length CHECK (length(code) BETWEEN 1 AND 50),
    CONSTRAINT organizations_website_length CHECK (length(website) <= 500),
    CONSTRAINT organizations_tax_id_length CHECK (length(tax_id) <= 50),
    CONSTRAINT organizations_currency_length CHECK (length(currency) = 3),
    CONSTRAINT organizations_status_known CHECK (status IN ('active', 'inactive', 'archived')),
    CONSTRAINT organizations_dates_in_order CHECK (end_date >= effective_date),
    CONSTRAINT organizations_not_own_parent CHECK (parent_id <> id),
    CONSTRAINT organizations_type FOREIGN KEY (workspace_id, organization_type_id)
        REFERENCES organization_types (workspace_id, id),
    CONSTRAINT organizations_parent FOREIGN KEY (workspace_id, parent_id) REFERENCES organizations (workspace_id, id),
    CONSTRAINT organizations_primary_contact FOREIGN KEY (workspace_id, primary_contact_id)
        REFERENCES contacts (workspace_id, id),
    CONSTRAINT organizations_primary_address FOREIGN KEY (workspace_id, primary_address_id)
        REFERENCES addresses (workspace_id, id)
);
-- A root's parent is NULL, and NULLs are never equal: the zero id stands for it.
CREATE UNIQUE INDEX organizations_sibling_name_unique
    ON organizations (workspace_id, COALESCE(parent_id, '00000000-0000-0000-0000-000000000000'), name_key);
CREATE UNIQUE INDEX organizations_code_unique ON organizations (workspace_id, code_key);
CREATE INDEX organizations_by_name ON organizations (workspace_id, sort_key, id);
CREATE INDEX organizations_by_parent ON organizations (workspace_id, parent_id, sort_key, id);
CREATE INDEX organizations_by_type ON organizations (workspace_id, organization_type_id);
CREATE INDEX organizations_by_primary_contact ON organizations (workspace_id, primary_contact_id);
CREATE INDEX organizations_by_primary_address ON organizations (workspace_id, primary_address_id);

-- +goose Down
DROP TABLE organizations;
