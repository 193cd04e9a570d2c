package admin

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/liaison/liaison/internal/database"
)

//go:embed templates texts
var files embed.FS

// templates are the pages, read once for each language that somebody reads
// them in. A page's own blocks are named after the ids of the elements that
// they fill; what pages share is in templates/parts.
type templates struct {
	static    *static
	languages *languages

	mu    sync.Mutex
	pages map[pageKey]*template.Template
}

type pageKey struct{ language, name string }

func newTemplates(s *static) (*templates, error) {
	languages, err := newLanguages()
	return &templates{static: s, languages: languages, pages: map[pageKey]*template.Template{}}, err
}

// parts are the ids of the elements that scripts ask for by themselves.
var parts = []string{
	"address-lines", "facets", "found", "hits", "lately", "level", "list", "missing", "moved", "progress", "type-fields", "walks",
}

// has reports whether a page has a part that is asked for by itself: its own file
// defines the block of that name, or shows it.
func (t *templates) has(name, part string) bool {
	if !slices.Contains(parts, part) {
		return false
	}
	source, err := files.ReadFile("templates/pages/" + name + ".html")
	return err == nil && (bytes.Contains(source, []byte(`{{define "`+part+`"}}`)) || bytes.Contains(source, []byte(`{{template "`+part+`" .}}`)))
}

// run writes a block of a page.
func (t *templates) run(w io.Writer, l *locale, name, block string, data any) error {
	page, err := t.page(l, name)
	if err != nil {
		return err
	}
	if err := page.ExecuteTemplate(w, block, data); err != nil {
		return fmt.Errorf("write the page %s: %w", name, err)
	}
	return nil
}

func (t *templates) page(l *locale, name string) (*template.Template, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := pageKey{l.tag.String(), name}
	if page := t.pages[key]; page != nil {
		return page, nil
	}
	page, err := template.New(name).Funcs(t.functions(l)).ParseFS(files, "templates/parts/*.html", "templates/pages/"+name+".html")
	if err != nil {
		return nil, fmt.Errorf("read the page %s: %w", name, err)
	}
	t.pages[key] = page
	return page, nil
}

// functions are what templates can call beside the methods of their view:
//
//	{{t "Delete %s" .Name}}                 a text in the reader's language
//	{{tn "%s contact" "%s contacts" .N}}    the same, by a number
//	{{n .N}}                                a number as the reader writes it
//	{{time .CreatedAt}} {{date "2026-01-31"}}  a point in time, a day
//	{{icon "star"}}                         an icon, named as Lucide names it
//	{{asset "app.js"}}                      the address of a static file
//	{{dict "Name" .X "Page" $}}             several values for one template
//	{{field $ .Form "first_name" "First name" "type" "text" "max" "100"}}  see form.go
func (t *templates) functions(l *locale) template.FuncMap {
	return template.FuncMap{
		"t": l.text, "tn": l.plural, "n": l.number, "lang": l.name, "direction": l.direction,
		"time": timeElement, "date": dateElement, "icon": t.static.icon, "asset": t.static.address,
		"dict": dict, "field": newField, "list": func(items ...any) []any { return items }, "join": strings.Join,
	}
}

func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("dict takes names and values")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, errors.New("a name in dict is not a text")
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// timeElement shows a point in time, in UTC; app.js turns it into the reader's
// own time and form.
func timeElement(t database.Time) template.HTML {
	if t.IsZero() {
		return ""
	}
	return template.HTML(fmt.Sprintf(`<time datetime="%s">%s</time>`, //nolint:gosec // digits of our own
		t.UTC().Format("2006-01-02T15:04:05.000Z"), t.UTC().Format("2006-01-02 15:04 UTC")))
}

// dateElement shows a day, which is the same everywhere.
func dateElement(day string) template.HTML {
	if day == "" {
		return ""
	}
	return template.HTML(`<time datetime="` + template.HTMLEscapeString(day) + `">` + template.HTMLEscapeString(day) + `</time>`) //nolint:gosec // escaped
}
