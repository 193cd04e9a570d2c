-- +goose Up
-- SQLite has had this key since contacts.sqlite.sql.
ALTER TABLE contacts ADD CONSTRAINT contacts_linked_organization
    FOREIGN KEY (workspace_id, linked_organization_id) REFERENCES organizations (workspace_id, id);

-- +goose Down
ALTER TABLE contacts DROP CONSTRAINT contacts_linked_organization;
