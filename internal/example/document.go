package example

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Document is what the examples need of an OpenAPI document.
type Document struct {
	Info struct {
		Title, Description, Version string
	}
	Servers []struct{ URL string }
	Tags    []struct{ Name, Description string }

	Operations []*Operation // by tag, path and method
	operations map[string]*Operation
	raw        map[string]any
}

// Operation is one method of one path.
type Operation struct {
	ID          string `json:"operationId"`
	Method      string `json:"-"` // in capitals
	Path        string `json:"-"` // below the server's URL
	Tags        []string
	Summary     string
	Description string
	Parameters  []*Parameter
	Responses   map[string]*Response
	RequestBody map[string]any
	Permission  string `json:"x-permission"` // that it needs, "" for none
	Superuser   bool   `json:"x-superuser"`  // whether only superusers may do it
}

// Parameter is one of a path, a query or a header.
type Parameter struct {
	Ref         string `json:"$ref"`
	Name, In    string
	Description string
	Required    bool
	Schema      map[string]any
}

// Response is what an operation may answer.
type Response struct {
	Ref         string `json:"$ref"`
	Description string
	Headers     map[string]any
	Content     map[string]any
}

// methods are in the order in which documents show them.
var methods = []string{"get", "post", "put", "patch", "delete"}

// ReadDocument reads an OpenAPI document in JSON and resolves the references of
// its parameters and responses.
func ReadDocument(encoded []byte) (*Document, error) {
	d := &Document{operations: map[string]*Operation{}}
	var rest struct {
		Paths      map[string]map[string]*Operation
		Components struct {
			Parameters map[string]*Parameter
			Responses  map[string]*Response
		}
	}
	for _, into := range []any{d, &rest, &d.raw} {
		if err := json.Unmarshal(encoded, into); err != nil {
			return nil, fmt.Errorf("read the OpenAPI document: %w", err)
		}
	}
	for path, item := range rest.Paths {
		for method, op := range item {
			op.Method, op.Path = strings.ToUpper(method), path
			for i, p := range op.Parameters {
				if p.Ref != "" {
					op.Parameters[i] = rest.Components.Parameters[last(p.Ref)]
				}
			}
			for status, r := range op.Responses {
				if r.Ref != "" {
					op.Responses[status] = rest.Components.Responses[last(r.Ref)]
				}
			}
			d.operations[op.ID] = op
			d.Operations = append(d.Operations, op)
		}
	}
	slices.SortFunc(d.Operations, func(a, b *Operation) int {
		return cmp.Or(d.tagOrder(a)-d.tagOrder(b), strings.Compare(a.Path, b.Path),
			slices.Index(methods, strings.ToLower(a.Method))-slices.Index(methods, strings.ToLower(b.Method)))
	})
	return d, nil
}

// Operation returns the operation of an id, nil for none.
func (d *Document) Operation(id string) *Operation { return d.operations[id] }

// Tag is the group in which an operation is shown.
func (o *Operation) Tag() string { return o.Tags[0] }

func (d *Document) tagOrder(o *Operation) int {
	return slices.IndexFunc(d.Tags, func(t struct{ Name, Description string }) bool { return t.Name == o.Tag() })
}

// last is the name at the end of a reference.
func last(ref string) string { return ref[strings.LastIndex(ref, "/")+1:] }
