package restapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/yaml"

	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/ruleset"
)

const (
	mediaJSON      = "application/json"
	mediaYAML      = "application/yaml"
	securityScheme = "key"
	openAPIVersion = "3.1.0"
)

//go:generate go test -count=1 -run ^TestDocumentIsTheKeptOne$ . -update

// Document returns the OpenAPI document of the API as JSON with indents, as
// somebody without a key reads it. version is that of the program.
func Document(version string) ([]byte, error) {
	d, err := openDocument(version)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, d.json, "", "  "); err != nil {
		return nil, fmt.Errorf("indent the document: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// DocumentYAML returns the same as YAML.
func DocumentYAML(version string) ([]byte, error) {
	d, err := openDocument(version)
	if err != nil {
		return nil, err
	}
	return d.yaml, nil
}

// openDocument is the document for somebody who is not known.
func openDocument(version string) (*document, error) {
	return newDocument(&API{Config: Config{Version: version}}, nil)
}

// document is a document as it is served.
type document struct {
	json, yaml []byte
	hash       string
}

// newDocument builds the document of the API's routes, with the option lists and
// custom fields of the rules given; nil is for somebody who is not known.
func newDocument(a *API, rules *ruleset.Set) (*document, error) {
	s := newSchemas(rules)
	api := &huma.OpenAPI{
		OpenAPI: openAPIVersion,
		Info: &huma.Info{
			Title: "Liaison", Version: a.Version, Description: introduction,
			Contact: &huma.Contact{Name: "Liaison", URL: "https://github.com/liaison/liaison"},
			License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
		},
		Servers:  []*huma.Server{{URL: a.PublicURL + Base, Description: "The server that serves this document."}},
		Security: []map[string][]string{{securityScheme: {}}},
		Components: &huma.Components{
			Schemas: s.Registry, Parameters: sharedParameters(), Headers: sharedHeaders(),
			SecuritySchemes: map[string]*huma.SecurityScheme{securityScheme: {
				Type: "http", Scheme: "bearer", Description: "An API key or an access token: `Authorization: Bearer KEY`. " +
					"`Token KEY` and `Api-Key KEY` mean the same. A key belongs to one workspace and acts as a user. Who signed in and " +
					"works in several workspaces names the one meant, by its slug, in the header `Liaison-Workspace`.",
			}},
		},
	}
	routes := a.routes()
	for _, r := range routes {
		op, err := s.operation(r)
		if err != nil {
			return nil, err
		}
		api.AddOperation(op)
		if !slices.ContainsFunc(api.Tags, func(t *huma.Tag) bool { return t.Name == r.doc.tag }) {
			api.Tags = append(api.Tags, &huma.Tag{Name: r.doc.tag, Description: tagDescription(r.doc.tag)})
		}
	}
	api.Components.Responses, api.Components.Examples = s.sharedProblems(), s.problemExamples(routes)
	return render(api)
}

func render(api *huma.OpenAPI) (*document, error) {
	encoded, err := json.Marshal(api)
	if err != nil {
		return nil, fmt.Errorf("render the document: %w", err)
	}
	var b bytes.Buffer
	if err := yaml.Convert(&b, bytes.NewReader(encoded)); err != nil {
		return nil, fmt.Errorf("render the document as YAML: %w", err)
	}
	sum := sha256.Sum256(encoded)
	return &document{json: encoded, yaml: b.Bytes(), hash: hex.EncodeToString(sum[:8])}, nil
}

const introduction = `A backend for contacts: people, the ways to reach them and the organizations they belong to.

Every path works with and without its trailing slash and with hyphens or underscores in its words, and HEAD works where
GET does. Bodies are JSON in UTF-8. In a body, unknown fields and fields that stand twice are errors, and so are unknown query parameters; read-only fields are
taken and ignored, so that what was read can be written back. null clears a field.

A filter is FIELD=VALUE or FIELD__LOOKUP=VALUE. A comma separates several values of which one must match; a value with
a comma in it stands in double quotes. A repeated parameter means the same as a comma.

An operation names the permission that it needs in its description and in x-permission, or in x-permission-any those of
which it needs one; x-superuser marks those for superusers who sign in.
A record has all the fields that x-whole of its schema
lists, unless fields or a saved view asks for some alone.

Errors are answered as application/problem+json (RFC 9457), all errors of a body together. Every answer has the header
X-Request-ID, and Cache-Control: no-store. The examples are requests and answers that were really made, one after the
other, on one server.`

func tagDescription(tag string) string {
	switch tag {
	case "Contacts":
		return "People."
	case "Channels":
		return "The ways to reach a contact: email addresses, phone numbers and postal addresses."
	case "Addresses":
		return "Postal addresses, which contacts and organizations point to and may share."
	case "Tags":
		return "Names that contacts and organizations carry."
	case "Custom fields":
		return "What the custom_fields of contacts, organizations and addresses may hold."
	case "Options":
		return "The option lists of the workspace: the values of contact_type, source and the types of channels."
	case "Saved views":
		return "Filters, search, ordering and columns of a list under a name; ?view= on the list shows its records."
	case "Signing in":
		return "Access tokens for people, and who the caller is."
	case "Users":
		return "People who work in the workspace, and users whom keys act as."
	case "Roles":
		return "Sets of permissions."
	case "API keys":
		return "Keys for programs."
	case "Workspaces":
		return "Tenants and their settings: nothing of one is seen in another."
	case "Organizations":
		return "Companies, departments, customers, suppliers: a tree."
	case "Organization types":
		return "What kinds of organization there are."
	case "Changes":
		return "The append-only log of every change."
	default:
		return "This document."
	}
}

// documents keeps each document that was built, by the rules in it. The zero
// value is ready to use.
type documents struct {
	mu   sync.Mutex
	kept map[string]*document
}

// maxDocuments bounds how many documents are kept; there is one for each set of
// rules.
const maxDocuments = 32

func (d *documents) get(a *API, rules *ruleset.Set) (*document, error) {
	name, err := documentName(rules)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if found := d.kept[name]; found != nil {
		return found, nil
	}
	built, err := newDocument(a, rules)
	if err != nil {
		return nil, err
	}
	if d.kept == nil || len(d.kept) >= maxDocuments {
		d.kept = map[string]*document{}
	}
	d.kept[name] = built
	return built, nil
}

// documentName is the same for rules that make the same document.
func documentName(rules *ruleset.Set) (string, error) {
	if rules == nil {
		return "", nil
	}
	said := struct {
		Options option.Lists
		Strict  bool
		Fields  []string
	}{rules.Options, rules.Strict, nil}
	for _, kind := range customfield.Kinds {
		for _, f := range rules.Fields(customfield.Kind(kind)).List {
			said.Fields = append(said.Fields, string(f.JSON())+strconv.FormatBool(f.Indexing))
		}
	}
	encoded, err := json.Marshal(said) // with sorted keys
	if err != nil {
		return "", fmt.Errorf("name the document: %w", err)
	}
	sum := sha256.Sum256(encoded)
	return hex.EncodeToString(sum[:]), nil
}

// document returns what the caller may read: a known one the option lists and
// custom fields of the workspace too. A key that is not good is an error.
func (a *API) document(ctx context.Context, r *request) (*document, error) {
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	if httpserver.Principal(ctx) == nil && len(r.Header["Authorization"]) == 0 {
		return a.openAPI.get(a, nil)
	}
	p, err := httpserver.Authenticate(r.Request, a.Keys)
	if err != nil {
		return nil, err
	}
	if p.Refusal() != nil {
		return a.openAPI.get(a, nil)
	}
	rules, err := a.Rules.Get(ctx, a.DB, p.WorkspaceID)
	if err != nil {
		return nil, err
	}
	return a.openAPI.get(a, rules)
}

func (a *API) openAPIJSON(ctx context.Context, r *request) (*response, error) {
	d, err := a.document(ctx, r)
	if err != nil {
		return nil, err
	}
	return &response{status: http.StatusOK, body: d.json, etag: d.hash}, nil
}

func (a *API) openAPIYAML(ctx context.Context, r *request) (*response, error) {
	d, err := a.document(ctx, r)
	if err != nil {
		return nil, err
	}
	return &response{status: http.StatusOK, body: d.yaml, etag: d.hash + ".yaml", contentType: mediaYAML}, nil
}

// accepts refuses a request whose Accept header leaves no room for what the
// route answers.
func (r *route) accepts(req *http.Request) error {
	err := acceptsJSON(req)
	if err == nil || r.doc.media != mediaYAML {
		return err
	}
	for _, header := range req.Header.Values("Accept") {
		for item := range strings.SplitSeq(header, ",") {
			media, _, _ := strings.Cut(strings.ToLower(item), ";")
			switch strings.TrimSpace(media) {
			case mediaYAML, "application/x-yaml", "text/yaml", "text/*":
				return nil
			}
		}
	}
	return problem.New(problem.NotAcceptable, "The answer can only be application/yaml.")
}
