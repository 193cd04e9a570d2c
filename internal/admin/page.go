package admin

import (
	"bytes"
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

// view is what a template is given as its dot.
type view struct {
	*visit

	Title  string
	Active string // the entry of the navigation that the page belongs to
	Data   any
	Toast  *toast
	Places []auth.Membership // the workspaces to choose from, if several
	Menu   *view             // the page that the menu is of: this one or, on a page of no workspace, one of a workspace
}

// answer is a page: templates/pages/NAME.html, which defines "main" and the
// parts that scripts ask for by the id of the element that they replace.
type answer struct {
	name   string
	title  string
	active string
	data   any
	status int // 0 for 200
}

// Named is the title of a record: its name or, where nothing of that is visible,
// the end of its id. New records have a visible name, older ones may not.
func (v *visit) Named(name, id string) string {
	if !text.IsBlank(name) || id == "" {
		return name
	}
	return "…" + id[strings.LastIndexByte(id, '-')+1:]
}

// show answers with a page or, when a script asks for an element, with the part
// of it that is named so.
func (v *visit) show(a answer) error {
	view := &view{visit: v, Title: v.Named(a.title, v.PathValue("id")), Active: a.active, Data: a.data}
	block := "layout"
	if target := v.target(); target != "" && a.name == "problem" {
		block = "part"
	} else if target != "" && v.admin.templates.has(a.name, target) {
		block = target
	} else if err := v.surround(view); err != nil {
		return err
	}
	var body bytes.Buffer
	if err := v.admin.templates.run(&body, v.language, a.name, block, view); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", "HX-Request, HX-Target, Accept-Language, Cookie")
	v.w.WriteHeader(cmp.Or(a.status, http.StatusOK))
	_, _ = v.w.Write(body.Bytes()) // the browser is gone if this fails
	return nil
}

// surround fills in what stands around the page.
func (v *visit) surround(view *view) error {
	if v.principal == nil {
		return nil
	}
	var err error
	if view.Places, err = v.admin.Keys.MembershipsOf(v.Context(), v.principal); err != nil {
		return err
	}
	if view.Menu, err = v.menu(view); err != nil {
		return err
	}
	view.Toast, err = v.toast()
	return err
}

// fail answers with what went wrong. Who must sign in first is shown the page
// for that, and comes back.
func (v *visit) fail(err error) {
	if problem.Is(err, problem.Unauthorized) {
		v.askToSignIn()
		return
	}
	p := httpserver.AsProblem(err)
	status := httpserver.StatusOf(p.Kind)
	if status >= http.StatusInternalServerError {
		httpserver.NoteFailure(v.Context(), p)
	}
	if p.RetryAfter > 0 {
		v.w.Header().Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	shown := v.show(answer{name: "problem", title: v.t(http.StatusText(status)), status: status, data: problemPage{
		Status: status, Detail: p.Detail, Fields: p.Fields, RequestID: httpserver.RequestID(v.Context()), Target: v.target(),
	}})
	if shown != nil { // the page itself fails: say what failed first, plainly
		httpserver.WriteProblem(v.w, v.Request, errors.Join(err, shown))
	}
}

// problemPage is what went wrong, for the template problem.
type problemPage struct {
	Status    int
	Detail    string
	Fields    problem.Fields
	RequestID string
	Target    string // the id of the element that a script asked for, "" for a page
}

// redirect sends the browser on to another page, after a form did its work.
func (v *visit) redirect(to string) error {
	if v.Header.Get("HX-Request") == "true" {
		v.w.Header().Set("HX-Redirect", to)
		v.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(v.w, v.Request, to, http.StatusSeeOther)
	return nil
}

// asProblem turns what reading a form fails with into what is answered.
func asProblem(err error) error {
	if err == nil {
		return nil
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return problem.New(problem.BadInput, "The form could not be read.")
}

// detailOf is the sentence that a problem says to people, "" for other errors.
func detailOf(err error) string {
	var p *problem.Error
	if errors.As(err, &p) {
		return p.Detail
	}
	return ""
}
