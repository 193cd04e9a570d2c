addresses.workspace_id text NOT NULL
addresses.id text NOT NULL
addresses.street_address_1 text NOT NULL DEFAULT ''::text
addresses.street_address_2 text NOT NULL DEFAULT ''::text
addresses.city text NOT NULL DEFAULT ''::text
addresses.city_key bytea NOT NULL
addresses.city_alike text NOT NULL DEFAULT ''::text
addresses.state_province text NOT NULL DEFAULT ''::text
addresses.postal_code text NOT NULL DEFAULT ''::text
addresses.country text
addresses.latitude double precision
addresses.longitude double precision
addresses.status text NOT NULL DEFAULT 'active'::text
addresses.custom_fields text NOT NULL DEFAULT '{}'::text
addresses.is_standalone boolean NOT NULL DEFAULT false
addresses.search_body text NOT NULL DEFAULT ''::text
addresses.created_at text NOT NULL
addresses.updated_at text NOT NULL
addresses.created_by text
addresses.updated_by text
addresses.version bigint NOT NULL
addresses.postal_code_key text NOT NULL DEFAULT ''::text
addresses addresses_both_coordinates CHECK (((latitude IS NULL) = (longitude IS NULL)))
addresses addresses_city_length CHECK ((length(city) <= 100))
addresses addresses_country_length CHECK ((length(country) = 2))
addresses addresses_latitude_range CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision)))
addresses addresses_longitude_range CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision)))
addresses addresses_not_blank CHECK (((((((length(street_address_1) + length(street_address_2)) + length(city)) + length(state_province)) + length(postal_code)) + length(COALESCE(country, ''::text))) > 0))
addresses addresses_pkey PRIMARY KEY (workspace_id, id)
addresses addresses_postal_code_length CHECK ((length(postal_code) <= 20))
addresses addresses_state_province_length CHECK ((length(state_province) <= 100))
addresses addresses_status_known CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text])))
addresses addresses_street_address_1_length CHECK ((length(street_address_1) <= 255))
addresses addresses_street_address_2_length CHECK ((length(street_address_2) <= 255))
addresses addresses_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
CREATE INDEX addresses_by_city ON public.addresses USING btree (workspace_id, city_key, id)
CREATE INDEX addresses_by_city_alike ON public.addresses USING btree (workspace_id, city_alike, id)
CREATE INDEX addresses_by_country ON public.addresses USING btree (workspace_id, country, id)
CREATE INDEX addresses_by_created ON public.addresses USING btree (workspace_id, created_at, id)
CREATE INDEX addresses_by_postal_code ON public.addresses USING btree (workspace_id, postal_code_key, id)
CREATE INDEX addresses_in_order_of_country ON public.addresses USING btree (workspace_id, COALESCE(country, ''::text), id)
CREATE UNIQUE INDEX addresses_pkey ON public.addresses USING btree (workspace_id, id)
api_keys.id text NOT NULL
api_keys.workspace_id text NOT NULL
api_keys.user_id text NOT NULL
api_keys.role_id text NOT NULL
api_keys.name text NOT NULL
api_keys.name_key text NOT NULL
api_keys.key_hash text NOT NULL
api_keys.expires_at text
api_keys.revoked_at text
api_keys.created_at text NOT NULL
api_keys.updated_at text NOT NULL
api_keys.created_by text
api_keys.updated_by text
api_keys.version bigint NOT NULL
api_keys api_keys_name_length CHECK (((length(name) >= 1) AND (length(name) <= 100)))
api_keys api_keys_pkey PRIMARY KEY (id)
api_keys api_keys_role FOREIGN KEY (workspace_id, role_id) REFERENCES roles(workspace_id, id)
api_keys api_keys_user FOREIGN KEY (user_id) REFERENCES users(id)
CREATE INDEX api_keys_by_role ON public.api_keys USING btree (workspace_id, role_id)
CREATE INDEX api_keys_by_user ON public.api_keys USING btree (user_id)
CREATE UNIQUE INDEX api_keys_hash_unique ON public.api_keys USING btree (key_hash)
CREATE UNIQUE INDEX api_keys_name_unique ON public.api_keys USING btree (workspace_id, name_key) WHERE (revoked_at IS NULL)
CREATE UNIQUE INDEX api_keys_pkey ON public.api_keys USING btree (id)
bulk_action_records.workspace_id text NOT NULL
bulk_action_records.action_id text NOT NULL
bulk_action_records.position bigint NOT NULL
bulk_action_records.record_id text NOT NULL
bulk_action_records.state text NOT NULL DEFAULT 'waiting'::text
bulk_action_records.reason text NOT NULL DEFAULT ''::text
bulk_action_records.change_number bigint
bulk_action_records.undoes_number bigint
bulk_action_records bulk_action_records_action FOREIGN KEY (workspace_id, action_id) REFERENCES bulk_actions(workspace_id, id)
bulk_action_records bulk_action_records_pkey PRIMARY KEY (workspace_id, action_id, "position")
bulk_action_records bulk_action_records_state_known CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'unchanged'::text, 'refused'::text])))
CREATE INDEX bulk_action_records_by_state ON public.bulk_action_records USING btree (workspace_id, action_id, state, "position")
CREATE UNIQUE INDEX bulk_action_records_pkey ON public.bulk_action_records USING btree (workspace_id, action_id, "position")
bulk_actions.workspace_id text NOT NULL
bulk_actions.id text NOT NULL
bulk_actions.kind text NOT NULL
bulk_actions.action text NOT NULL
bulk_actions.parameters text NOT NULL
bulk_actions.undoes text
bulk_actions.state text NOT NULL
bulk_actions.reason text NOT NULL DEFAULT ''::text
bulk_actions.total bigint NOT NULL
bulk_actions.done bigint NOT NULL DEFAULT 0
bulk_actions.unchanged bigint NOT NULL DEFAULT 0
bulk_actions.refused bigint NOT NULL DEFAULT 0
bulk_actions.is_backward boolean NOT NULL DEFAULT false
bulk_actions.created_at text NOT NULL
bulk_actions.ended_at text
bulk_actions.user_id text NOT NULL
bulk_actions.via text NOT NULL
bulk_actions.via_name text NOT NULL
bulk_actions bulk_actions_action_known CHECK ((action = ANY (ARRAY['add_tags'::text, 'remove_tags'::text, 'set_status'::text, 'delete'::text, 'undo'::text])))
bulk_actions bulk_actions_kind_known CHECK ((kind = ANY (ARRAY['contact'::text, 'organization'::text])))
bulk_actions bulk_actions_pkey PRIMARY KEY (workspace_id, id)
bulk_actions bulk_actions_state_known CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'cancelled'::text, 'stopped'::text])))
bulk_actions bulk_actions_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
CREATE INDEX bulk_actions_by_undone ON public.bulk_actions USING btree (workspace_id, undoes)
CREATE INDEX bulk_actions_running ON public.bulk_actions USING btree (workspace_id, id) WHERE (state = 'running'::text)
CREATE UNIQUE INDEX bulk_actions_pkey ON public.bulk_actions USING btree (workspace_id, id)
changes.workspace_id text NOT NULL
changes.number bigint NOT NULL
changes.at text NOT NULL
changes.user_id text
changes.via text NOT NULL
changes.via_name text NOT NULL DEFAULT ''::text
changes.request_id text NOT NULL DEFAULT ''::text
changes.kind text NOT NULL
changes.record_id text NOT NULL
changes.action text NOT NULL
changes.before text
changes.after text
changes.changed text NOT NULL
changes.cause bigint
changes changes_action_known CHECK ((action = ANY (ARRAY['create'::text, 'update'::text, 'delete'::text])))
changes changes_pkey PRIMARY KEY (workspace_id, number)
changes changes_via_known CHECK ((via = ANY (ARRAY['key'::text, 'session'::text, 'import'::text, 'carddav'::text, 'command'::text, 'system'::text])))
changes changes_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
CREATE INDEX changes_by_actor ON public.changes USING btree (workspace_id, user_id, number)
CREATE INDEX changes_by_cause ON public.changes USING btree (workspace_id, cause, number) WHERE (cause IS NOT NULL)
CREATE INDEX changes_by_record ON public.changes USING btree (workspace_id, kind, record_id, number)
CREATE INDEX changes_by_time ON public.changes USING btree (workspace_id, at, number)
CREATE INDEX changes_of_people ON public.changes USING btree (workspace_id, number, cause) WHERE (cause IS NULL)
CREATE UNIQUE INDEX changes_pkey ON public.changes USING btree (workspace_id, number)
contact_addresses.workspace_id text NOT NULL
contact_addresses.id text NOT NULL
contact_addresses.contact_id text NOT NULL
contact_addresses.address_id text NOT NULL
contact_addresses.address_type text NOT NULL
contact_addresses.is_primary boolean NOT NULL
contact_addresses.notes text NOT NULL DEFAULT ''::text
contact_addresses.created_at text NOT NULL
contact_addresses.updated_at text NOT NULL
contact_addresses.created_by text
contact_addresses.updated_by text
contact_addresses.version bigint NOT NULL
contact_addresses contact_addresses_address FOREIGN KEY (workspace_id, address_id) REFERENCES addresses(workspace_id, id)
contact_addresses contact_addresses_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts(workspace_id, id)
contact_addresses contact_addresses_notes_length CHECK ((length(notes) <= 100000))
contact_addresses contact_addresses_pkey PRIMARY KEY (workspace_id, id)
CREATE INDEX contact_addresses_by_address ON public.contact_addresses USING btree (workspace_id, address_id, contact_id)
CREATE INDEX contact_addresses_by_contact ON public.contact_addresses USING btree (workspace_id, contact_id)
CREATE UNIQUE INDEX contact_addresses_one_primary ON public.contact_addresses USING btree (workspace_id, contact_id) WHERE is_primary
CREATE UNIQUE INDEX contact_addresses_pkey ON public.contact_addresses USING btree (workspace_id, id)
CREATE UNIQUE INDEX contact_addresses_unique ON public.contact_addresses USING btree (workspace_id, contact_id, address_id)
contact_email_addresses.workspace_id text NOT NULL
contact_email_addresses.id text NOT NULL
contact_email_addresses.contact_id text NOT NULL
contact_email_addresses.email text NOT NULL
contact_email_addresses.email_key text NOT NULL
contact_email_addresses.email_type text NOT NULL
contact_email_addresses.is_primary boolean NOT NULL
contact_email_addresses.notes text NOT NULL DEFAULT ''::text
contact_email_addresses.created_at text NOT NULL
contact_email_addresses.updated_at text NOT NULL
contact_email_addresses.created_by text
contact_email_addresses.updated_by text
contact_email_addresses.version bigint NOT NULL
contact_email_addresses contact_email_addresses_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts(workspace_id, id)
contact_email_addresses contact_email_addresses_email_length CHECK (((length(email) >= 1) AND (length(email) <= 254)))
contact_email_addresses contact_email_addresses_notes_length CHECK ((length(notes) <= 100000))
contact_email_addresses contact_email_addresses_pkey PRIMARY KEY (workspace_id, id)
CREATE INDEX contact_email_addresses_by_contact ON public.contact_email_addresses USING btree (workspace_id, contact_id)
CREATE INDEX contact_email_addresses_by_email ON public.contact_email_addresses USING btree (workspace_id, email_key, contact_id)
CREATE UNIQUE INDEX contact_email_addresses_one_primary ON public.contact_email_addresses USING btree (workspace_id, contact_id) WHERE is_primary
CREATE UNIQUE INDEX contact_email_addresses_pkey ON public.contact_email_addresses USING btree (workspace_id, id)
CREATE UNIQUE INDEX contact_email_addresses_unique ON public.contact_email_addresses USING btree (workspace_id, contact_id, email_key)
contact_external_ids.workspace_id text NOT NULL
contact_external_ids.contact_id text NOT NULL
contact_external_ids.system text NOT NULL
contact_external_ids.external_id text NOT NULL
contact_external_ids contact_external_ids_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts(workspace_id, id)
contact_external_ids contact_external_ids_id_length CHECK (((length(external_id) >= 1) AND (length(external_id) <= 255)))
contact_external_ids contact_external_ids_pkey PRIMARY KEY (workspace_id, contact_id, system)
contact_external_ids contact_external_ids_system_length CHECK (((length(system) >= 1) AND (length(system) <= 255)))
CREATE UNIQUE INDEX contact_external_ids_pkey ON public.contact_external_ids USING btree (workspace_id, contact_id, system)
CREATE UNIQUE INDEX contact_external_ids_unique ON public.contact_external_ids USING btree (workspace_id, system, external_id)
contact_phone_numbers.workspace_id text NOT NULL
contact_phone_numbers.id text NOT NULL
contact_phone_numbers.contact_id text NOT NULL
contact_phone_numbers.phone_number text NOT NULL
contact_phone_numbers.extension text NOT NULL DEFAULT ''::text
contact_phone_numbers.phone_type text NOT NULL
contact_phone_numbers.is_primary boolean NOT NULL
contact_phone_numbers.notes text NOT NULL DEFAULT ''::text
contact_phone_numbers.created_at text NOT NULL
contact_phone_numbers.updated_at text NOT NULL
contact_phone_numbers.created_by text
contact_phone_numbers.updated_by text
contact_phone_numbers.version bigint NOT NULL
contact_phone_numbers contact_phone_numbers_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts(workspace_id, id)
contact_phone_numbers contact_phone_numbers_extension_length CHECK ((length(extension) <= 20))
contact_phone_numbers contact_phone_numbers_notes_length CHECK ((length(notes) <= 100000))
contact_phone_numbers contact_phone_numbers_number_length CHECK (((length(phone_number) >= 2) AND (length(phone_number) <= 36)))
contact_phone_numbers contact_phone_numbers_pkey PRIMARY KEY (workspace_id, id)
CREATE INDEX contact_phone_numbers_by_contact ON public.contact_phone_numbers USING btree (workspace_id, contact_id)
CREATE INDEX contact_phone_numbers_by_number ON public.contact_phone_numbers USING btree (workspace_id, phone_number, contact_id)
CREATE UNIQUE INDEX contact_phone_numbers_one_primary ON public.contact_phone_numbers USING btree (workspace_id, contact_id) WHERE is_primary
CREATE UNIQUE INDEX contact_phone_numbers_pkey ON public.contact_phone_numbers USING btree (workspace_id, id)
CREATE UNIQUE INDEX contact_phone_numbers_unique ON public.contact_phone_numbers USING btree (workspace_id, contact_id, phone_number, extension)
contact_records.workspace_id text NOT NULL
contact_records.contact_id text NOT NULL
contact_records.format bigint NOT NULL
contact_records.version bigint NOT NULL
contact_records.record text NOT NULL
contact_records contact_records_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts(workspace_id, id)
contact_records contact_records_pkey PRIMARY KEY (workspace_id, contact_id)
CREATE UNIQUE INDEX contact_records_pkey ON public.contact_records USING btree (workspace_id, contact_id)
contact_search.workspace_id text NOT NULL
contact_search.contact_id text NOT NULL
contact_search.names text NOT NULL
contact_search.body text NOT NULL
contact_search contact_search_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts(workspace_id, id)
contact_search contact_search_pkey PRIMARY KEY (workspace_id, contact_id)
CREATE INDEX contact_search_index ON public.contact_search USING gin (body gin_trgm_ops)
CREATE UNIQUE INDEX contact_search_pkey ON public.contact_search USING btree (workspace_id, contact_id)
contact_tags.workspace_id text NOT NULL
contact_tags.contact_id text NOT NULL
contact_tags.tag_id text NOT NULL
contact_tags contact_tags_contact FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts(workspace_id, id)
contact_tags contact_tags_pkey PRIMARY KEY (workspace_id, contact_id, tag_id)
contact_tags contact_tags_tag FOREIGN KEY (workspace_id, tag_id) REFERENCES tags(workspace_id, id)
CREATE INDEX contact_tags_by_tag ON public.contact_tags USING btree (workspace_id, tag_id, contact_id)
CREATE UNIQUE INDEX contact_tags_pkey ON public.contact_tags USING btree (workspace_id, contact_id, tag_id)
contacts.workspace_id text NOT NULL
contacts.id text NOT NULL
contacts.prefix text NOT NULL DEFAULT ''::text
contacts.first_name text NOT NULL DEFAULT ''::text
contacts.middle_name text NOT NULL DEFAULT ''::text
contacts.last_name text NOT NULL DEFAULT ''::text
contacts.suffix text NOT NULL DEFAULT ''::text
contacts.nickname text NOT NULL DEFAULT ''::text
contacts.title text NOT NULL DEFAULT ''::text
contacts.organization_name text NOT NULL DEFAULT ''::text
contacts.linked_organization_id text
contacts.contact_type text NOT NULL
contacts.status text NOT NULL
contacts.source text NOT NULL
contacts.birth_date text
contacts.language text NOT NULL DEFAULT ''::text
contacts.notes text NOT NULL DEFAULT ''::text
contacts.custom_fields text NOT NULL DEFAULT '{}'::text
contacts.first_name_key bytea NOT NULL
contacts.last_name_key bytea NOT NULL
contacts.organization_key bytea NOT NULL
contacts.first_name_alike text NOT NULL
contacts.last_name_alike text NOT NULL
contacts.created_at text NOT NULL
contacts.updated_at text NOT NULL
contacts.created_by text
contacts.updated_by text
contacts.version bigint NOT NULL
contacts contacts_first_name_length CHECK ((length(first_name) <= 100))
contacts contacts_last_name_length CHECK ((length(last_name) <= 100))
contacts contacts_linked_organization FOREIGN KEY (workspace_id, linked_organization_id) REFERENCES organizations(workspace_id, id)
contacts contacts_middle_name_length CHECK ((length(middle_name) <= 100))
contacts contacts_nickname_length CHECK ((length(nickname) <= 100))
contacts contacts_notes_length CHECK ((length(notes) <= 100000))
contacts contacts_one_organization CHECK (((linked_organization_id IS NULL) OR (organization_name = ''::text)))
contacts contacts_organization_name_length CHECK ((length(organization_name) <= 255))
contacts contacts_pkey PRIMARY KEY (workspace_id, id)
contacts contacts_prefix_length CHECK ((length(prefix) <= 100))
contacts contacts_status_known CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text, 'do_not_contact'::text])))
contacts contacts_suffix_length CHECK ((length(suffix) <= 100))
contacts contacts_title_length CHECK ((length(title) <= 100))
contacts contacts_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
CREATE INDEX contacts_by_birth_date ON public.contacts USING btree (workspace_id, birth_date)
CREATE INDEX contacts_by_contact_type ON public.contacts USING btree (workspace_id, contact_type)
CREATE INDEX contacts_by_created ON public.contacts USING btree (workspace_id, created_at, id)
CREATE INDEX contacts_by_creator ON public.contacts USING btree (workspace_id, created_by)
CREATE INDEX contacts_by_first_name ON public.contacts USING btree (workspace_id, first_name_key, id)
CREATE INDEX contacts_by_language ON public.contacts USING btree (workspace_id, language)
CREATE INDEX contacts_by_linked_organization ON public.contacts USING btree (workspace_id, linked_organization_id, last_name_key, first_name_key, id)
CREATE INDEX contacts_by_name ON public.contacts USING btree (workspace_id, last_name_key, first_name_key, id)
CREATE INDEX contacts_by_organization ON public.contacts USING btree (workspace_id, organization_key, id)
CREATE INDEX contacts_by_source ON public.contacts USING btree (workspace_id, source)
CREATE INDEX contacts_by_status ON public.contacts USING btree (workspace_id, status, id)
CREATE INDEX contacts_by_status_and_name ON public.contacts USING btree (workspace_id, status, last_name_key, first_name_key, id)
CREATE INDEX contacts_by_updated ON public.contacts USING btree (workspace_id, updated_at, id)
CREATE UNIQUE INDEX contacts_pkey ON public.contacts USING btree (workspace_id, id)
custom_field_values.workspace_id text NOT NULL
custom_field_values.field_id text NOT NULL
custom_field_values.record_id text NOT NULL
custom_field_values.position bigint NOT NULL
custom_field_values.text_value text NOT NULL
custom_field_values.alike text NOT NULL
custom_field_values.number_value double precision
custom_field_values custom_field_values_pkey PRIMARY KEY (workspace_id, field_id, record_id, "position")
CREATE INDEX custom_field_values_by_alike ON public.custom_field_values USING btree (workspace_id, field_id, alike, record_id)
CREATE INDEX custom_field_values_by_number ON public.custom_field_values USING btree (workspace_id, field_id, number_value, record_id)
CREATE INDEX custom_field_values_by_record ON public.custom_field_values USING btree (workspace_id, record_id)
CREATE INDEX custom_field_values_by_text ON public.custom_field_values USING btree (workspace_id, field_id, text_value, record_id)
CREATE UNIQUE INDEX custom_field_values_pkey ON public.custom_field_values USING btree (workspace_id, field_id, record_id, "position")
custom_fields.workspace_id text NOT NULL
custom_fields.id text NOT NULL
custom_fields.record_kind text NOT NULL
custom_fields.key text NOT NULL
custom_fields.label text NOT NULL
custom_fields.type text NOT NULL
custom_fields.is_required boolean NOT NULL DEFAULT false
custom_fields.choices text NOT NULL DEFAULT '[]'::text
custom_fields.minimum text
custom_fields.maximum text
custom_fields.pattern text NOT NULL DEFAULT ''::text
custom_fields.default_value text
custom_fields.help text NOT NULL DEFAULT ''::text
custom_fields.is_filterable boolean NOT NULL DEFAULT false
custom_fields.search_body text NOT NULL
custom_fields.created_at text NOT NULL
custom_fields.updated_at text NOT NULL
custom_fields.created_by text
custom_fields.updated_by text
custom_fields.version bigint NOT NULL
custom_fields custom_fields_key_length CHECK (((length(key) >= 1) AND (length(key) <= 50)))
custom_fields custom_fields_label_length CHECK (((length(label) >= 1) AND (length(label) <= 100)))
custom_fields custom_fields_pkey PRIMARY KEY (workspace_id, id)
custom_fields custom_fields_record_kind_known CHECK ((record_kind = ANY (ARRAY['contact'::text, 'organization'::text, 'address'::text])))
custom_fields custom_fields_type_known CHECK ((type = ANY (ARRAY['text'::text, 'integer'::text, 'number'::text, 'boolean'::text, 'date'::text, 'datetime'::text, 'choice'::text, 'choices'::text, 'url'::text, 'email'::text])))
custom_fields custom_fields_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
CREATE UNIQUE INDEX custom_fields_key_unique ON public.custom_fields USING btree (workspace_id, record_kind, key)
CREATE UNIQUE INDEX custom_fields_pkey ON public.custom_fields USING btree (workspace_id, id)
idempotency_keys.workspace_id text NOT NULL
idempotency_keys.user_id text NOT NULL
idempotency_keys.route text NOT NULL
idempotency_keys.key text NOT NULL
idempotency_keys.body_hash text NOT NULL
idempotency_keys.status bigint NOT NULL
idempotency_keys.headers text NOT NULL
idempotency_keys.body text NOT NULL
idempotency_keys.created_at text NOT NULL
idempotency_keys idempotency_keys_key_length CHECK (((length(key) >= 1) AND (length(key) <= 255)))
idempotency_keys idempotency_keys_pkey PRIMARY KEY (workspace_id, user_id, route, key)
idempotency_keys idempotency_keys_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
CREATE INDEX idempotency_keys_by_created ON public.idempotency_keys USING btree (workspace_id, created_at)
CREATE UNIQUE INDEX idempotency_keys_pkey ON public.idempotency_keys USING btree (workspace_id, user_id, route, key)
memberships.workspace_id text NOT NULL
memberships.user_id text NOT NULL
memberships.role_id text NOT NULL
memberships.created_at text NOT NULL
memberships memberships_pkey PRIMARY KEY (workspace_id, user_id)
memberships memberships_role FOREIGN KEY (workspace_id, role_id) REFERENCES roles(workspace_id, id)
memberships memberships_user FOREIGN KEY (user_id) REFERENCES users(id)
CREATE INDEX memberships_by_role ON public.memberships USING btree (workspace_id, role_id)
CREATE INDEX memberships_by_user ON public.memberships USING btree (user_id)
CREATE UNIQUE INDEX memberships_pkey ON public.memberships USING btree (workspace_id, user_id)
options.workspace_id text NOT NULL
options.id text NOT NULL
options.list text NOT NULL
options.value text NOT NULL
options.label text NOT NULL
options.position bigint NOT NULL
options.is_active boolean NOT NULL DEFAULT true
options.created_at text NOT NULL
options.updated_at text NOT NULL
options.created_by text
options.updated_by text
options.version bigint NOT NULL
options.value_key text NOT NULL DEFAULT ''::text
options.search_body text NOT NULL DEFAULT ''::text
options options_label_length CHECK (((length(label) >= 1) AND (length(label) <= 100)))
options options_list_known CHECK ((list = ANY (ARRAY['contact_type'::text, 'source'::text, 'email_type'::text, 'phone_type'::text, 'address_type'::text])))
options options_pkey PRIMARY KEY (workspace_id, id)
options options_value_length CHECK (((length(value) >= 1) AND (length(value) <= 50)))
options options_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
CREATE UNIQUE INDEX options_pkey ON public.options USING btree (workspace_id, id)
CREATE UNIQUE INDEX options_value_key_unique ON public.options USING btree (workspace_id, list, value_key)
organization_external_ids.workspace_id text NOT NULL
organization_external_ids.organization_id text NOT NULL
organization_external_ids.system text NOT NULL
organization_external_ids.external_id text NOT NULL
organization_external_ids organization_external_ids_id_length CHECK (((length(external_id) >= 1) AND (length(external_id) <= 255)))
organization_external_ids organization_external_ids_organization FOREIGN KEY (workspace_id, organization_id) REFERENCES organizations(workspace_id, id)
organization_external_ids organization_external_ids_pkey PRIMARY KEY (workspace_id, organization_id, system)
organization_external_ids organization_external_ids_system_length CHECK (((length(system) >= 1) AND (length(system) <= 255)))
CREATE UNIQUE INDEX organization_external_ids_pkey ON public.organization_external_ids USING btree (workspace_id, organization_id, system)
CREATE UNIQUE INDEX organization_external_ids_unique ON public.organization_external_ids USING btree (workspace_id, system, external_id)
organization_records.workspace_id text NOT NULL
organization_records.organization_id text NOT NULL
organization_records.format bigint NOT NULL
organization_records.version bigint NOT NULL
organization_records.record text NOT NULL
organization_records organization_records_organization FOREIGN KEY (workspace_id, organization_id) REFERENCES organizations(workspace_id, id)
organization_records organization_records_pkey PRIMARY KEY (workspace_id, organization_id)
CREATE UNIQUE INDEX organization_records_pkey ON public.organization_records USING btree (workspace_id, organization_id)
organization_tags.workspace_id text NOT NULL
organization_tags.organization_id text NOT NULL
organization_tags.tag_id text NOT NULL
organization_tags organization_tags_organization FOREIGN KEY (workspace_id, organization_id) REFERENCES organizations(workspace_id, id)
organization_tags organization_tags_pkey PRIMARY KEY (workspace_id, organization_id, tag_id)
organization_tags organization_tags_tag FOREIGN KEY (workspace_id, tag_id) REFERENCES tags(workspace_id, id)
CREATE INDEX organization_tags_by_tag ON public.organization_tags USING btree (workspace_id, tag_id, organization_id)
CREATE UNIQUE INDEX organization_tags_pkey ON public.organization_tags USING btree (workspace_id, organization_id, tag_id)
organization_trees.workspace_id text NOT NULL
organization_trees.moves bigint NOT NULL DEFAULT 0
organization_trees organization_trees_pkey PRIMARY KEY (workspace_id)
organization_trees organization_trees_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
CREATE UNIQUE INDEX organization_trees_pkey ON public.organization_trees USING btree (workspace_id)
organization_types.workspace_id text NOT NULL
organization_types.id text NOT NULL
organization_types.name text NOT NULL
organization_types.name_key text NOT NULL
organization_types.sort_key bytea NOT NULL
organization_types.description text NOT NULL DEFAULT ''::text
organization_types.search_body text NOT NULL
organization_types.created_at text NOT NULL
organization_types.updated_at text NOT NULL
organization_types.created_by text
organization_types.updated_by text
organization_types.version bigint NOT NULL
organization_types organization_types_description_length CHECK ((length(description) <= 100000))
organization_types organization_types_name_length CHECK (((length(name) >= 1) AND (length(name) <= 100)))
organization_types organization_types_pkey PRIMARY KEY (workspace_id, id)
organization_types organization_types_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
CREATE UNIQUE INDEX organization_types_name_unique ON public.organization_types USING btree (workspace_id, name_key)
CREATE UNIQUE INDEX organization_types_pkey ON public.organization_types USING btree (workspace_id, id)
organizations.workspace_id text NOT NULL
organizations.id text NOT NULL
organizations.name text NOT NULL
organizations.name_key text NOT NULL
organizations.sort_key bytea NOT NULL
organizations.name_alike text NOT NULL
organizations.legal_name text NOT NULL DEFAULT ''::text
organizations.code text NOT NULL
organizations.code_key text NOT NULL
organizations.code_sort_key bytea NOT NULL
organizations.organization_type_id text NOT NULL
organizations.status text NOT NULL DEFAULT 'active'::text
organizations.parent_id text
organizations.effective_date text
organizations.end_date text
organizations.website text NOT NULL DEFAULT ''::text
organizations.tax_id text NOT NULL DEFAULT ''::text
organizations.primary_contact_id text
organizations.primary_address_id text
organizations.currency text
organizations.timezone text
organizations.language text
organizations.metadata text NOT NULL DEFAULT '{}'::text
organizations.custom_fields text NOT NULL DEFAULT '{}'::text
organizations.search_body text NOT NULL
organizations.created_at text NOT NULL
organizations.updated_at text NOT NULL
organizations.created_by text
organizations.updated_by text
organizations.version bigint NOT NULL
organizations organizations_code_length CHECK (((length(code) >= 1) AND (length(code) <= 50)))
organizations organizations_currency_length CHECK ((length(currency) = 3))
organizations organizations_dates_in_order CHECK ((end_date >= effective_date))
organizations organizations_legal_name_length CHECK ((length(legal_name) <= 255))
organizations organizations_name_length CHECK (((length(name) >= 1) AND (length(name) <= 255)))
organizations organizations_not_own_parent CHECK ((parent_id <> id))
organizations organizations_parent FOREIGN KEY (workspace_id, parent_id) REFERENCES organizations(workspace_id, id)
organizations organizations_pkey PRIMARY KEY (workspace_id, id)
organizations organizations_primary_address FOREIGN KEY (workspace_id, primary_address_id) REFERENCES addresses(workspace_id, id)
organizations organizations_primary_contact FOREIGN KEY (workspace_id, primary_contact_id) REFERENCES contacts(workspace_id, id)
organizations organizations_status_known CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text, 'archived'::text])))
organizations organizations_tax_id_length CHECK ((length(tax_id) <= 50))
organizations organizations_type FOREIGN KEY (workspace_id, organization_type_id) REFERENCES organization_types(workspace_id, id)
organizations organizations_website_length CHECK ((length(website) <= 500))
CREATE INDEX organizations_by_code ON public.organizations USING btree (workspace_id, code_sort_key, id)
CREATE INDEX organizations_by_created ON public.organizations USING btree (workspace_id, created_at, id)
CREATE INDEX organizations_by_name ON public.organizations USING btree (workspace_id, sort_key, id)
CREATE INDEX organizations_by_parent ON public.organizations USING btree (workspace_id, parent_id, sort_key, id)
CREATE INDEX organizations_by_primary_address ON public.organizations USING btree (workspace_id, primary_address_id)
CREATE INDEX organizations_by_primary_contact ON public.organizations USING btree (workspace_id, primary_contact_id)
CREATE INDEX organizations_by_status ON public.organizations USING btree (workspace_id, status, id)
CREATE INDEX organizations_by_type ON public.organizations USING btree (workspace_id, organization_type_id)
CREATE INDEX organizations_by_updated ON public.organizations USING btree (workspace_id, updated_at, id)
CREATE UNIQUE INDEX organizations_code_unique ON public.organizations USING btree (workspace_id, code_key)
CREATE UNIQUE INDEX organizations_pkey ON public.organizations USING btree (workspace_id, id)
CREATE UNIQUE INDEX organizations_sibling_name_unique ON public.organizations USING btree (workspace_id, COALESCE(parent_id, '00000000-0000-0000-0000-000000000000'::text), name_key)
pending_refreshes.workspace_id text NOT NULL
pending_refreshes.record_id text NOT NULL
pending_refreshes.cause bigint NOT NULL
pending_refreshes.user_id text
pending_refreshes.via text NOT NULL
pending_refreshes.via_name text NOT NULL
pending_refreshes.request_id text NOT NULL
pending_refreshes.kind text NOT NULL DEFAULT 'contact'::text
pending_refreshes pending_refreshes_pkey PRIMARY KEY (workspace_id, record_id, cause)
pending_refreshes pending_refreshes_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
CREATE UNIQUE INDEX pending_refreshes_pkey ON public.pending_refreshes USING btree (workspace_id, record_id, cause)
refresh_walks.workspace_id text NOT NULL
refresh_walks.cause bigint NOT NULL
refresh_walks.selection text NOT NULL
refresh_walks.kind text NOT NULL
refresh_walks.subject text NOT NULL
refresh_walks.position text NOT NULL DEFAULT ''::text
refresh_walks.user_id text
refresh_walks.via text NOT NULL
refresh_walks.via_name text NOT NULL
refresh_walks.request_id text NOT NULL
refresh_walks.detail text NOT NULL DEFAULT ''::text
refresh_walks refresh_walks_pkey PRIMARY KEY (workspace_id, cause, selection)
refresh_walks refresh_walks_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
CREATE UNIQUE INDEX refresh_walks_pkey ON public.refresh_walks USING btree (workspace_id, cause, selection)
roles.workspace_id text NOT NULL
roles.id text NOT NULL
roles.name text NOT NULL
roles.name_key text NOT NULL
roles.permissions text NOT NULL
roles.created_at text NOT NULL
roles.updated_at text NOT NULL
roles.created_by text
roles.updated_by text
roles.version bigint NOT NULL
roles roles_name_length CHECK (((length(name) >= 1) AND (length(name) <= 100)))
roles roles_pkey PRIMARY KEY (workspace_id, id)
roles roles_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
CREATE UNIQUE INDEX roles_name_unique ON public.roles USING btree (workspace_id, name_key)
CREATE UNIQUE INDEX roles_pkey ON public.roles USING btree (workspace_id, id)
saved_views.workspace_id text NOT NULL
saved_views.id text NOT NULL
saved_views.list text NOT NULL
saved_views.name text NOT NULL
saved_views.name_key text NOT NULL
saved_views.sort_key bytea NOT NULL
saved_views.query text NOT NULL
saved_views.columns text NOT NULL
saved_views.is_shared boolean NOT NULL
saved_views.owner_id text NOT NULL
saved_views.created_at text NOT NULL
saved_views.updated_at text NOT NULL
saved_views.created_by text
saved_views.updated_by text
saved_views.version bigint NOT NULL
saved_views saved_views_list_known CHECK ((list = ANY (ARRAY['contacts'::text, 'organizations'::text])))
saved_views saved_views_name_length CHECK (((length(name) >= 1) AND (length(name) <= 100)))
saved_views saved_views_owner FOREIGN KEY (owner_id) REFERENCES users(id)
saved_views saved_views_pkey PRIMARY KEY (workspace_id, id)
saved_views saved_views_query_length CHECK ((length(query) <= 8000))
saved_views saved_views_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
CREATE INDEX saved_views_by_name ON public.saved_views USING btree (workspace_id, list, sort_key, id)
CREATE UNIQUE INDEX saved_views_name_unique ON public.saved_views USING btree (workspace_id, owner_id, list, name_key)
CREATE UNIQUE INDEX saved_views_pkey ON public.saved_views USING btree (workspace_id, id)
sessions.id text NOT NULL
sessions.user_id text NOT NULL
sessions.secret_hash text NOT NULL
sessions.created_at text NOT NULL
sessions.used_at text NOT NULL
sessions.expires_at text NOT NULL
sessions.kind text NOT NULL DEFAULT 'token'::text
sessions.remember boolean NOT NULL DEFAULT false
sessions.device text NOT NULL DEFAULT ''::text
sessions.network text NOT NULL DEFAULT ''::text
sessions sessions_device_length CHECK ((length(device) <= 100))
sessions sessions_kind CHECK ((kind = ANY (ARRAY['token'::text, 'browser'::text])))
sessions sessions_network_length CHECK ((length(network) <= 100))
sessions sessions_pkey PRIMARY KEY (id)
sessions sessions_user FOREIGN KEY (user_id) REFERENCES users(id)
CREATE INDEX sessions_by_user ON public.sessions USING btree (user_id, created_at)
CREATE UNIQUE INDEX sessions_pkey ON public.sessions USING btree (id)
CREATE UNIQUE INDEX sessions_secret_unique ON public.sessions USING btree (secret_hash)
sign_in_attempts.name_hash text NOT NULL
sign_in_attempts.user_id text
sign_in_attempts.failures bigint NOT NULL
sign_in_attempts.of_day bigint NOT NULL
sign_in_attempts.day_at text NOT NULL
sign_in_attempts.last_at text NOT NULL
sign_in_attempts sign_in_attempts_pkey PRIMARY KEY (name_hash)
sign_in_attempts sign_in_attempts_user FOREIGN KEY (user_id) REFERENCES users(id)
CREATE INDEX sign_in_attempts_by_last ON public.sign_in_attempts USING btree (last_at)
CREATE UNIQUE INDEX sign_in_attempts_pkey ON public.sign_in_attempts USING btree (name_hash)
signing_keys.id text NOT NULL
signing_keys.secret text NOT NULL
signing_keys.created_at text NOT NULL
signing_keys signing_keys_pkey PRIMARY KEY (id)
signing_keys signing_keys_secret_length CHECK ((length(secret) = 64))
CREATE UNIQUE INDEX signing_keys_pkey ON public.signing_keys USING btree (id)
tags.workspace_id text NOT NULL
tags.id text NOT NULL
tags.name text NOT NULL
tags.name_key text NOT NULL
tags.sort_key bytea NOT NULL
tags.name_alike text NOT NULL
tags.slug text NOT NULL
tags.search_body text NOT NULL
tags.created_at text NOT NULL
tags.updated_at text NOT NULL
tags.created_by text
tags.updated_by text
tags.version bigint NOT NULL
tags tags_name_length CHECK (((length(name) >= 1) AND (length(name) <= 100)))
tags tags_pkey PRIMARY KEY (workspace_id, id)
tags tags_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
CREATE INDEX tags_by_name ON public.tags USING btree (workspace_id, sort_key, id)
CREATE UNIQUE INDEX tags_name_unique ON public.tags USING btree (workspace_id, name_key)
CREATE UNIQUE INDEX tags_pkey ON public.tags USING btree (workspace_id, id)
users.id text NOT NULL
users.username text NOT NULL
users.username_key text NOT NULL
users.email text NOT NULL DEFAULT ''::text
users.password_hash text NOT NULL DEFAULT ''::text
users.is_superuser boolean NOT NULL DEFAULT false
users.is_active boolean NOT NULL DEFAULT true
users.is_service boolean NOT NULL DEFAULT false
users.created_at text NOT NULL
users.updated_at text NOT NULL
users.created_by text
users.updated_by text
users.version bigint NOT NULL
users users_email_length CHECK ((length(email) <= 254))
users users_pkey PRIMARY KEY (id)
users users_username_length CHECK (((length(username) >= 1) AND (length(username) <= 150)))
CREATE UNIQUE INDEX users_pkey ON public.users USING btree (id)
CREATE UNIQUE INDEX users_username_unique ON public.users USING btree (username_key)
workspace_counters.workspace_id text NOT NULL
workspace_counters.change_number bigint NOT NULL DEFAULT 0
workspace_counters.contacts bigint NOT NULL DEFAULT 0
workspace_counters.organizations bigint NOT NULL DEFAULT 0
workspace_counters.addresses bigint NOT NULL DEFAULT 0
workspace_counters.rules bigint NOT NULL DEFAULT 0
workspace_counters workspace_counters_pkey PRIMARY KEY (workspace_id)
workspace_counters workspace_counters_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces(id)
CREATE UNIQUE INDEX workspace_counters_pkey ON public.workspace_counters USING btree (workspace_id)
workspaces.id text NOT NULL
workspaces.slug text NOT NULL
workspaces.name text NOT NULL
workspaces.default_region text NOT NULL DEFAULT ''::text
workspaces.strict_custom_fields boolean NOT NULL DEFAULT false
workspaces.created_at text NOT NULL
workspaces.updated_at text NOT NULL
workspaces.created_by text
workspaces.updated_by text
workspaces.version bigint NOT NULL
workspaces workspaces_default_region_length CHECK ((length(default_region) = ANY (ARRAY[0, 2])))
workspaces workspaces_name_length CHECK (((length(name) >= 1) AND (length(name) <= 255)))
workspaces workspaces_pkey PRIMARY KEY (id)
workspaces workspaces_slug_length CHECK (((length(slug) >= 1) AND (length(slug) <= 63)))
CREATE UNIQUE INDEX workspaces_pkey ON public.workspaces USING btree (id)
CREATE UNIQUE INDEX workspaces_slug_unique ON public.workspaces USING btree (slug)
