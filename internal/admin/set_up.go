package admin

import (
	"net/http"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/problem"
)

// SetUpPath is where the first user is made, with ?token=…
const SetUpPath = Base + "/set-up"

func (a *Admin) setUpRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/set-up", handle: a.showSetUp, open: true},
		{method: http.MethodPost, path: "/set-up", handle: a.setUp, open: true},
	}
}

// setUpPage is what the template set_up shows.
type setUpPage struct {
	Form  *form
	Token string
}

func (v *visit) setUpAnswer(f *form, token string) answer {
	return answer{name: "set_up", title: v.t("Welcome to Liaison"), data: setUpPage{f, token}}
}

var errNotHere = problem.New(problem.Forbidden,
	"The set-up link opens only on the machine that Liaison runs on. Open it there, start Liaison with --set-up-from-anywhere, "+
		"or make the first user with `liaison user create --username NAME --email ADDRESS --superuser`.")

// maySetUp returns a Forbidden to whoever is elsewhere, and sees to it that the
// link is told to nobody.
func (v *visit) maySetUp() error {
	v.w.Header().Set("Referrer-Policy", "no-referrer")
	if !v.admin.SetUpAnywhere && !httpserver.FromThisMachine(v.Request) {
		return errNotHere
	}
	return nil
}

func (a *Admin) showSetUp(v *visit) error {
	if err := v.maySetUp(); err != nil {
		return err
	}
	token := v.URL.Query().Get("token")
	if err := a.Keys.CanSetUp(v.Context(), token); err != nil {
		return err
	}
	return v.show(v.setUpAnswer(newForm(), token))
}

// setUp makes the first user and signs them in.
func (a *Admin) setUp(v *visit) error {
	if err := v.maySetUp(); err != nil {
		return err
	}
	token, password := v.PostForm.Get("token"), v.PostForm.Get("password")
	in := auth.NewUser{Username: v.PostForm.Get("username"), Email: v.PostForm.Get("email"), Password: password}
	if password != "" && password != v.PostForm.Get("password_again") {
		in.Faults.Add("/password_again", "different", twoPasswords)
	}
	_, err := a.Keys.SetUp(v.Context(), token, in)
	if err != nil {
		f := newForm("username", in.Username, "email", in.Email)
		return v.showRefused(f, err, v.setUpAnswer(f, token))
	}
	credentials := auth.Credentials{Username: in.Username, Password: password, Network: v.network()}
	session, p, err := a.Keys.SignInBrowser(v.Context(), credentials, false, httpserver.Device(v.Request))
	if err != nil {
		return err
	}
	v.start(session, p)
	return v.redirect(Base + "/")
}

const twoPasswords = "The passwords do not match."

// sameOrigin is httpserver.SameOrigin, but for the form of the set-up page. That
// page sends no referrer, so that a browser which does not say where a form comes
// from, as by plain http, has Origin: null. The token says more than an origin.
func sameOrigin(next http.Handler) http.Handler {
	checked := httpserver.SameOrigin(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == SetUpPath && r.Header.Get("Origin") == "null" && r.Header.Get("Sec-Fetch-Site") == "" {
			next.ServeHTTP(w, r)
			return
		}
		checked.ServeHTTP(w, r)
	})
}
