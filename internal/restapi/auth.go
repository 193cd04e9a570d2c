package restapi

import (
	"context"
	"net/http"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

const (
	maxUsername = 150 // code points
	maxPassword = 128
)

// signIn answers user name and password with tokens.
func (a *API) signIn(ctx context.Context, r *request) (*response, error) {
	var in auth.Credentials
	err := r.credentials(func(o *object) { readCredentials(o, &in) })
	if err != nil {
		return nil, err
	}
	if network := httpserver.Network(ctx); network.IsValid() {
		in.Network = network.String()
	}
	tokens, p, err := a.Keys.SignIn(ctx, in)
	if err != nil {
		return nil, err
	}
	httpserver.WithPrincipal(ctx, p) // for the log
	return tokensResponse(tokens), nil
}

// refresh answers a refresh token with new tokens.
func (a *API) refresh(ctx context.Context, r *request) (*response, error) {
	var token string
	if err := r.credentials(func(o *object) { readRefresh(o, &token) }); err != nil {
		return nil, err
	}
	tokens, err := a.Keys.Refresh(ctx, token)
	if err != nil {
		return nil, err
	}
	return tokensResponse(tokens), nil
}

// credentials reads a body of which every field must be there.
func (r *request) credentials(read func(o *object)) error {
	var faults problem.Fields
	return r.object(func(body []byte) error {
		o, err := readObject(body, &faults)
		if err != nil {
			return err
		}
		read(o)
		o.done()
		return faults.Err()
	})
}

func readCredentials(o *object, in *auth.Credentials) {
	o.require("username", "password")
	var username, password record.Opt[string]
	o.choice("username", &username)
	o.choice("password", &password)
	_, fault := text.Clean(username.Value, maxUsername)
	o.faults.Fault("/username", fault)
	if utf8.RuneCountInString(norm.NFC.String(password.Value)) > maxPassword {
		o.faults.Add("/password", "too_long", "The password must have at most 128 characters.")
	}
	in.Username, in.Password = username.Value, password.Value
}

func readRefresh(o *object, token *string) {
	o.require("refresh")
	var refresh record.Opt[string]
	o.choice("refresh", &refresh)
	*token = refresh.Value
}

func tokensResponse(t *auth.Tokens) *response {
	var o record.Object
	o.Text("access", t.Access)
	o.Text("refresh", t.Refresh)
	return &response{status: http.StatusOK, body: o.JSON()}
}

// me answers who the caller is and where they may do what. It needs no
// permission and no workspace: it is how one learns which there are.
func (a *API) me(ctx context.Context, r *request) (*response, error) {
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	p, err := httpserver.Authenticate(r.Request, a.Keys)
	if err != nil {
		return nil, err
	}
	u, err := a.Keys.User(ctx, p.WorkspaceID, p.UserID, nil)
	if err != nil {
		return nil, err
	}
	places, err := a.Keys.MembershipsOf(ctx, p)
	if err != nil {
		return nil, err
	}
	var o record.Object
	o.Text("via", string(via(p)))
	o.TextOrNull("key", p.KeyName)
	o.TextOrNull("workspace", p.Workspace)
	o.Raw("user", u.JSON())
	o.List("workspaces", len(places), func(i int) []byte { return places[i].JSON() })
	return &response{status: http.StatusOK, body: o.JSON()}, nil
}

// via is the door by which somebody comes in.
func via(p *auth.Principal) changelog.Via {
	if p.SessionID != "" {
		return changelog.ViaSession
	}
	return changelog.ViaKey
}
