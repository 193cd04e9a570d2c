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
    version      BIGINT NOT NULL, postal_code_key TEXT NOT NULL DEFAULT '',
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
)
CREATE INDEX addresses_by_city ON addresses (workspace_id, city_key, id)
CREATE INDEX addresses_by_city_alike ON addresses (workspace_id, city_alike, id)
CREATE INDEX addresses_by_country ON addresses (workspace_id, country, id)
CREATE INDEX addresses_by_created ON addresses (workspace_id, created_at, id)
CREATE INDEX addresses_by_postal_code ON addresses (workspace_id, postal_code_key, id)
CREATE INDEX addresses_in_order_of_country ON addresses (workspace_id, COALESCE(country, ''), id)
CREATE TABLE api_keys (
    id           TEXT NOT NULL,
    workspace_id TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    role_id      TEXT NOT NULL,
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL,
    key_hash     TEXT NOT NULL,
    expires_at   TEXT,
    revoked_at   TEXT,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT api_keys_pkey PRIMARY KEY (id),
    CONSTRAINT api_keys_name_length CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT api_keys_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT api_keys_role FOREIGN KEY (workspace_id, role_id) REFERENCES roles (workspace_id, id)
)
CREATE INDEX api_keys_by_role ON api_keys (workspace_id, role_id)
CREATE INDEX api_keys_by_user ON api_keys (user_id)
CREATE UNIQUE INDEX api_keys_hash_unique ON api_keys (key_hash)
CREATE UNIQUE INDEX api_keys_name_unique ON api_keys (workspace_id, name_key) WHERE revoked_at IS NULL
CREATE TABLE bulk_action_records (
    workspace_id  TEXT NOT NULL,
    action_id     TEXT NOT NULL,
    position      BIGINT NOT NULL,
    record_id     TEXT NOT NULL,
    state         TEXT NOT NULL DEFAULT 'waiting',
    reason        TEXT NOT NULL DEFAULT '',
    change_number BIGINT,
    undoes_number BIGINT,
    CONSTRAINT bulk_action_records_pkey PRIMARY KEY (workspace_id, action_id, position),
    CONSTRAINT bulk_action_records_state_known CHECK (state IN ('waiting', 'done', 'unchanged', 'refused')),
    CONSTRAINT bulk_action_records_action FOREIGN KEY (workspace_id, action_id) REFERENCES bulk_actions (workspace_id, id)
)
CREATE INDEX bulk_action_records_by_state ON bulk_action_records (workspace_id, action_id, state, position)
CREATE TABLE bulk_actions (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    kind         TEXT NOT NULL,
    action       TEXT NOT NULL,
    parameters   TEXT NOT NULL,
    undoes       TEXT,
    state        TEXT NOT NULL,
    reason       TEXT NOT NULL DEFAULT '',
    total        BIGINT NOT NULL,
    done         BIGINT NOT NULL DEFAULT 0,
    unchanged    BIGINT NOT NULL DEFAULT 0,
    refused      BIGINT NOT NULL DEFAULT 0,
    is_backward  BOOLEAN NOT NULL DEFAULT FALSE,
    created_at   TEXT NOT NULL,
    ended_at     TEXT,
    user_id      TEXT NOT NULL,
    via          TEXT NOT NULL,
    via_name     TEXT NOT NULL,
    CONSTRAINT bulk_actions_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT bulk_actions_kind_known CHECK (kind IN ('contact', 'organization')),
    CONSTRAINT bulk_actions_action_known CHECK (action IN ('add_tags', 'remove_tags', 'set_status', 'delete', 'undo')),
    CONSTRAINT bulk_actions_state_known CHECK (state IN ('running', 'done', 'cancelled', 'stopped')),
    CONSTRAINT bulk_actions_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
)
CREATE INDEX bulk_actions_by_undone ON bulk_actions (workspace_id, undoes)
CREATE INDEX bulk_actions_running ON bulk_actions (workspace_id, id) WHERE state = 'running'
CREATE TABLE changes (
    workspace_id TEXT NOT NULL,
    number       BIGINT NOT NULL,
    at           TEXT NOT NULL,
    user_id      TEXT,
    via          TEXT NOT NULL,
    via_name     TEXT NOT NULL DEFAULT '',
    request_id   TEXT NOT NULL DEFAULT '',
    kind         TEXT NOT NULL,
    record_id    TEXT NOT NULL,
    action       TEXT NOT NULL,
    before       TEXT,
    after        TEXT,
    changed      TEXT NOT NULL,
    cause        BIGINT,
    CONSTRAINT changes_pkey PRIMARY KEY (workspace_id, number),
    CONSTRAINT changes_via_known CHECK (via IN ('key', 'session', 'import', 'carddav', 'command', 'system')),
    CONSTRAINT changes_action_known CHECK (action IN ('create', 'update', 'delete')),
    CONSTRAINT changes_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
)
CREATE INDEX changes_by_actor ON changes (workspace_id, user_id, number)
CREATE INDEX changes_by_cause ON changes (workspace_id, cause, number) WHERE cause IS NOT NULL
CREATE INDEX changes_by_record ON changes (workspace_id, kind, record_id, number)
CREATE INDEX changes_by_time ON changes (workspace_id, at, number)
CREATE INDEX changes_of_people ON changes (workspace_id, number, cause) WHERE cause IS NULL
CREATE TABLE contact_addresses (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    address_id   TEXT NOT NULL,
    address_type TEXT NOT NULL,
    is_primary   BOOLEAN NOT NULL,
    notes        TEXT NOT NULL DEFAULT '',
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT contact_addresses_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT contact_addresses_address FOREIGN KEY (workspace_id, address_id) REFERENCES addresses (workspace_id, id),
    CONSTRAINT contact_addresses_notes_length CHECK (length(notes) <= 100000),
    CONSTRAINT contact_addresses_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id)
)
CREATE INDEX contact_addresses_by_address ON contact_addresses (workspace_id, address_id, contact_id)
CREATE INDEX contact_addresses_by_contact ON contact_addresses (workspace_id, contact_id)
CREATE UNIQUE INDEX contact_addresses_one_primary ON contact_addresses (workspace_id, contact_id) WHERE is_primary
CREATE UNIQUE INDEX contact_addresses_unique ON contact_addresses (workspace_id, contact_id, address_id)
CREATE TABLE contact_email_addresses (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    email        TEXT NOT NULL,
    email_key    TEXT NOT NULL,
    email_type   TEXT NOT NULL,
    is_primary   BOOLEAN NOT NULL,
    notes        TEXT NOT NULL DEFAULT '',
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT contact_email_addresses_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT contact_email_addresses_email_length CHECK (length(email) BETWEEN 1 AND 254),
    CONSTRAINT contact_email_addresses_notes_length CHECK (length(notes) <= 100000),
    CONSTRAINT contact_email_addresses_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id)
)
CREATE INDEX contact_email_addresses_by_contact ON contact_email_addresses (workspace_id, contact_id)
CREATE INDEX contact_email_addresses_by_email ON contact_email_addresses (workspace_id, email_key, contact_id)
CREATE UNIQUE INDEX contact_email_addresses_one_primary ON contact_email_addresses (workspace_id, contact_id) WHERE is_primary
CREATE UNIQUE INDEX contact_email_addresses_unique ON contact_email_addresses (workspace_id, contact_id, email_key)
CREATE TABLE contact_external_ids (
    workspace_id TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    system       TEXT NOT NULL,
    external_id  TEXT NOT NULL,
    CONSTRAINT contact_external_ids_pkey PRIMARY KEY (workspace_id, contact_id, system),
    CONSTRAINT contact_external_ids_system_length CHECK (length(system) BETWEEN 1 AND 255),
    CONSTRAINT contact_external_ids_id_length CHECK (length(external_id) BETWEEN 1 AND 255),
    CONSTRAINT contact_external_ids_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id)
)
CREATE UNIQUE INDEX contact_external_ids_unique ON contact_external_ids (workspace_id, system, external_id)
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
)
CREATE INDEX contact_phone_numbers_by_contact ON contact_phone_numbers (workspace_id, contact_id)
CREATE INDEX contact_phone_numbers_by_number ON contact_phone_numbers (workspace_id, phone_number, contact_id)
CREATE UNIQUE INDEX contact_phone_numbers_one_primary ON contact_phone_numbers (workspace_id, contact_id) WHERE is_primary
CREATE UNIQUE INDEX contact_phone_numbers_unique ON contact_phone_numbers (workspace_id, contact_id, phone_number, extension)
CREATE TABLE contact_records (
    workspace_id TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    format       BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    record       TEXT NOT NULL,
    CONSTRAINT contact_records_pkey PRIMARY KEY (workspace_id, contact_id),
    CONSTRAINT contact_records_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id)
)
CREATE TABLE contact_search (
    search_id    INTEGER PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    names        TEXT NOT NULL,
    body         TEXT NOT NULL,
    CONSTRAINT contact_search_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id)
)
CREATE UNIQUE INDEX contact_search_contact_unique ON contact_search (workspace_id, contact_id)
CREATE VIRTUAL TABLE contact_search_index USING fts5 (
    body, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
)
CREATE TABLE contact_tags (
    workspace_id TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    tag_id       TEXT NOT NULL,
    CONSTRAINT contact_tags_pkey PRIMARY KEY (workspace_id, contact_id, tag_id),
    CONSTRAINT contact_tags_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id),
    CONSTRAINT contact_tags_tag FOREIGN KEY (workspace_id, tag_id) REFERENCES tags (workspace_id, id)
)
CREATE INDEX contact_tags_by_tag ON contact_tags (workspace_id, tag_id, contact_id)
CREATE TABLE contacts (
    workspace_id           TEXT NOT NULL,
    id                     TEXT NOT NULL,
    prefix                 TEXT NOT NULL DEFAULT '',
    first_name             TEXT NOT NULL DEFAULT '',
    middle_name            TEXT NOT NULL DEFAULT '',
    last_name              TEXT NOT NULL DEFAULT '',
    suffix                 TEXT NOT NULL DEFAULT '',
    nickname               TEXT NOT NULL DEFAULT '',
    title                  TEXT NOT NULL DEFAULT '',
    organization_name      TEXT NOT NULL DEFAULT '',
    linked_organization_id TEXT,
    contact_type           TEXT NOT NULL,
    status                 TEXT NOT NULL,
    source                 TEXT NOT NULL,
    birth_date             TEXT,
    language               TEXT NOT NULL DEFAULT '',
    notes                  TEXT NOT NULL DEFAULT '',
    custom_fields          TEXT NOT NULL DEFAULT '{}',
    first_name_key         BYTEA NOT NULL,
    last_name_key          BYTEA NOT NULL,
    organization_key       BYTEA NOT NULL,
    first_name_alike       TEXT NOT NULL,
    last_name_alike        TEXT NOT NULL,
    created_at             TEXT NOT NULL,
    updated_at             TEXT NOT NULL,
    created_by             TEXT,
    updated_by             TEXT,
    version                BIGINT NOT NULL,
    CONSTRAINT contacts_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT contacts_prefix_length CHECK (length(prefix) <= 100),
    CONSTRAINT contacts_first_name_length CHECK (length(first_name) <= 100),
    CONSTRAINT contacts_middle_name_length CHECK (length(middle_name) <= 100),
    CONSTRAINT contacts_last_name_length CHECK (length(last_name) <= 100),
    CONSTRAINT contacts_suffix_length CHECK (length(suffix) <= 100),
    CONSTRAINT contacts_nickname_length CHECK (length(nickname) <= 100),
    CONSTRAINT contacts_title_length CHECK (length(title) <= 100),
    CONSTRAINT contacts_organization_name_length CHECK (length(organization_name) <= 255),
    CONSTRAINT contacts_notes_length CHECK (length(notes) <= 100000),
    CONSTRAINT contacts_status_known CHECK (status IN ('active', 'inactive', 'do_not_contact')),
    CONSTRAINT contacts_one_organization CHECK (linked_organization_id IS NULL OR organization_name = ''),
    CONSTRAINT contacts_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id),
    CONSTRAINT contacts_linked_organization FOREIGN KEY (workspace_id, linked_organization_id)
        REFERENCES organizations (workspace_id, id)
)
CREATE INDEX contacts_by_birth_date ON contacts (workspace_id, birth_date)
CREATE INDEX contacts_by_contact_type ON contacts (workspace_id, contact_type)
CREATE INDEX contacts_by_created ON contacts (workspace_id, created_at, id)
CREATE INDEX contacts_by_creator ON contacts (workspace_id, created_by)
CREATE INDEX contacts_by_first_name ON contacts (workspace_id, first_name_key, id)
CREATE INDEX contacts_by_language ON contacts (workspace_id, language)
CREATE INDEX contacts_by_linked_organization ON contacts (workspace_id, linked_organization_id, last_name_key, first_name_key, id)
CREATE INDEX contacts_by_name ON contacts (workspace_id, last_name_key, first_name_key, id)
CREATE INDEX contacts_by_organization ON contacts (workspace_id, organization_key, id)
CREATE INDEX contacts_by_source ON contacts (workspace_id, source)
CREATE INDEX contacts_by_status ON contacts (workspace_id, status, id)
CREATE INDEX contacts_by_status_and_name ON contacts (workspace_id, status, last_name_key, first_name_key, id)
CREATE INDEX contacts_by_updated ON contacts (workspace_id, updated_at, id)
CREATE TABLE custom_field_values (
    workspace_id TEXT NOT NULL,
    field_id     TEXT NOT NULL,
    record_id    TEXT NOT NULL,
    position     BIGINT NOT NULL,
    text_value   TEXT NOT NULL,
    alike        TEXT NOT NULL,
    number_value DOUBLE PRECISION,
    CONSTRAINT custom_field_values_pkey PRIMARY KEY (workspace_id, field_id, record_id, position)
)
CREATE INDEX custom_field_values_by_alike ON custom_field_values (workspace_id, field_id, alike, record_id)
CREATE INDEX custom_field_values_by_number ON custom_field_values (workspace_id, field_id, number_value, record_id)
CREATE INDEX custom_field_values_by_record ON custom_field_values (workspace_id, record_id)
CREATE INDEX custom_field_values_by_text ON custom_field_values (workspace_id, field_id, text_value, record_id)
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
)
CREATE UNIQUE INDEX custom_fields_key_unique ON custom_fields (workspace_id, record_kind, key)
CREATE TABLE idempotency_keys (
    workspace_id TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    route        TEXT NOT NULL,
    key          TEXT NOT NULL,
    body_hash    TEXT NOT NULL,
    status       BIGINT NOT NULL,
    headers      TEXT NOT NULL,
    body         TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (workspace_id, user_id, route, key),
    CONSTRAINT idempotency_keys_key_length CHECK (length(key) BETWEEN 1 AND 255),
    CONSTRAINT idempotency_keys_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
)
CREATE INDEX idempotency_keys_by_created ON idempotency_keys (workspace_id, created_at)
CREATE TABLE memberships (
    workspace_id TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    role_id      TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    CONSTRAINT memberships_pkey PRIMARY KEY (workspace_id, user_id),
    CONSTRAINT memberships_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT memberships_role FOREIGN KEY (workspace_id, role_id) REFERENCES roles (workspace_id, id)
)
CREATE INDEX memberships_by_role ON memberships (workspace_id, role_id)
CREATE INDEX memberships_by_user ON memberships (user_id)
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
    version      BIGINT NOT NULL, value_key TEXT NOT NULL DEFAULT '', search_body TEXT NOT NULL DEFAULT '',
    CONSTRAINT options_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT options_list_known CHECK (list IN ('contact_type', 'source', 'email_type', 'phone_type', 'address_type')),
    CONSTRAINT options_value_length CHECK (length(value) BETWEEN 1 AND 50),
    CONSTRAINT options_label_length CHECK (length(label) BETWEEN 1 AND 100),
    CONSTRAINT options_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
)
CREATE UNIQUE INDEX options_value_key_unique ON options (workspace_id, list, value_key)
CREATE TABLE organization_external_ids (
    workspace_id    TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    system          TEXT NOT NULL,
    external_id     TEXT NOT NULL,
    CONSTRAINT organization_external_ids_pkey PRIMARY KEY (workspace_id, organization_id, system),
    CONSTRAINT organization_external_ids_system_length CHECK (length(system) BETWEEN 1 AND 255),
    CONSTRAINT organization_external_ids_id_length CHECK (length(external_id) BETWEEN 1 AND 255),
    CONSTRAINT organization_external_ids_organization FOREIGN KEY (workspace_id, organization_id)
        REFERENCES organizations (workspace_id, id)
)
CREATE UNIQUE INDEX organization_external_ids_unique ON organization_external_ids (workspace_id, system, external_id)
CREATE TABLE organization_records (
    workspace_id    TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    format          BIGINT NOT NULL,
    version         BIGINT NOT NULL,
    record          TEXT NOT NULL,
    CONSTRAINT organization_records_pkey PRIMARY KEY (workspace_id, organization_id),
    CONSTRAINT organization_records_organization FOREIGN KEY (workspace_id, organization_id)
        REFERENCES organizations (workspace_id, id)
)
CREATE TABLE organization_tags (
    workspace_id    TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    tag_id          TEXT NOT NULL,
    CONSTRAINT organization_tags_pkey PRIMARY KEY (workspace_id, organization_id, tag_id),
    CONSTRAINT organization_tags_organization FOREIGN KEY (workspace_id, organization_id)
        REFERENCES organizations (workspace_id, id),
    CONSTRAINT organization_tags_tag FOREIGN KEY (workspace_id, tag_id) REFERENCES tags (workspace_id, id)
)
CREATE INDEX organization_tags_by_tag ON organization_tags (workspace_id, tag_id, organization_id)
CREATE TABLE organization_trees (
    workspace_id TEXT NOT NULL,
    moves        BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT organization_trees_pkey PRIMARY KEY (workspace_id),
    CONSTRAINT organization_trees_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
)
CREATE TABLE organization_types (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL,
    sort_key     BYTEA NOT NULL,
    description  TEXT NOT NULL DEFAULT '',
    search_body  TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT organization_types_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT organization_types_name_length CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT organization_types_description_length CHECK (length(description) <= 100000),
    CONSTRAINT organization_types_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
)
CREATE UNIQUE INDEX organization_types_name_unique ON organization_types (workspace_id, name_key)
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
)
CREATE INDEX organizations_by_code ON organizations (workspace_id, code_sort_key, id)
CREATE INDEX organizations_by_created ON organizations (workspace_id, created_at, id)
CREATE INDEX organizations_by_name ON organizations (workspace_id, sort_key, id)
CREATE INDEX organizations_by_parent ON organizations (workspace_id, parent_id, sort_key, id)
CREATE INDEX organizations_by_primary_address ON organizations (workspace_id, primary_address_id)
CREATE INDEX organizations_by_primary_contact ON organizations (workspace_id, primary_contact_id)
CREATE INDEX organizations_by_status ON organizations (workspace_id, status, id)
CREATE INDEX organizations_by_type ON organizations (workspace_id, organization_type_id)
CREATE INDEX organizations_by_updated ON organizations (workspace_id, updated_at, id)
CREATE UNIQUE INDEX organizations_code_unique ON organizations (workspace_id, code_key)
CREATE UNIQUE INDEX organizations_sibling_name_unique
    ON organizations (workspace_id, COALESCE(parent_id, '00000000-0000-0000-0000-000000000000'), name_key)
CREATE TABLE pending_refreshes (
    workspace_id TEXT NOT NULL,
    record_id   TEXT NOT NULL,
    cause        BIGINT NOT NULL,
    user_id      TEXT,
    via          TEXT NOT NULL,
    via_name     TEXT NOT NULL,
    request_id   TEXT NOT NULL, kind TEXT NOT NULL DEFAULT 'contact',
    CONSTRAINT pending_refreshes_pkey PRIMARY KEY (workspace_id, record_id, cause),
    CONSTRAINT pending_refreshes_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
)
CREATE TABLE refresh_walks (
    workspace_id TEXT NOT NULL,
    cause        BIGINT NOT NULL,
    selection    TEXT NOT NULL,
    kind         TEXT NOT NULL,
    subject      TEXT NOT NULL,
    position     TEXT NOT NULL DEFAULT '',
    user_id      TEXT,
    via          TEXT NOT NULL,
    via_name     TEXT NOT NULL,
    request_id   TEXT NOT NULL, detail TEXT NOT NULL DEFAULT '',
    CONSTRAINT refresh_walks_pkey PRIMARY KEY (workspace_id, cause, selection),
    CONSTRAINT refresh_walks_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
)
CREATE TABLE roles (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL,
    permissions  TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT roles_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT roles_name_length CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT roles_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
)
CREATE UNIQUE INDEX roles_name_unique ON roles (workspace_id, name_key)
CREATE TABLE saved_views (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    list         TEXT NOT NULL,
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL,
    sort_key     BYTEA NOT NULL,
    query        TEXT NOT NULL,
    columns      TEXT NOT NULL,
    is_shared    BOOLEAN NOT NULL,
    owner_id     TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT saved_views_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT saved_views_list_known CHECK (list IN ('contacts', 'organizations')),
    CONSTRAINT saved_views_name_length CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT saved_views_query_length CHECK (length(query) <= 8000),
    CONSTRAINT saved_views_owner FOREIGN KEY (owner_id) REFERENCES users (id),
    CONSTRAINT saved_views_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
)
CREATE INDEX saved_views_by_name ON saved_views (workspace_id, list, sort_key, id)
CREATE UNIQUE INDEX saved_views_name_unique ON saved_views (workspace_id, owner_id, list, name_key)
CREATE TABLE sessions (
    id          TEXT NOT NULL,
    user_id     TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    created_at  TEXT NOT NULL,
    used_at     TEXT NOT NULL,
    expires_at  TEXT NOT NULL, kind TEXT NOT NULL DEFAULT 'token'
    CONSTRAINT sessions_kind CHECK (kind IN ('token', 'browser')), remember BOOLEAN NOT NULL DEFAULT FALSE, device TEXT NOT NULL DEFAULT ''
    CONSTRAINT sessions_device_length CHECK (length(device) <= 100), network TEXT NOT NULL DEFAULT ''
    CONSTRAINT sessions_network_length CHECK (length(network) <= 100),
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_user FOREIGN KEY (user_id) REFERENCES users (id)
)
CREATE INDEX sessions_by_user ON sessions (user_id, created_at)
CREATE UNIQUE INDEX sessions_secret_unique ON sessions (secret_hash)
CREATE TABLE sign_in_attempts (
    name_hash TEXT NOT NULL,
    user_id   TEXT,
    failures  BIGINT NOT NULL,
    of_day    BIGINT NOT NULL,
    day_at    TEXT NOT NULL,
    last_at   TEXT NOT NULL,
    CONSTRAINT sign_in_attempts_pkey PRIMARY KEY (name_hash),
    CONSTRAINT sign_in_attempts_user FOREIGN KEY (user_id) REFERENCES users (id)
)
CREATE INDEX sign_in_attempts_by_last ON sign_in_attempts (last_at)
CREATE TABLE signing_keys (
    id         TEXT NOT NULL,
    secret     TEXT NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT signing_keys_pkey PRIMARY KEY (id),
    CONSTRAINT signing_keys_secret_length CHECK (length(secret) = 64)
)
CREATE TABLE sqlite_sequence(name,seq)
CREATE TABLE sqlite_stat1(tbl,idx,stat)
CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)
CREATE TABLE tags (
    workspace_id TEXT NOT NULL,
    id           TEXT NOT NULL,
    name         TEXT NOT NULL,
    name_key     TEXT NOT NULL,
    sort_key     BYTEA NOT NULL,
    name_alike   TEXT NOT NULL,
    slug         TEXT NOT NULL,
    search_body  TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    created_by   TEXT,
    updated_by   TEXT,
    version      BIGINT NOT NULL,
    CONSTRAINT tags_pkey PRIMARY KEY (workspace_id, id),
    CONSTRAINT tags_name_length CHECK (length(name) BETWEEN 1 AND 100),
    CONSTRAINT tags_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
)
CREATE INDEX tags_by_name ON tags (workspace_id, sort_key, id)
CREATE UNIQUE INDEX tags_name_unique ON tags (workspace_id, name_key)
CREATE TABLE users (
    id            TEXT NOT NULL,
    username      TEXT NOT NULL,
    username_key  TEXT NOT NULL,
    email         TEXT NOT NULL DEFAULT '',
    password_hash TEXT NOT NULL DEFAULT '',
    is_superuser  BOOLEAN NOT NULL DEFAULT FALSE,
    is_active     BOOLEAN NOT NULL DEFAULT TRUE,
    is_service    BOOLEAN NOT NULL DEFAULT FALSE,
    created_at    TEXT NOT NULL,
    updated_at    TEXT NOT NULL,
    created_by    TEXT,
    updated_by    TEXT,
    version       BIGINT NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_username_length CHECK (length(username) BETWEEN 1 AND 150),
    CONSTRAINT users_email_length CHECK (length(email) <= 254)
)
CREATE UNIQUE INDEX users_username_unique ON users (username_key)
CREATE TABLE workspace_counters (
    workspace_id  TEXT NOT NULL,
    change_number BIGINT NOT NULL DEFAULT 0,
    contacts      BIGINT NOT NULL DEFAULT 0,
    organizations BIGINT NOT NULL DEFAULT 0,
    addresses     BIGINT NOT NULL DEFAULT 0, rules BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT workspace_counters_pkey PRIMARY KEY (workspace_id),
    CONSTRAINT workspace_counters_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
)
CREATE TABLE workspaces (
    id                   TEXT NOT NULL,
    slug                 TEXT NOT NULL,
    name                 TEXT NOT NULL,
    default_region       TEXT NOT NULL DEFAULT '',
    strict_custom_fields BOOLEAN NOT NULL DEFAULT FALSE,
    created_at           TEXT NOT NULL,
    updated_at           TEXT NOT NULL,
    created_by           TEXT,
    updated_by           TEXT,
    version              BIGINT NOT NULL,
    CONSTRAINT workspaces_pkey PRIMARY KEY (id),
    CONSTRAINT workspaces_slug_length CHECK (length(slug) BETWEEN 1 AND 63),
    CONSTRAINT workspaces_name_length CHECK (length(name) BETWEEN 1 AND 255),
    CONSTRAINT workspaces_default_region_length CHECK (length(default_region) IN (0, 2))
)
CREATE UNIQUE INDEX workspaces_slug_unique ON workspaces (slug)
