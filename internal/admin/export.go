package admin

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/bulk"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/exporter"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/ruleset"
)

// exportRoutes are what is downloaded: by GET all that the query of a list finds,
// which is the address's own or packed in its parameter query; by POST what is
// selected. format is csv or ndjson; mark=1 puts a byte order mark
// before CSV, which some spreadsheets want.
func (a *Admin) exportRoutes() []route {
	var routes []route
	for _, s := range []*selected{contactsSelected(), organizationsSelected()} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			routes = append(routes, route{
				method: method, path: s.path + "/export", permission: auth.ExportData,
				handle: func(v *visit) error { return a.export(v, s) },
			})
		}
	}
	return routes
}

func (a *Admin) export(v *visit, s *selected) error {
	if !v.principal.Can(s.view) {
		return v.forbidden(s.view)
	}
	given, selection, err := v.exportAsked()
	if err != nil {
		return err
	}
	format := exporter.Format(given.Get("format"))
	if !format.Valid() {
		var faults problem.Fields
		faults.Parameter("format", listing.CodeInvalidChoice, "The format must be csv or ndjson.")
		return faults.Err()
	}
	rules, err := a.Rules.Get(v.Context(), a.DB, v.workspaceID())
	if err != nil {
		return err
	}
	queries, err := selection.Queries(func() *listing.Spec { return s.spec(rules) })
	if err != nil {
		return err
	}
	return a.download(v, s, &exporter.Job{
		Workspace: v.workspaceID(), By: v.actor(), Kind: s.kind, Queries: queries, Filter: filterOf(selection),
		Format: format, Mark: given.Get("mark") == "1", Fields: s.fields(rules),
	})
}

// filterOf is what the change log tells of a selection: the query of the list that
// shows it.
func filterOf(selection bulk.Selection) string {
	if selection.All {
		return selection.Query.Encode()
	}
	return "id=" + strings.Join(selection.IDs, ",")
}

// exportAsked reads what is to be exported, and how.
func (v *visit) exportAsked() (given url.Values, selection bulk.Selection, err error) {
	if v.Method == http.MethodPost {
		selection, err = v.selection()
		return v.PostForm, selection, err
	}
	if given, err = v.query(); err != nil {
		return nil, selection, err
	}
	query := withoutBlank(given)
	query.Del("format")
	query.Del("mark")
	if packed := query.Get("query"); packed != "" {
		query.Del("query")
		inner, err := url.ParseQuery(packed)
		if err != nil {
			return nil, selection, errQuery()
		}
		for name, values := range withoutBlank(inner) {
			query[name] = append(query[name], values...)
		}
	}
	return given, bulk.Selection{All: true, Query: query}, nil
}

// fields are the custom fields of the records.
func (s *selected) fields(rules *ruleset.Set) *customfield.Fields {
	if s.kind == changelog.Organization {
		return rules.Fields(customfield.Organization)
	}
	return rules.Fields(customfield.Contact)
}

// spec is what the list may be asked for.
func (s *selected) spec(rules *ruleset.Set) *listing.Spec {
	if s.kind == changelog.Organization {
		return organization.ListSpec(s.fields(rules))
	}
	return contact.ListSpec(s.fields(rules))
}

// download streams an export. What fails before the first byte is answered with a
// page; after that the connection is cut, so that nobody takes a part for all.
func (a *Admin) download(v *visit, s *selected, job *exporter.Job) error {
	name := fmt.Sprintf("%s-%s.%s", s.path[1:], a.DB.Now().UTC().Format(time.DateOnly), job.Format)
	to := &stream{w: v.w, control: http.NewResponseController(v.w), name: name, contentType: job.Format.ContentType()}
	if v.Method == http.MethodHead {
		to.begin()
		return nil
	}
	if a.exports.Add(1) > mostExports {
		a.exports.Add(-1)
		return &problem.Error{Kind: problem.TooManyRequests, Detail: "Too many exports are running. Try again in a minute.", RetryAfter: 60}
	}
	defer a.exports.Add(-1)
	// It may take longer than a request, and ends when nobody reads any more.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(v.Context()), longestExport)
	defer cancel()
	_, err := job.Run(ctx, a.DB, to)
	switch {
	case err == nil:
		to.begin() // of nothing
		return nil
	case !to.began:
		return err
	}
	httpserver.NoteFailure(v.Context(), err)
	panic(http.ErrAbortHandler)
}

const (
	mostExports   = 4 // at once, in this process
	longestExport = 15 * time.Minute
)

// writeTime is how long one piece of a download may take to be sent.
const writeTime = 30 * time.Second

// stream is a download whose headers are sent with its first bytes.
type stream struct {
	w                 http.ResponseWriter
	control           *http.ResponseController
	name, contentType string
	began             bool
}

func (s *stream) begin() {
	if s.began {
		return
	}
	s.began = true
	s.w.Header().Set("Content-Type", s.contentType)
	s.w.Header().Set("Content-Disposition", `attachment; filename="`+s.name+`"`)
	s.w.WriteHeader(http.StatusOK)
}

// Write implements io.Writer.
func (s *stream) Write(p []byte) (int, error) {
	s.begin()
	_ = s.control.SetWriteDeadline(time.Now().Add(writeTime)) // else the server's own holds
	return s.w.Write(p)
}
