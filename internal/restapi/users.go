package restapi

import (
	"context"
	"net/http"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/record"
)

func (a *API) listUsers(ctx context.Context, r *request) (*response, error) {
	fetch := func(ctx context.Context, q *listing.Query) (listing.Page[auth.User], error) {
		return auth.UsersOf(ctx, a.DB, r.workspace(), q)
	}
	return list(ctx, r, auth.UserListSpec(), fetch, (*auth.User).JSON)
}

func (a *API) getUser(ctx context.Context, r *request) (*response, error) {
	return r.single(auth.ErrNoUser, func(id string) (*response, error) {
		u, err := a.Keys.User(ctx, r.workspace(), id, r.principal)
		if err != nil {
			return nil, err
		}
		return &response{status: http.StatusOK, body: u.JSON(), etag: etag(auth.Format, u.Version)}, nil
	})
}

// createUser takes no idempotency key: what is kept for one is made from the
// body, which may hold a password.
func (a *API) createUser(ctx context.Context, r *request) (*response, error) {
	p, err := r.userBody()
	if err != nil {
		return nil, err
	}
	in := auth.NewUser{
		Username: p.Username.Value, Email: p.Email.Value, Superuser: p.IsSuperuser.Value, Role: p.Role.Value,
		Disabled: p.IsActive.Given && !p.IsActive.Value, Password: p.Password.Value, By: p.By, Faults: p.Faults,
	}
	if p.Password.Given && in.Password == "" {
		in.Faults.Add("/password", "too_short", "The password must have at least 12 characters; leave it out for a user who cannot sign in.")
	}
	if in.Role == "" && !r.principal.Superuser {
		in.Faults.Add("/role", "required", "The role in the workspace is required.")
	}
	u, err := a.Keys.CreateUser(ctx, r.workspace(), r.actor(), in)
	if err != nil {
		return nil, err
	}
	resp := userResponse(http.StatusCreated, u)
	resp.location = "/users/" + u.ID
	return resp, nil
}

func (a *API) updateUser(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", auth.ErrNoUser)
	if err != nil {
		return nil, err
	}
	p, err := r.userBody()
	if err != nil {
		return nil, err
	}
	u, err := a.Keys.UpdateUser(ctx, r.workspace(), r.actor(), id, p, r.precondition(auth.Format))
	if err != nil {
		return nil, err
	}
	return userResponse(http.StatusOK, u), nil
}

// deleteUser disables: users stay, so that what they did always names somebody.
func (a *API) deleteUser(ctx context.Context, r *request) (*response, error) {
	id, err := r.id("id", auth.ErrNoUser)
	if err != nil {
		return nil, err
	}
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	disable := &auth.UserPatch{IsActive: record.Some(false), By: r.principal}
	_, err = a.Keys.UpdateUser(ctx, r.workspace(), r.actor(), id, disable, r.precondition(auth.Format))
	return &response{status: http.StatusNoContent}, err
}

func userResponse(status int, u *auth.User) *response {
	return &response{status: status, body: u.JSON(), etag: etag(auth.Format, u.Version)}
}

// object reads a body whose parameters are none, as an object.
func (r *request) object(read func(body []byte) error) error {
	if err := r.noParameters(); err != nil {
		return err
	}
	body, err := r.readBody()
	if err != nil {
		return err
	}
	return read(body)
}

func (r *request) userBody() (*auth.UserPatch, error) {
	p := &auth.UserPatch{By: r.principal}
	err := r.object(func(body []byte) error {
		o, err := readObject(body, &p.Faults)
		if err == nil {
			readUser(o, p)
		}
		return err
	})
	return p, err
}

func readUser(o *object, p *auth.UserPatch) {
	o.choice("username", &p.Username)
	o.text("email", &p.Email)
	o.choice("password", &p.Password)
	o.text("role", &p.Role) // null takes the user out of the workspace
	o.boolean("is_superuser", &p.IsSuperuser)
	o.boolean("is_active", &p.IsActive)
	o.readOnly(metaFields...)
	o.readOnly("is_service")
	o.done()
}
