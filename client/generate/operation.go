package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// option is a function that sets a header or a parameter of a request.
type option struct{ Name, Doc, Argument, Call string }

// method is a method of the client, and for a list the one that walks it.
type method struct {
	Name, Doc         string
	Arguments, Result string
	Answer            string // type of the answer, "" for none
	Request           string // as a literal
	Walk, Record      string // of a list
}

var order = []string{"get", "post", "put", "patch", "delete"}

// operation adds the method of an operation, with the parameters of a list or
// the options of another.
func (b *builder) operation(verb, path string, o *operation) {
	m := method{Name: goName(o.ID), Result: "error"}
	if s := o.answer(); s != nil {
		b.answers = append(b.answers, s)
		m.Answer = s.target()
		m.Result = "(*" + m.Answer + ", error)"
	}
	m.Doc = fmt.Sprintf("is %s %s: %s.\n\n%s", strings.ToUpper(verb), path, lowered(o.Summary), o.Description)
	request := fmt.Sprintf("method: http.Method%s, path: %q", goName(verb), path)
	var args []string
	for _, p := range o.Parameters {
		if p.In == "path" {
			args = append(args, p.Name)
			m.Arguments += ", " + p.Name + " " + b.goType(p.Name, p.Schema, true)
		}
	}
	if args != nil {
		request += ", args: []any{" + strings.Join(args, ", ") + "}"
	}
	if s := b.Components.Schemas[m.Answer]; s != nil && s.item() != "" {
		m.Record, m.Walk = s.item(), strings.TrimPrefix(m.Name, "List")
		if b.parameters(m.Name+"Params", o) {
			m.Arguments += ", params " + m.Name + "Params"
			request += ", query: params"
		}
	} else {
		b.options(o)
	}
	if body := o.RequestBody.json(); body != nil {
		b.bodies = append(b.bodies, body)
		m.Arguments += ", body " + body.target()
		request += ", body: body"
	}
	m.Request = "request{" + request + ", options: options}"
	b.model.Operations = append(b.model.Operations, m)
}

// answer is what the operation answers with, nil for an answer without a body. A write
// that answers without one to those who prefer so has one for the others.
func (o *operation) answer() *schema {
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		if c := o.Responses[status]; strings.HasPrefix(status, "2") && c.json() != nil {
			return c.json()
		}
	}
	return nil
}

// parameters adds the type of a list's parameters, if it has any. Lists with
// the same parameters share one.
func (b *builder) parameters(name string, o *operation) bool {
	t := typ{Name: name, Doc: "has the filters, the order and the size of pages of " + goName(o.ID) + "."}
	for _, p := range o.Parameters {
		if p.In == "query" {
			tag := fmt.Sprintf("`query:%q`", p.Name)
			t.Fields = append(t.Fields, field{goName(p.Name), p.Description, b.parameterType(p), tag})
		}
	}
	if t.Fields == nil {
		return false
	}
	for _, other := range b.model.Parameters {
		if reflect.DeepEqual(other.Fields, t.Fields) {
			t.Alias, t.Fields = other.Name, nil
			break
		}
	}
	b.model.Parameters = append(b.model.Parameters, t)
	return true
}

// parameterType is the type of a query's parameter, whose zero value leaves it
// out. Values of lists are texts, whatever they are: dates, ids, null.
func (b *builder) parameterType(p *parameter) string {
	switch kind := p.Schema.kind(); kind {
	case "array":
		return "[]string"
	case "string":
		return "string"
	case "boolean":
		return "*bool"
	case "integer":
		return "int64"
	default:
		b.fail("parameter %s: the type %q is not known", p.Name, kind)
		return ""
	}
}

// options adds those of an operation that is no list.
func (b *builder) options(o *operation) {
	for _, p := range o.Parameters {
		f := option{Name: goName(p.Name), Doc: "sets " + p.Name + ": " + lowered(p.Description), Argument: "value string"}
		switch {
		case p.In == "path" || slices.ContainsFunc(b.model.Options, func(other option) bool { return other.Name == f.Name }):
			continue
		case p.In == "header":
			f.Call = fmt.Sprintf("header(%q, value)", p.Name)
		case p.Schema.kind() == "array":
			f.Argument, f.Call = "values ...string", fmt.Sprintf("Query(%q, values...)", p.Name)
		case p.Schema.kind() == "string":
			f.Call = fmt.Sprintf("Query(%q, value)", p.Name)
		default:
			b.fail("%s: parameter %s: the type %q is not known", o.ID, p.Name, p.Schema.kind())
		}
		b.model.Options = append(b.model.Options, f)
	}
}
