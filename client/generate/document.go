package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// document is what is read of an OpenAPI document.
type document struct {
	OpenAPI    string                           `json:"openapi"`
	Servers    []struct{ URL string }           `json:"servers"`
	Paths      map[string]map[string]*operation `json:"paths"`
	Components struct {
		Schemas    map[string]*schema
		Parameters map[string]*parameter
	} `json:"components"`
}

type operation struct {
	ID          string              `json:"operationId"`
	Summary     string              `json:"summary"`
	Description string              `json:"description"`
	Parameters  []*parameter        `json:"parameters"`
	RequestBody content             `json:"requestBody"`
	Responses   map[string]*content `json:"responses"`
}

// content is a body, of a request or an answer.
type content struct {
	Content map[string]struct{ Schema *schema } `json:"content"`
}

// json is the schema of the body in JSON, nil if there is none.
func (c *content) json() *schema { return c.Content["application/json"].Schema }

type parameter struct {
	Ref         string  `json:"$ref"`
	Name        string  `json:"name"`
	In          string  `json:"in"`
	Description string  `json:"description"`
	Schema      *schema `json:"schema"`
}

type schema struct {
	Ref         string             `json:"$ref"`
	Type        kinds              `json:"type"`
	Format      string             `json:"format"`
	Description string             `json:"description"`
	Enum        []any              `json:"enum"`
	Properties  map[string]*schema `json:"properties"`
	Required    []string           `json:"required"`
	Whole       []string           `json:"x-whole"` // what a record has unless some fields are asked for
	Items       *schema            `json:"items"`
	OneOf       []*schema          `json:"oneOf"`
	AllOf       []*schema          `json:"allOf"`
	Values      values             `json:"additionalProperties"`
	ReadOnly    bool               `json:"readOnly"`
	Deprecated  bool               `json:"deprecated"`
}

// kinds are the types of a schema: JSON has one or a list.
type kinds []string

func (k *kinds) UnmarshalJSON(b []byte) error {
	if b[0] == '[' {
		return json.Unmarshal(b, (*[]string)(k))
	}
	*k = make(kinds, 1)
	return json.Unmarshal(b, &(*k)[0])
}

// values is the schema of further properties; false and true are none.
type values struct{ *schema }

func (v *values) UnmarshalJSON(b []byte) error {
	if b[0] != '{' {
		return nil
	}
	return json.Unmarshal(b, &v.schema)
}

func parse(read []byte) (*document, error) {
	d := &document{}
	if err := json.Unmarshal(read, d); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(d.OpenAPI, "3.1.") || len(d.Servers) != 1 {
		return nil, fmt.Errorf("want OpenAPI 3.1 and one server, got %q and %d", d.OpenAPI, len(d.Servers))
	}
	for path, methods := range d.Paths {
		for method, o := range methods {
			for i, p := range o.Parameters {
				if p.Ref == "" {
					continue
				}
				if o.Parameters[i] = d.Components.Parameters[last(p.Ref)]; o.Parameters[i] == nil {
					return nil, fmt.Errorf("%s %s: there is no %s", method, path, p.Ref)
				}
			}
		}
	}
	return d, nil
}

// last is the name that a reference ends with.
func last(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

// refs are the schemas that s refers to.
func (s *schema) refs() []string {
	var names []string
	for _, one := range slices.Concat([]*schema{s}, s.OneOf, s.AllOf) {
		if one.Ref != "" {
			names = append(names, last(one.Ref))
		}
	}
	return names
}

// target is the name of the schema that s stands for, "" if it is none: itself
// a reference, or a choice between one and what says the same (an id instead
// of an object with that id alone) or null.
func (s *schema) target() string {
	if names := s.refs(); len(names) > 0 {
		return names[0]
	}
	return ""
}

// nullable says whether null is a value.
func (s *schema) nullable() bool {
	return slices.Contains(s.Type, "null") || slices.ContainsFunc(s.OneOf, (*schema).nullable)
}

// kind is the type that is not null, "" if any is good.
func (s *schema) kind() string {
	for _, kind := range s.Type {
		if kind != "null" {
			return kind
		}
	}
	return ""
}

// names are those of the properties, in the order of required, which is the
// record's own, then by name.
func (s *schema) names(required []string) []string {
	names := slices.DeleteFunc(slices.Clone(required), func(name string) bool { return s.Properties[name] == nil })
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// reached are the names of the schemas that the given ones are made of.
func (d *document) reached(from []*schema) map[string]bool {
	found := map[string]bool{}
	var add func(s *schema)
	add = func(s *schema) {
		if s == nil {
			return
		}
		for _, name := range s.refs() {
			if !found[name] {
				found[name] = true
				add(d.Components.Schemas[name])
			}
		}
		for _, property := range s.Properties {
			add(property)
		}
		add(s.Items)
	}
	for _, s := range from {
		add(s)
	}
	return found
}
