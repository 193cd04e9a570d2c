-- +goose Up
CREATE TABLE memberships (
    workspace_id TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    role_id      TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    CONSTRAINT memberships_pkey PRIMARY KEY (workspace_id, user_id),
    CONSTRAINT memberships_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT memberships_role FOREIGN KEY (workspace_id, role_id) REFERENCES roles (workspace_id, id)
);
CREATE INDEX memberships_by_user ON memberships (user_id);
CREATE INDEX memberships_by_role ON memberships (workspace_id, role_id);

-- +goose Down
DROP TABLE memberships;
