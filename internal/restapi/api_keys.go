package restapi

import (
	"context"
	"net/http"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/record"
)

func (a *API) listKeys(ctx context.Context, r *request) (*response, error) {
	fetch := func(ctx context.Context, q *listing.Query) (listing.Page[auth.Key], error) {
		return auth.Keys(ctx, a.DB, r.workspace(), q)
	}
	return list(ctx, r, auth.KeyListSpec(), fetch, (*auth.Key).JSON)
}

func (a *API) getKey(ctx context.Context, r *request) (*response, error) {
	return r.single(auth.ErrNoKey, func(id string) (*response, error) {
		k, err := auth.GetKey(ctx, a.DB, r.workspace(), id)
		if err != nil {
			return nil, err
		}
		return &response{status: http.StatusOK, body: k.JSON(), etag: etag(auth.Format, k.Version)}, nil
	})
}

// createKey answers the record with the key itself, which is shown this once. It
// takes no idempotency key, whose answer would be kept.
func (a *API) createKey(ctx context.Context, r *request) (*response, error) {
	p, err := r.keyBody()
	if err != nil {
		return nil, err
	}
	in := auth.NewKey{
		Name: p.Name.Value, Role: p.Role.Value, Username: p.User.Value, ExpiresAt: p.ExpiresAt.Value,
		Forever: p.ExpiresAt.Given && p.ExpiresAt.Value.IsZero(), By: p.By, Faults: p.Faults,
	}
	if in.Role == "" {
		in.Faults.Add("/role", "required", "The role of the API key is required.")
	}
	k, secret, err := a.Keys.CreateKey(ctx, r.workspace(), r.actor(), in)
	if err != nil {
		return nil, err
	}
	return &response{
		status: http.StatusCreated, body: k.JSONWith(secret), etag: etag(auth.Format, k.Version), location: "/api-keys/" + k.ID,
	}, nil
}

func (a *API) updateKey(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", auth.ErrNoKey)
	if err != nil {
		return nil, err
	}
	p, err := r.keyBody()
	if err != nil {
		return nil, err
	}
	k, err := a.Keys.UpdateKey(ctx, r.workspace(), r.actor(), id, p, r.precondition(auth.Format))
	if err != nil {
		return nil, err
	}
	return &response{status: http.StatusOK, body: k.JSON(), etag: etag(auth.Format, k.Version)}, nil
}

// deleteKey revokes: the record stays, so that what the key did always has a
// name.
func (a *API) deleteKey(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", auth.ErrNoKey)
	if err != nil {
		return nil, err
	}
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	err = a.Keys.RevokeKey(ctx, r.workspace(), r.actor(), id, r.precondition(auth.Format))
	return &response{status: http.StatusNoContent}, err
}

func (r *request) keyBody() (*auth.KeyPatch, error) {
	p := &auth.KeyPatch{By: r.principal}
	err := r.object(func(body []byte) error {
		o, err := readObject(body, &p.Faults)
		if err == nil {
			readKey(o, p)
		}
		return err
	})
	return p, err
}

func readKey(o *object, p *auth.KeyPatch) {
	o.choice("name", &p.Name)
	o.choice("role", &p.Role)
	o.text("user", &p.User)
	readMoment(o, "expires_at", &p.ExpiresAt)
	o.readOnly(metaFields...)
	o.readOnly("username", "revoked_at")
	o.done()
}

// readMoment reads a time; null is the zero value.
func readMoment(o *object, name string, dest *record.Opt[database.Time]) {
	var given record.Opt[string]
	o.text(name, &given)
	if !given.Given || given.Value == "" {
		dest.Given = given.Given
		return
	}
	at, err := time.Parse(time.RFC3339, given.Value)
	if err != nil || at.UTC().Year() < 1 || at.UTC().Year() > 9999 {
		o.faults.Add(o.pointer(name), "invalid_value", "The value must be a time such as 2030-01-31T12:00:00Z.")
		return
	}
	*dest = record.Some(database.At(at))
}
