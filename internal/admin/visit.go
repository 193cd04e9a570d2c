package admin

import (
	"context"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// visit is one request of a browser. Handlers get one whose principal may see
// the page; on pages that are open to all it may be nobody.
type visit struct {
	*http.Request

	admin     *Admin
	w         http.ResponseWriter
	principal *auth.Principal // nil for nobody
	slug      string          // of the workspace in the path, "" for none
	language  *locale
}

type slugKey struct{}

func withSlug(ctx context.Context, slug string) context.Context {
	return context.WithValue(ctx, slugKey{}, slug)
}

// visitor returns the visit that a request is, of nobody yet.
func (a *Admin) visitor(w http.ResponseWriter, r *http.Request) *visit {
	slug, _ := r.Context().Value(slugKey{}).(string)
	return &visit{Request: r, admin: a, w: w, slug: slug, language: a.templates.languages.of(r)}
}

// page serves a route: it finds out who comes, whether they may, and answers
// failures with a page.
func (a *Admin) page(route route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := a.visitor(w, r)
		if err := v.enter(route); err != nil {
			v.fail(err)
			return
		}
		if route.body > 0 {
			httpserver.LimitBody(w, r, route.body)
		}
		if err := v.readForm(); err != nil {
			v.fail(err)
			return
		}
		if err := route.handle(v); err != nil {
			v.fail(err)
		}
	})
}

// enter lets the visitor in, or returns why not.
func (v *visit) enter(route route) error {
	secret, ok := httpserver.SessionCookie(v.Request)
	if !ok {
		return v.nobody(route, errSignIn)
	}
	p, err := v.admin.Keys.AuthenticateCookie(v.Context(), secret, v.slug)
	if problem.Is(err, problem.Unauthorized) {
		return v.nobody(route, errSignIn)
	}
	if err != nil {
		return err
	}
	v.principal = p
	httpserver.WithPrincipal(v.Context(), p)
	if route.open || v.slug == "" {
		return nil
	}
	if p.Refusal() != nil { // not told apart from a workspace that is not there
		return problem.New(problem.NotFound, "No such workspace, or you are not a member of it.")
	}
	for _, needed := range []auth.Permission{route.permission, viewing(route.permission)} {
		if needed != "" && !p.Can(needed) {
			return v.forbidden(needed)
		}
	}
	return nil
}

// viewing is the permission to see what another permission lets one change or
// delete: a form that is refused shows the record. "" for none.
func viewing(permission auth.Permission) auth.Permission {
	for _, writes := range []string{"change_", "delete_"} {
		if kind, ok := strings.CutPrefix(string(permission), writes); ok {
			return auth.Permission("view_" + kind)
		}
	}
	if permission == auth.UndoChange {
		return auth.ViewChange
	}
	return ""
}

var errSignIn = problem.New(problem.Unauthorized, "Sign in to continue.")

func (v *visit) nobody(route route, err error) error {
	if route.open {
		return nil
	}
	return err
}

// readForm reads what a form posts; it is bounded like every body.
func (v *visit) readForm() error {
	if v.Method == http.MethodGet || v.Method == http.MethodHead {
		_, err := v.query()
		return err
	}
	if media, _, err := mime.ParseMediaType(v.Header.Get("Content-Type")); err != nil || media != "application/x-www-form-urlencoded" {
		return problem.New(problem.UnsupportedMedia, "This page accepts only form posts.")
	}
	return asProblem(v.ParseForm())
}

// query reads the parameters of the address.
func (v *visit) query() (url.Values, error) {
	values, err := url.ParseQuery(v.URL.RawQuery)
	if err != nil {
		var faults problem.Fields
		faults.Parameter("query", "invalid_query", "The address of this page is malformed.")
		return nil, faults.Err()
	}
	return values, nil
}

// Can reports whether the visitor has a permission in the workspace.
func (v *visit) Can(permission string) bool {
	return v.principal != nil && v.principal.Can(auth.Permission(permission))
}

// Path returns the address of a page of the workspace: /admin/default/contacts.
func (v *visit) Path(rest string) string { return Base + "/" + v.slug + rest }

// Here is the path of the page that is shown.
func (v *visit) Here() string {
	if v.slug == "" {
		return v.URL.Path
	}
	return v.Path(v.URL.Path)
}

// User is the name of who is signed in, "" for nobody.
func (v *visit) User() string {
	if v.principal == nil {
		return ""
	}
	return v.principal.Username
}

// Superuser reports whether the visitor may all in every workspace.
func (v *visit) Superuser() bool { return v.principal != nil && v.principal.Superuser }

// Slug is the workspace's.
func (v *visit) Slug() string { return v.slug }

// Version is the program's.
func (v *visit) Version() string { return v.admin.Version }

// workspaceID is the workspace's id.
func (v *visit) workspaceID() string { return v.principal.WorkspaceID }

// actor is who makes the changes of the visit.
func (v *visit) actor() changelog.Actor {
	return changelog.Actor{UserID: v.principal.UserID, Via: changelog.ViaSession, RequestID: httpserver.RequestID(v.Context())}
}

// write runs fn in a transaction of the workspace and returns the first of its
// changes, nil if it made none.
func (v *visit) write(fn func(tx *changelog.Tx) error) (first *changelog.Change, err error) {
	err = changelog.InTx(v.Context(), v.admin.DB, v.workspaceID(), v.actor(), func(tx *changelog.Tx) error {
		err := fn(tx)
		first = tx.First()
		return err
	})
	return first, err
}

// errStale says that somebody else changed the record since the form was shown.
var errStale = problem.New(problem.PreconditionFailed,
	"Someone else changed the record since you opened it, so nothing was saved. Your value is still here: open the record in another tab, and take over what you want to keep.")

// Opened is the version that a form is of: the one that was opened, also where the
// form is shown again because the record has another one since. So nobody saves
// over what they did not see.
func (v *visit) Opened(version int64) string {
	if opened := v.PostForm.Get("version"); opened != "" {
		return opened
	}
	return strconv.FormatInt(version, 10)
}

// unchanged returns what a store asks before it writes a record: an error if the
// record is not the one that the form was made from, by its input version.
func (v *visit) unchanged() func(version int64) error {
	shown := v.PostForm.Get("version")
	return func(version int64) error {
		if shown != "" && shown != strconv.FormatInt(version, 10) {
			return errStale
		}
		return nil
	}
}

// id is the id in the path; one that no record can have is notFound.
func (v *visit) id(notFound error) (string, error) {
	id := strings.ToLower(v.PathValue("id"))
	if !record.ValidID(id) {
		return "", notFound
	}
	return id, nil
}

// target is the id of the element that a script asks new content for, "" for a
// whole page.
func (v *visit) target() string {
	if v.Header.Get("HX-Request") != "true" {
		return ""
	}
	_, id, _ := strings.Cut(v.Header.Get("HX-Target"), "#")
	return id
}

// parse reads the parameters of a list against its spec.
func parse(spec *listing.Spec, values url.Values) (*listing.Query, error) {
	q, faults := listing.Parse(spec, values)
	return q, faults.Err()
}
