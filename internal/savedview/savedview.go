// Package savedview owns the ways to look at a list that people keep: the
// filters, the search, the ordering and the columns of a list under a name, for
// themselves or for all of the workspace. What the query of a list may say, and
// who may see the list, is the business of the lists and the doors.
//
// A view is logged like any other record. A private one is nobody else's
// business, and the change log is read by many: of it the log says only that it
// was made, changed or deleted, not its name, query or columns.
package savedview

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// The lists that views are of.
const (
	Contacts      = "contacts"
	Organizations = "organizations"
)

// Lists are the lists that views are of.
var Lists = []string{Contacts, Organizations}

const (
	maxName    = 100   // code points
	maxQuery   = 8_000 // bytes, which are ASCII
	maxColumns = 100
)

// View is a way to look at a list.
type View struct {
	record.Meta
	Name    string // unique among those of the owner for the list, but for case
	List    string // of Lists; never changes
	Query   string // of a URL, without ?, in the order of its names; never a page of the list
	Columns []string
	Shared  bool
	Owner   string // user id; never changes
}

// ErrNotFound says that the workspace has no such view, or that it is somebody
// else's own.
var ErrNotFound = problem.New(problem.NotFound, "No such view.")

var errNotYours = problem.New(problem.Forbidden, "Only the owner of a shared view, or someone who can manage the workspace, may change it.")

// Patch is what a writer says of a view; what is left out stays.
type Patch struct {
	Name, List, Query record.Opt[string] // List is read when a view is made
	Columns           record.Opt[[]string]
	Shared            record.Opt[bool]
	Faults            problem.Fields // what was found wrong while the input was read
}

// JSON returns the view's record.
func (v *View) JSON() []byte {
	var o record.Object
	o.Text("id", v.ID)
	o.Text("list", v.List)
	o.Text("name", v.Name)
	o.Text("query", v.Query)
	o.Texts("columns", v.Columns)
	v.rest(&o)
	return o.JSON()
}

// Logged returns what the change log says of the view.
func (v *View) Logged() []byte {
	if v.Shared {
		return v.JSON()
	}
	var o record.Object
	o.Text("id", v.ID)
	o.Text("list", v.List)
	v.rest(&o)
	return o.JSON()
}

func (v *View) rest(o *record.Object) {
	o.Bool("shared", v.Shared)
	o.Text("owner", v.Owner)
	o.Meta(&v.Meta)
}

// Mine reports whether somebody owns the view.
func (v *View) Mine(p *auth.Principal) bool { return p != nil && p.UserID == v.Owner }

// Sees reports whether somebody who may see the list may see the view.
func (v *View) Sees(p *auth.Principal) bool { return v.Shared || v.Mine(p) }

// Changes reports whether somebody may change the view.
func (v *View) Changes(p *auth.Principal) bool {
	return v.Mine(p) || v.Shared && p.Can(auth.ManageWorkspace)
}

// allow returns why somebody may not change the view, nil if they may.
func (v *View) allow(p *auth.Principal) error {
	switch {
	case !v.Sees(p):
		return ErrNotFound
	case !v.Changes(p):
		return errNotYours
	}
	return nil
}

// apply changes the view as the patch says and notes what breaks a rule.
func (p *Patch) apply(v *View, faults *problem.Fields) {
	p.Name.To(&v.Name)
	p.Query.To(&v.Query)
	p.Columns.To(&v.Columns)
	p.Shared.To(&v.Shared)
	v.validate(faults)
}

// validate brings the view into its normal form and notes what breaks a rule.
func (v *View) validate(faults *problem.Fields) {
	name, fault := text.Clean(text.Squeeze(v.Name), maxName)
	if fault == nil && name == "" {
		fault = &problem.Fault{Code: "required", Detail: "The name of the view is required."}
	}
	faults.Fault("/name", fault)
	v.Name = name
	if !slices.Contains(Lists, v.List) {
		faults.Add("/list", "unknown_value", problem.MustBe("The list", Lists, ""))
	}
	if v.Query, fault = cleanQuery(v.Query); fault != nil {
		faults.Fault("/query", fault)
	}
	if len(v.Columns) > maxColumns {
		faults.Add("/columns", "too_many", "A view may have at most "+strconv.Itoa(maxColumns)+" columns.")
		v.Columns = nil
	}
	columns := make([]string, 0, len(v.Columns))
	for i, c := range v.Columns {
		cleaned, fault := text.Clean(c, maxName)
		if fault == nil && (cleaned == "" || slices.Contains(columns, cleaned)) {
			fault = &problem.Fault{Code: "repeated", Detail: "A column is blank or given twice."}
		}
		faults.Fault(problem.Pointer("columns", i), fault)
		columns = append(columns, cleaned)
	}
	v.Columns = columns
}

// cleanQuery brings a query string into the form in which it is kept: without
// what says which page of the list is meant, which a view does not.
func cleanQuery(query string) (string, *problem.Fault) {
	values, err := url.ParseQuery(strings.TrimPrefix(query, "?"))
	if err != nil {
		return "", &problem.Fault{Code: "invalid_query", Detail: "The query is not a valid query string."}
	}
	for name, given := range values {
		for _, v := range append(given, name) {
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				return "", &problem.Fault{Code: text.CodeInvalidText, Detail: "The query must be valid UTF-8 without NUL characters."}
			}
		}
	}
	values.Del("page")
	values.Del("cursor")
	encoded := values.Encode()
	if len(encoded) > maxQuery {
		return "", &problem.Fault{Code: text.CodeTooLong, Detail: "The query is longer than " + strconv.Itoa(maxQuery) + " characters."}
	}
	return encoded, nil
}

// columnList is how the names of columns are stored.
type columnList struct{ names *[]string }

// Scan implements sql.Scanner.
func (c columnList) Scan(src any) error {
	var stored string
	if err := record.Null(&stored).Scan(src); err != nil {
		return err
	}
	return json.Unmarshal([]byte(stored), c.names)
}
