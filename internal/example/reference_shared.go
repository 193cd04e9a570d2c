package example

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// sharing knows what so many operations have that it is shown once.
type sharing struct {
	answers    map[string]*Response // by status
	parameters map[string]*Parameter
	page       map[string]any // the schema of a page of a list
}

// shareOf finds what is shared: an answer that at least half of the operations give
// which know its status, and parameters of at least three resources, but for
// filters, which stand with their list.
func shareOf(d *Document) *sharing {
	s := &sharing{answers: map[string]*Response{}, parameters: map[string]*Parameter{}}
	type said struct{ status, description string }
	count, known := map[said]int{}, map[string]int{}
	tags := map[string]map[string]bool{}
	for _, op := range d.Operations {
		for status, answer := range op.Responses {
			count[said{status, answer.Description}]++
			known[status]++
		}
		for _, p := range op.Parameters {
			key := p.key()
			if op.filtersBy(p) {
				continue
			}
			if tags[key] == nil {
				tags[key] = map[string]bool{}
			}
			tags[key][op.Tag()] = true
			if len(tags[key]) >= 3 {
				s.parameters[key] = p
			}
		}
	}
	for _, op := range d.Operations {
		for status, answer := range op.Responses {
			if n := count[said{status, answer.Description}]; status >= "300" && n >= 10 && 2*n >= known[status] {
				s.answers[status] = answer
			}
		}
	}
	schemas, _ := lookUp(d.raw, "/components/schemas").(map[string]any)
	for _, name := range sorted(schemas) {
		if lookUp(schemas[name], "/properties/next") != nil {
			s.page = pageOfAnything(schemas[name])
			break
		}
	}
	return s
}

// pageOfAnything is the schema of a page without what its records are.
func pageOfAnything(page any) map[string]any {
	fields, _ := lookUp(page, "/properties").(map[string]any)
	fields = maps.Clone(fields)
	results, _ := fields["results"].(map[string]any)
	results = maps.Clone(results)
	results["items"] = map[string]any{"type": "records"}
	fields["results"] = results
	return map[string]any{"properties": fields}
}

// filtersBy reports whether a parameter is a filter: one with lookups.
func (o *Operation) filtersBy(p *Parameter) bool {
	return strings.Contains(p.Name, "__") ||
		slices.ContainsFunc(o.Parameters, func(q *Parameter) bool { return strings.HasPrefix(q.Name, p.Name+"__") })
}

// key tells parameters apart that mean different things. What fields may name is
// said by the record, so its values do not count.
func (p *Parameter) key() string {
	if p.Name == "fields" {
		return p.In + " " + p.Name
	}
	return fmt.Sprint(p.In, " ", p.Name, " ", p.Description, " ", p.Required, " ", p.Schema)
}

func (s *sharing) answer(status string, answer *Response) bool {
	known := s.answers[status]
	return known != nil && known.Description == answer.Description
}

// anchor is that of the heading of a shared answer.
func (s *sharing) anchor(status string) string { return slug(statusLine(status)) }

func statusLine(status string) string {
	number, _ := strconv.Atoi(status) // "default" is none, and has no text either
	return strings.TrimSpace(status + " " + http.StatusText(number))
}

// everywhere writes what is not said again for each operation.
func (r *reference) everywhere() {
	r.line("## What holds everywhere")
	r.line("%s", r.Info.Description)
	if key, ok := lookUp(r.raw, "/components/securitySchemes").(map[string]any); ok {
		for _, name := range sorted(key) {
			r.line("%s", textOf(lookUp(key[name], "/description")))
		}
	}
	r.sharedParameters()
	r.sharedHeaders()
	if r.shared.page != nil {
		r.line("### Pages of lists")
		r.fields(r.shared.page, nil)
	}
	r.line("### Problems")
	for _, name := range []string{"Problem", "ProblemError"} {
		if schema, ok := lookUp(r.raw, "/components/schemas/"+name).(map[string]any); ok {
			r.record(name, schema, nil)
		}
	}
	r.codes()
	for _, status := range sorted(r.shared.answers) {
		r.line("#### %s", statusLine(status))
		answer := r.shared.answers[status]
		r.line("%s %s", answer.Description, withHeaders(answer))
		if x := r.firstAnswer(status); x != nil {
			r.exchange(x, whole)
		}
	}
}

// codes lists the codes of what is wrong with a field.
func (r *reference) codes() {
	codes, _ := lookUp(r.raw, "/components/schemas/ProblemError/properties/code/x-codes").(map[string]any)
	if len(codes) == 0 {
		return
	}
	r.line("#### Codes of errors")
	var rows [][]string
	for _, name := range sorted(codes) {
		rows = append(rows, []string{code(name), textOf(codes[name])})
	}
	r.table([]string{"Code", "Meaning"}, rows)
}

func withHeaders(answer *Response) string {
	names := headersOf(answer)
	if len(names) == 0 {
		return ""
	}
	return "It has " + list(names) + "."
}

// firstAnswer is the first exchange that was answered with a shared answer.
func (r *reference) firstAnswer(status string) *Exchange {
	for _, x := range r.made {
		if answer := x.Op.Responses[status]; strconv.Itoa(x.Status) == status && answer != nil && r.shared.answer(status, answer) {
			return x
		}
	}
	return nil
}

func (r *reference) sharedParameters() {
	var all []*Parameter
	for _, p := range r.shared.parameters {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *Parameter) int {
		return cmp.Or(-strings.Compare(a.In, b.In), strings.Compare(a.Name, b.Name))
	})
	r.line("### Parameters of many operations")
	var rows [][]string
	for _, p := range all {
		kind := r.typeOf(p.Schema)
		if p.Name == "fields" {
			kind = "list of names of fields"
		}
		rows = append(rows, []string{code(p.Name), p.In, kind, p.Description})
	}
	r.table([]string{"Name", "In", "Type", "Meaning"}, rows)
}

func (r *reference) sharedHeaders() {
	headers, _ := lookUp(r.raw, "/components/headers").(map[string]any)
	r.line("### Headers of answers")
	var rows [][]string
	for _, name := range sorted(headers) {
		rows = append(rows, []string{code(name), textOf(lookUp(headers[name], "/description"))})
	}
	r.table([]string{"Name", "Meaning"}, rows)
}
