package restapi

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/record"
)

// index answers with the address of everything that can be read without knowing an
// id, by its name. It needs no key: it says no more than the OpenAPI document.
func (a *API) index(_ context.Context, r *request) (*response, error) {
	if err := r.noParameters(); err != nil {
		return nil, err
	}
	base := httpserver.Base(r.Request)
	var o record.Object
	for _, path := range indexed(a.routes()) {
		o.Text(indexName(path), base+Base+path)
	}
	return &response{status: http.StatusOK, body: o.JSON()}, nil
}

// indexed are the paths of the index, in the order of the document.
func indexed(routes []*route) (all []string) {
	for _, r := range routes {
		if r.method == http.MethodGet && r.path != "/" && !strings.Contains(r.path, "{") {
			all = append(all, r.path)
		}
	}
	return all
}

// indexName is the name of a path in the index: auth_me of /auth/me.
func indexName(path string) string {
	return strings.NewReplacer("/", "_", "-", "_", ".", "_").Replace(strings.TrimPrefix(path, "/"))
}

// indexSchema is what is said of the index.
func (s *schemas) indexSchema() string {
	const name = "Index"
	s.Map()[name] = &huma.Schema{
		Type: huma.TypeObject, Description: "The addresses of what there is, by name.",
		AdditionalProperties: &huma.Schema{Type: huma.TypeString, Format: "uri", Description: "Where it is."},
		Examples:             []any{map[string]any{"contacts": "https://liaison.example.org" + Base + "/contacts"}},
	}
	return name
}
