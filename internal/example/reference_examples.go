package example

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// atHome reports whether an exchange stands in the folder of its operation's tag,
// where its resource is shown.
func (x *Exchange) atHome() bool { return x.Folder == "" || x.Folder == x.Op.Tag() }

// homeFirst are exchanges in the order in which documents choose from them.
func homeFirst(made []*Exchange) []*Exchange {
	sorted := slices.Clone(made)
	slices.SortStableFunc(sorted, func(a, b *Exchange) int {
		switch {
		case a.atHome() == b.atHome():
			return 0
		case a.atHome():
			return -1
		default:
			return 1
		}
	})
	return sorted
}

// First is the exchange that documents show first of an operation: one that
// succeeded, with whole records. It is nil if there is none.
func First(made []*Exchange, op *Operation) *Exchange {
	for _, x := range homeFirst(made) {
		if x.Op == op && x.Status < http.StatusMultipleChoices && !x.someFields() {
			return x
		}
	}
	return nil
}

// examples writes the first exchange of an operation, whole, and the others beneath
// it.
func (r *reference) examples(op *Operation) {
	first := First(r.made, op)
	var others []*Exchange
	for _, x := range homeFirst(r.made) {
		if x.Op == op && x != first && (x.Folder != lastFolder || x.Status >= http.StatusMultipleChoices) {
			others = append(others, x)
		}
	}
	if first == nil {
		return
	}
	r.line("**Example**: %s", first.Name)
	r.exchange(first, whole)
	for _, x := range others {
		name := x.Name
		if !x.atHome() && x.Folder != lastFolder {
			name = x.Folder + ": " + name
		}
		r.line("<details><summary>%s (%d)</summary>", name, x.Status)
		r.exchange(x, inPart)
		r.line("</details>")
	}
}

// detail is how much of an exchange is shown.
type detail bool

const (
	whole  detail = true
	inPart detail = false // of the answer what the step is about
)

// exchange writes a request and its answer. The ETag of the OpenAPI document is left
// out: the document has examples in it, and would change with them.
func (r *reference) exchange(x *Exchange, how detail) {
	text := fenced("sh", r.curl(x)) + "\n\n" + fenced("http", x.answer(how))
	if tag := x.Answered.Get("ETag"); x.isDocument() && tag != "" {
		text = strings.ReplaceAll(text, tag, `"`+ellipsis+`"`)
	}
	r.line("%s", text)
}

// curl is the command that makes a request.
func (r *reference) curl(x *Exchange) string {
	parts := []string{"curl"}
	if x.Method != http.MethodGet && (x.Method != http.MethodPost || len(x.Request) == 0) {
		parts = append(parts, "-X "+x.Method)
	}
	command := strings.Join(append(parts, `"$BASE`+strings.TrimPrefix(x.Target, r.Servers[0].URL)+`"`), " ")
	if token := x.Caller.token(); token != "" {
		key := `-H "Authorization: Bearer $` + strings.TrimPrefix(strings.ToUpper(token), "API_") + `"`
		if len(command)+len(key) < width {
			command += " " + key
		} else {
			command += " \\\n  " + key
		}
	}
	for _, header := range x.Headers {
		command += " \\\n  -H " + shell(header)
	}
	if len(x.Request) > 0 {
		if !x.hasHeader("Content-Type") {
			command += " \\\n  -H 'Content-Type: application/json'"
		}
		command += " -d " + shell(layout(masked(x.Request)))
	}
	return command
}

// shell puts a text into the quotes of a shell.
func shell(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// shownHeaders are those of answers that documents show.
var shownHeaders = []string{
	"Content-Type", "Location", "ETag", "Idempotent-Replayed", "Allow", "WWW-Authenticate", "Retry-After",
}

// answer is the answer of an exchange.
func (x *Exchange) answer(how detail) string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s", x.Status, http.StatusText(x.Status))
	for _, name := range shownHeaders {
		if value := x.Answered.Get(name); value != "" && (how == whole || x.about(name)) {
			fmt.Fprintf(&b, "\n%s: %s", name, value)
		}
	}
	if len(x.Answer) == 0 {
		return b.String()
	}
	b.WriteString("\n\n")
	switch {
	case x.isDocument():
		b.WriteString(ellipsis)
	case !x.isJSON():
		b.Write(x.Answer)
	case how == whole:
		b.WriteString(layout(masked(x.Answer)))
	default:
		b.WriteString(onlyFields(masked(x.Answer), x.about))
	}
	return b.String()
}

// about reports whether a step is about a field or header of its answer.
func (x *Exchange) about(name string) bool {
	if x.Status >= http.StatusBadRequest {
		return name == "detail" || name == "errors" || name == "results"
	}
	under := func(place string) bool {
		return place == name || place == "/"+name || strings.HasPrefix(place, "/"+name+"/") || strings.HasPrefix(place, "/"+name+"?")
	}
	return slices.ContainsFunc(sorted(x.Wants), under) || slices.ContainsFunc(sorted(x.Keeps), under) ||
		x.someFields() && !slices.Contains(shownHeaders, name)
}
