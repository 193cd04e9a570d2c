package admin

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/problem"
)

const (
	accountPath     = Base + "/account"
	ownPasswordPath = accountPath + "/password"
)

func (a *Admin) accountRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/account", handle: a.showAccount},
		{method: http.MethodPost, path: "/account/password", handle: a.changePassword},
		{method: http.MethodPost, path: "/account/sessions/{id}/end", handle: a.endSession},
		{method: http.MethodPost, path: "/account/sessions/end-others", handle: a.endOtherSessions},
	}
}

// accountPage is what the template account shows.
type accountPage struct {
	Form     *form // for the password
	Problem  string
	Done     string // what was just done, "" for nothing
	Sessions []accountSession
	Others   bool // whether there is a session beside this one
}

// accountSession is a session in the list.
type accountSession struct {
	auth.Session

	Own  bool // the one by which the page is seen
	What string
}

// whatWasDone is what the page tells after each of its forms did its work.
var whatWasDone = map[string]string{
	"password": "The password was changed; all other sessions have ended.",
	"session":  "The session has ended.",
	"others":   "All other sessions have ended.",
}

func (a *Admin) showAccount(v *visit) error {
	return v.account(http.StatusOK, accountPage{Form: newForm(), Done: whatWasDone[v.URL.Query().Get("did")]})
}

// account shows the page with what is said of the last form.
func (v *visit) account(status int, p accountPage) error {
	list, err := v.admin.Keys.Sessions(v.Context(), v.principal.UserID)
	if err != nil {
		return err
	}
	for _, s := range list {
		shown := accountSession{Session: s, Own: s.ID == v.principal.SessionID, What: cmp.Or(s.Device, v.t("Another browser"))}
		if s.Kind == auth.KindToken {
			shown.What = v.t("A program using access tokens")
		}
		shown.Network = strings.TrimSuffix(s.Network, "/32") // one address
		p.Sessions = append(p.Sessions, shown)
		p.Others = p.Others || !shown.Own
	}
	return v.show(answer{name: "account", title: v.t("Your account"), active: "account", status: status, data: p})
}

// changePassword gives the visitor a new password; this browser goes on with a
// new session, and all others end.
func (a *Admin) changePassword(v *visit) error {
	current, next := v.PostForm.Get("current_password"), v.PostForm.Get("new_password")
	f := newForm() // no password is shown again
	if next != v.PostForm.Get("new_password_again") {
		f.faults.Add("/new_password_again", "different", twoPasswords)
		return v.account(http.StatusUnprocessableEntity, accountPage{Form: f})
	}
	session, err := a.Keys.ChangeOwnPassword(v.Context(), v.principal, current, next, v.actor())
	var p *problem.Error
	switch {
	case errors.As(err, &p) && p.Kind == problem.TooManyRequests:
		return v.account(v.refusal(p), accountPage{Form: f, Problem: v.why(p)})
	case err != nil && f.refuse(err):
		return v.account(http.StatusUnprocessableEntity, accountPage{Form: f})
	case err != nil:
		return err
	}
	v.start(session, v.principal)
	return v.did("password")
}

// endSession ends one of the visitor's sessions, which may be this one.
func (a *Admin) endSession(v *visit) error {
	id, err := v.id(auth.ErrNoSession)
	if err != nil {
		return err
	}
	if err := a.Keys.EndSession(v.Context(), v.principal.UserID, id); err != nil {
		return err
	}
	if id == v.principal.SessionID {
		return v.left()
	}
	return v.did("session")
}

func (a *Admin) endOtherSessions(v *visit) error {
	if err := a.Keys.EndOtherSessions(v.Context(), v.principal); err != nil {
		return err
	}
	return v.did("others")
}

func (v *visit) did(what string) error {
	return v.redirect(withParameter(v.keepMenu(accountPath), "did", what))
}
