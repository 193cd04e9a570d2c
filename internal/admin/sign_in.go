package admin

import (
	"errors"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/problem"
)

const signInPath = Base + "/sign-in"

// signInBody bounds what the sign-in page posts, in bytes: beside the password it
// can have all of a form in it that could not be saved.
const signInBody = recordBody + 1<<20

func (a *Admin) signInRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/sign-in", handle: a.showSignIn, open: true},
		{method: http.MethodPost, path: "/sign-in", handle: a.signIn, open: true, body: signInBody},
		{method: http.MethodPost, path: "/sign-out", handle: a.signOut, open: true},
	}
}

// signInPage is what the template sign_in shows.
type signInPage struct {
	Form    *form
	Problem string // why the last attempt failed, "" for none
	Kept    *kept  // what was posted after the session had ended, nil for nothing
}

func (v *visit) signInAnswer(status int, p signInPage) answer {
	return answer{name: "sign_in", title: v.t("Sign in"), status: status, data: p}
}

func (a *Admin) showSignIn(v *visit) error {
	next := localPath(v.URL.Query().Get("next"))
	if v.principal != nil {
		return v.redirect(orStart(next))
	}
	if next != "" && v.fromElsewhere() && !v.URL.Query().Has("again") {
		v.w.Header().Set("Refresh", "0; url="+signInPath+"?again=1&next="+url.QueryEscape(next))
	}
	return v.show(v.signInAnswer(http.StatusOK, signInPage{Form: newForm("next", next)}))
}

// fromElsewhere reports whether the browser may have followed a link of another
// site. It keeps the cookie to itself then, as it is SameSite=Strict; asked once
// more, by a page of ours, it sends it.
func (v *visit) fromElsewhere() bool {
	switch v.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return false
	}
	return true
}

// signIn begins a session, the only one that the browser has from then on.
func (a *Admin) signIn(v *visit) error {
	in := auth.Credentials{Username: v.PostForm.Get("username"), Password: v.PostForm.Get("password"), Network: v.network()}
	session, p, err := a.Keys.SignInBrowser(v.Context(), in, v.PostForm.Get("remember") != "", httpserver.Device(v.Request))
	if err != nil {
		return v.signInFailed(err)
	}
	if v.principal != nil {
		if err := a.Keys.SignOut(v.Context(), v.principal); err != nil {
			return err
		}
	}
	v.start(session, p)
	if k := keptOf(v.PostForm); k != nil {
		return v.resume(k)
	}
	return v.redirect(orStart(localPath(v.PostForm.Get("next"))))
}

// start makes the visitor somebody who has signed in.
func (v *visit) start(session *auth.BrowserSession, p *auth.Principal) {
	httpserver.SetSession(v.w, v.Request, session)
	httpserver.WithPrincipal(v.Context(), p)
	v.principal = p
}

// network is where the visitor comes from, "" for this machine.
func (v *visit) network() string {
	if network := httpserver.Network(v.Context()); network.IsValid() {
		return network.String()
	}
	return ""
}

// signInFailed shows the page again, with all but the password, or returns an
// error that is not about who signs in.
func (v *visit) signInFailed(err error) error {
	var p *problem.Error
	if !errors.As(err, &p) || p.Kind != problem.Unauthorized && p.Kind != problem.TooManyRequests {
		return err
	}
	f := newForm("username", v.PostForm.Get("username"), "remember", v.PostForm.Get("remember"), "next", localPath(v.PostForm.Get("next")))
	return v.show(v.signInAnswer(v.refusal(p), signInPage{Form: f, Problem: v.why(p), Kept: keptOf(v.PostForm)}))
}

// refusal returns the status of a password that was not taken, and says how long
// to wait for the next attempt.
func (v *visit) refusal(p *problem.Error) int {
	if p.RetryAfter > 0 {
		v.w.Header().Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	return httpserver.StatusOf(p.Kind)
}

// why is what a person reads of a password that was not taken.
func (v *visit) why(p *problem.Error) string {
	switch wait := p.RetryAfter; {
	case p.Kind != problem.TooManyRequests:
		return v.t(p.Detail)
	case wait < 90:
		return v.language.plural("Too many attempts. Try again in one second.", "Too many attempts. Try again in %s seconds.", wait)
	default:
		const minute = 60
		return v.language.plural("Too many attempts. Try again in one minute.",
			"Too many attempts. Try again in %s minutes.", (wait+minute-1)/minute)
	}
}

// signOut ends the session and leaves nothing of it in the browser.
func (a *Admin) signOut(v *visit) error {
	if v.principal != nil {
		if err := a.Keys.SignOut(v.Context(), v.principal); err != nil {
			return err
		}
	}
	return v.left()
}

// left sends away somebody whose session was ended.
func (v *visit) left() error {
	httpserver.ClearSession(v.w, v.Request)
	// Not "cookies", which would take those of neighbours in the same domain, too.
	v.w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return v.redirect(signInPath)
}

// localPath returns the address of a page of ours that somebody can be sent to
// after signing in, "" for any other text.
func localPath(text string) string {
	const most = 8000 // bytes
	if len(text) > most || strings.ContainsAny(text, "\\\r\n\t") {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || !strings.HasPrefix(u.Path, Base+"/") {
		return ""
	}
	if clean := path.Clean(u.Path); u.Path != clean && u.Path != clean+"/" {
		return ""
	}
	switch first, _ := split(u.Path); first {
	case "static", "sign-in", "sign-out", "set-up":
		return ""
	}
	return (&url.URL{Path: u.Path, RawQuery: u.RawQuery}).String()
}

// orStart is where somebody goes on who does not say where.
func orStart(next string) string {
	if next == "" {
		return Base + "/"
	}
	return next
}
