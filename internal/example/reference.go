package example

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"
)

// referenceHead stands at the top of the page.
const referenceHead = `# API reference

Every operation of the API, with the fields of its records. [conventions.md](conventions.md)
says what holds for all of them; [quick-start.md](quick-start.md) is a first session. The same
in other forms: [openapi.yaml](openapi.yaml) for programs, [postman](postman/README.md) to try
it out.

Descriptions come from the OpenAPI document. The examples are real requests, made against a
fresh server with a fixed clock; CI makes them again and compares. After a change
` + "`make generate`" + ` rewrites this page.

The examples are for a shell with these variables. ` + "`$KEY`" + ` is an API key with the role
admin, ` + "`$VIEWER_KEY`" + ` one with the role viewer, and ` + "`$ACCESS`" + ` the access token of a user
who has [signed in](#sign-in). Ids, tokens, change numbers and names containing 2026 are those
of the server that made the examples: replace them with yours. The first example of each list,
and of each record created under a fixed path, works unchanged on an empty server; some need a
superuser, as their section says.

` + "```sh\nBASE=http://127.0.0.1:8080/api/v1\nKEY=$(./bin/liaison api-key create --name reference --role admin)\n```" + `

An ellipsis (…) in an answer stands for fields that are left out here. In tables,
text ≤ 100 is a text of at most 100 characters, and 1…200 means from 1 to 200.
`

// reference is the page docs/api.md while it is written.
type reference struct {
	strings.Builder
	*Document
	made    []*Exchange
	shared  *sharing
	placed  map[string]bool // schemas whose fields are shown
	filters []*Operation    // lists whose parameters are shown
}

// Reference renders docs/api.md: every operation with its parameters, its answers
// and examples, and the fields of the records.
func Reference(d *Document, made []*Exchange) ([]byte, error) {
	if len(d.Tags) == 0 || len(d.Servers) == 0 {
		return nil, fmt.Errorf("render the reference: the OpenAPI document has no tags or no server")
	}
	r := &reference{Document: d, made: made, shared: shareOf(d), placed: map[string]bool{}}
	r.WriteString(referenceHead)
	r.contents()
	r.everywhere()
	for _, tag := range d.Tags {
		r.line("## %s", tag.Name)
		r.line("%s", tag.Description)
		for _, op := range d.Operations {
			if op.Tag() == tag.Name {
				r.operation(op)
			}
		}
		r.records(tag.Name)
	}
	return []byte(strings.TrimRight(r.String(), "\n") + "\n"), nil
}

// line writes a paragraph, if anything is to be said.
func (r *reference) line(format string, args ...any) {
	if text := strings.TrimSpace(fmt.Sprintf(format, args...)); text != "" {
		r.WriteString("\n" + text + "\n")
	}
}

// table writes a table without the columns in which nothing stands.
func (r *reference) table(head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	var used []int
	for i := range head {
		if slices.ContainsFunc(rows, func(row []string) bool { return row[i] != "" }) {
			used = append(used, i)
		}
	}
	write := func(cells []string) {
		r.WriteString("|")
		for _, i := range used {
			r.WriteString(" " + cell(cells[i]) + " |")
		}
		r.WriteString("\n")
	}
	r.WriteString("\n")
	write(head)
	r.WriteString(strings.Repeat("| --- ", len(used)) + "|\n")
	for _, row := range rows {
		write(row)
	}
}

// cell is a text in one line that ends no cell.
func cell(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", `\|`)
}

// contents is the index: one row for each path, with a link to each of its operations.
func (r *reference) contents() {
	r.line("## Contents")
	r.line("[What holds everywhere](#what-holds-everywhere)")
	var rows [][]string
	for _, tag := range r.Tags {
		section := fmt.Sprintf("[%s](#%s)", tag.Name, slug(tag.Name))
		row := -1 // of the path before: operations are in the order of their paths
		for _, op := range r.Operations {
			if op.Tag() != tag.Name {
				continue
			}
			link := fmt.Sprintf("[%s](#%s)", op.Method, slug(r.title(op)))
			if row >= 0 && rows[row][1] == code(op.Path) {
				rows[row][2] += ", " + link
				continue
			}
			rows = append(rows, []string{section, code(op.Path), link})
			row, section = len(rows)-1, ""
		}
	}
	r.table([]string{"Section", "Path", "Operations"}, rows)
}

// needs says who may call an operation.
func (o *Operation) needs() string {
	switch {
	case o.Superuser:
		return code(o.Permission) + ", superusers alone"
	case strings.HasSuffix(o.Path, "/batch"):
		return code(o.Permission) + ", and that of each action"
	case o.Permission != "":
		return code(o.Permission)
	default:
		return ""
	}
}

// title is the heading of an operation, of which no two are the same.
func (d *Document) title(op *Operation) string {
	same := func(o *Operation) bool { return o != op && o.Summary == op.Summary }
	if slices.ContainsFunc(d.Operations, same) {
		return op.Summary + " (" + op.Tag() + ")"
	}
	return op.Summary
}

// slug is the anchor that code hosts make of a heading.
func slug(heading string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == ' ' || c == '-':
			return '-'
		case unicode.IsLetter(c) || unicode.IsDigit(c) || c == '_':
			return unicode.ToLower(c)
		default:
			return -1
		}
	}, heading)
}

// code is a text that is shown as code, "" for none.
func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}

// fenced is a block of code.
func fenced(language, text string) string { return "```" + language + "\n" + text + "\n```" }

// operation writes the section of an operation.
func (r *reference) operation(op *Operation) {
	r.line("### %s", r.title(op))
	r.line("%s%s", code(op.Method+" "+op.Path), strings.TrimSuffix(" · permission "+op.needs(), " · permission "))
	r.line("%s", op.Description)
	r.parameters(op)
	r.body(op)
	r.answers(op)
	r.examples(op)
}

// body says what a request holds.
func (r *reference) body(op *Operation) {
	content, _ := op.RequestBody["content"].(map[string]any)
	media, _ := content["application/json"].(map[string]any)
	schema, _ := media["schema"].(map[string]any)
	if schema == nil {
		return
	}
	text := "**Body**: " + r.typeOf(schema)
	if required := textsOf(schema["required"]); len(required) > 0 {
		text += ", of which it must have " + list(required)
	}
	if _, merge := content["application/merge-patch+json"]; merge {
		text += "; `application/json` or `application/merge-patch+json`"
	}
	r.line("%s.", text)
}

// answers lists what an operation answers of its own, and what many do.
func (r *reference) answers(op *Operation) {
	var rows [][]string
	var also []string
	for _, status := range sorted(op.Responses) {
		answer := op.Responses[status]
		if r.shared.answer(status, answer) {
			also = append(also, fmt.Sprintf("[%s](#%s)", status, r.shared.anchor(status)))
			continue
		}
		rows = append(rows, []string{status, answer.Description, r.answered(status, answer), list(headersOf(answer))})
	}
	r.table([]string{"Answer", "When", "Body", "Headers"}, rows)
	if len(also) > 0 {
		r.line("And, as everywhere: %s.", strings.Join(also, ", "))
	}
}

// answered is what the body of an answer holds; problems are the same everywhere.
func (r *reference) answered(status string, answer *Response) string {
	for _, media := range sorted(answer.Content) {
		if schema, _ := lookUp(answer.Content[media], "/schema").(map[string]any); schema != nil {
			if ref := textOf(schema["$ref"]); status >= "400" && last(ref) == "Problem" {
				return ""
			}
			return r.typeOf(schema)
		}
	}
	return ""
}

// headersOf are the headers of an answer but for the one that all have.
func headersOf(answer *Response) []string {
	return slices.DeleteFunc(sorted(answer.Headers), func(name string) bool { return http.CanonicalHeaderKey(name) == "X-Request-Id" })
}

// list joins names as code.
func list(names []string) string {
	var quoted []string
	for _, name := range names {
		quoted = append(quoted, code(name))
	}
	return strings.Join(quoted, ", ")
}

func textsOf(value any) []string {
	var texts []string
	list, _ := value.([]any)
	for _, item := range list {
		texts = append(texts, textOf(item))
	}
	return texts
}
