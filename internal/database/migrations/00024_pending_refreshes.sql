-- +goose Up
-- Contacts whose record is to be rendered anew because something that they show
-- changed (a tag, an address, an organization) in more of them than one
-- transaction should touch. Worked off in batches; cause: that change's number.
CREATE TABLE pending_refreshes (
    workspace_id TEXT NOT NULL,
    contact_id   TEXT NOT NULL,
    cause        BIGINT NOT NULL,
    user_id      TEXT,
    via          TEXT NOT NULL,
    via_name     TEXT NOT NULL,
    request_id   TEXT NOT NULL,
    CONSTRAINT pending_refreshes_pkey PRIMARY KEY (workspace_id, contact_id, cause),
    CONSTRAINT pending_refreshes_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
);

-- +goose Down
DROP TABLE pending_refreshes;
