package admin

import (
	"context"
	"net/http"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

func (a *Admin) apiKeyRoutes() []route {
	const may = auth.ManageWorkspace
	return []route{
		{method: http.MethodGet, path: "/api-keys", permission: may, handle: a.listAPIKeys},
		{method: http.MethodGet, path: "/api-keys/new", permission: may, handle: a.newAPIKey},
		{method: http.MethodPost, path: "/api-keys/new", permission: may, handle: a.createAPIKey},
		{method: http.MethodGet, path: "/api-keys/{id}", permission: may, handle: a.showAPIKey},
		{method: http.MethodPost, path: "/api-keys/{id}", permission: may, handle: a.updateAPIKey},
		{method: http.MethodPost, path: "/api-keys/{id}/revoke", permission: may, handle: a.revokeAPIKey},
	}
}

func (a *Admin) listAPIKeys(v *visit) error {
	t := table[auth.Key]{
		name: "api-keys", title: "API keys", spec: auth.KeyListSpec(),
		fetch: func(ctx context.Context, q *listing.Query) (listing.Page[auth.Key], error) {
			return auth.Keys(ctx, a.DB, v.workspaceID(), q)
		},
		id:   func(k *auth.Key) string { return k.ID },
		link: func(k *auth.Key) string { return "/api-keys/" + k.ID },
		columns: []column[auth.Key]{
			{name: "name", title: "Name", ordering: "name", cell: func(k *auth.Key) cell { return nameCell(k.Name) }},
			{name: "role", title: "Role", cell: func(k *auth.Key) cell { return badgeCell(k.Role) }},
			{name: "username", title: "Acts as", cell: func(k *auth.Key) cell { return nameCell(k.Username) }},
			{name: "expires_at", title: "Expires", cell: func(k *auth.Key) cell { return timeCell(k.ExpiresAt) }},
			{name: "revoked_at", title: "Revoked", cell: func(k *auth.Key) cell { return timeCell(k.RevokedAt) }},
			{name: "created_at", title: "Created", ordering: "created_at", cell: func(k *auth.Key) cell { return timeCell(k.CreatedAt) }},
		},
		empty: "Another program can read and write with an API key, within the permissions of its role.",
		add:   "/api-keys/new", adds: auth.ManageWorkspace,
	}
	return t.show(v)
}

// keyPage is what the template api-key shows.
type keyPage struct {
	Form   *form
	Key    *auth.Key // nil for a new one
	Secret string    // the key itself, shown once
	Roles  []choice
}

func (v *visit) keyAnswer(f *form, k *auth.Key, secret string) (answer, error) {
	roles, err := v.roleOptions()
	title := v.t("New API key")
	if k != nil {
		title = k.Name
	}
	return answer{name: "api-key", title: title, active: "api-keys", data: keyPage{f, k, secret, roles}}, err
}

func (v *visit) showKeyForm(f *form, k *auth.Key, secret string) error {
	shown, err := v.keyAnswer(f, k, secret)
	if err != nil {
		return err
	}
	return v.show(shown)
}

func (v *visit) refuseKey(f *form, k *auth.Key, refused error) error {
	shown, err := v.keyAnswer(f, k, "")
	if err != nil {
		return err
	}
	return v.showRefused(f, refused, shown)
}

func (a *Admin) newAPIKey(v *visit) error {
	return v.showKeyForm(newForm("expires_at", v.admin.DB.Now().AddDate(1, 0, 0).Format(time.DateOnly)), nil, "")
}

// createAPIKey answers with the key itself, which nobody can have again: there is
// no page to go on to that could show it, and none to go back to.
func (a *Admin) createAPIKey(v *visit) error {
	f, p := v.typed(), v.keyPatch()
	in := auth.NewKey{
		Name: p.Name.Value, Role: p.Role.Value, Username: p.User.Value, ExpiresAt: p.ExpiresAt.Value,
		Forever: p.ExpiresAt.Value.IsZero(), By: v.principal, Faults: p.Faults,
	}
	if in.Role == "" {
		in.Faults.Add("/role", "required", "The role of the API key is required.")
	}
	k, secret, err := a.Keys.CreateKey(v.Context(), v.workspaceID(), v.actor(), in)
	if err != nil {
		return v.refuseKey(f, nil, err)
	}
	return v.showKeyForm(keyForm(k), k, secret)
}

func (v *visit) apiKey() (*auth.Key, error) {
	id, err := v.id(auth.ErrNoKey)
	if err != nil {
		return nil, err
	}
	return auth.GetKey(v.Context(), v.admin.DB, v.workspaceID(), id)
}

func keyForm(k *auth.Key) *form {
	expires := ""
	if !k.ExpiresAt.IsZero() {
		expires = k.ExpiresAt.UTC().Format(time.DateOnly)
	}
	return newForm("name", k.Name, "role", k.Role, "expires_at", expires)
}

func (a *Admin) showAPIKey(v *visit) error {
	k, err := v.apiKey()
	if err != nil {
		return err
	}
	return v.showKeyForm(keyForm(k), k, "")
}

func (a *Admin) updateAPIKey(v *visit) error {
	k, err := v.apiKey()
	if err != nil {
		return err
	}
	f, p := v.typed(), v.keyPatch()
	if shown := keyForm(k).Value("expires_at"); shown == f.Value("expires_at") {
		p.ExpiresAt = record.Opt[database.Time]{} // the day was left as it was, and so is the hour
	}
	if _, err := a.Keys.UpdateKey(v.Context(), v.workspaceID(), v.actor(), k.ID, p, v.unchanged()); err != nil {
		return v.refuseKey(f, k, err)
	}
	return v.doneTo(v.Path("/api-keys/"+k.ID), saved, changelog.APIKey, k.ID)
}

func (a *Admin) revokeAPIKey(v *visit) error {
	k, err := v.apiKey()
	if err != nil {
		return err
	}
	if err := a.Keys.RevokeKey(v.Context(), v.workspaceID(), v.actor(), k.ID, v.unchanged()); err != nil {
		return err
	}
	return v.doneTo(v.Path("/api-keys"), revoked, changelog.APIKey, k.ID)
}

// keyPatch reads the form of a key. It expires at the end of a day, in UTC, and
// never where none is given.
func (v *visit) keyPatch() *auth.KeyPatch {
	f, p := v.typed(), &auth.KeyPatch{By: v.principal}
	f.text("name", &p.Name)
	f.text("role", &p.Role)
	f.text("user", &p.User)
	given := f.Value("expires_at")
	if !f.values.Has("expires_at") {
		return p
	}
	p.ExpiresAt.Given = true
	if given == "" {
		return p
	}
	day, err := time.Parse(time.DateOnly, given)
	if err != nil {
		p.Faults = append(p.Faults, problem.Field{
			Pointer: "/expires_at", Code: "invalid_value", Detail: "Enter a date such as 2030-01-31.",
		})
		return p
	}
	p.ExpiresAt = record.Some(database.At(day.AddDate(0, 0, 1).Add(-time.Millisecond)))
	return p
}
