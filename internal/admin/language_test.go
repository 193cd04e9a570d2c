package admin

import (
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the generated files anew")

// The texts of the templates: {{t "…"}} and {{tn "one" "many" …}}.
var (
	oneText  = regexp.MustCompile(`\bt ("(?:[^"\\]|\\.)*")`)
	twoTexts = regexp.MustCompile(`\btn ("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")`)
)

// englishTexts returns what texts/en.json lists: each text with itself, and each
// pair with its forms.
func englishTexts(t *testing.T) map[string]any {
	t.Helper()
	texts := collected{}
	names, err := filepath.Glob("templates/*/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range oneText.FindAllSubmatch(content, -1) {
			texts.add(unquoted(t, found[1]))
		}
		for _, found := range twoTexts.FindAllSubmatch(content, -1) {
			texts.addPair(unquoted(t, found[1]), unquoted(t, found[2]))
		}
	}
	names, err = filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, texts.visit)
	}
	return texts
}

// collected are the texts that were found.
type collected map[string]any

func (c collected) add(text string) { c[text] = text }

func (c collected) addPair(one, many string) {
	c[one+"|"+many] = map[string]string{"one": one, "other": many}
}

// visit takes the texts of Go code: what is given to t and plural, and what
// stands in tables of names, titles and labels that are given to them later.
func (c collected) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		c.call(n)
	case *ast.CompositeLit:
		if list, ok := n.Type.(*ast.ArrayType); ok {
			if of, ok := list.Elt.(*ast.Ident); ok && of.Name == "string" {
				return true // names, not texts
			}
		}
		for _, e := range n.Elts {
			pair, keyed := e.(*ast.KeyValueExpr)
			if text, ok := literal(e); ok && !keyed && isWords(text) {
				c.add(text)
			} else if keyed {
				if text, ok := literal(pair.Value); ok && isNamed(pair.Key) && isWords(text) {
					c.add(text)
				}
			}
		}
	}
	return true
}

func (c collected) call(n *ast.CallExpr) {
	called, ok := n.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	var texts []string
	for _, arg := range n.Args {
		if text, ok := literal(arg); ok {
			texts = append(texts, text)
		}
	}
	switch {
	case (called.Sel.Name == "t" || called.Sel.Name == "plain") && len(texts) > 0:
		c.add(texts[0])
	case called.Sel.Name == "plural" && len(texts) > 1:
		c.addPair(texts[0], texts[1])
	}
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// isNamed reports whether a key is that of a table of texts: a text itself, or a
// field that holds one.
func isNamed(key ast.Expr) bool {
	if _, ok := literal(key); ok {
		return true
	}
	name, ok := key.(*ast.Ident)
	return ok && slices.Contains([]string{"title", "Title", "search", "empty", "label", "Label", "one", "many"}, name.Name)
}

// isWords tells texts from paths, names of fields and the like.
func isWords(text string) bool {
	return len(text) > 1 && !strings.ContainsAny(text, "/=_<{") && !strings.HasPrefix(text, ".")
}

func unquoted(t *testing.T, literal []byte) string {
	t.Helper()
	text, err := strconv.Unquote(string(literal))
	if err != nil {
		t.Fatalf("%s: %v", literal, err)
	}
	return text
}

func TestTextsAreListed(t *testing.T) {
	want := englishTexts(t)
	if *update {
		content, err := json.MarshalIndent(want, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("texts/en.json", append(content, '\n'), 0o644); err != nil { //nolint:gosec // a source file
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile("texts/en.json")
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]any{}
	if err := json.Unmarshal(content, &kept); err != nil {
		t.Fatal(err)
	}
	var current map[string]any
	encoded, err := json.Marshal(want)
	if err == nil {
		err = json.Unmarshal(encoded, &current)
	}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(kept, current); diff != "" {
		t.Errorf("texts/en.json is not current (make generate), - kept + current:\n%s", diff)
	}
}

func TestTextsAndNumbersAreTheReaders(t *testing.T) {
	languages, err := newLanguages()
	if err != nil {
		t.Fatal(err)
	}
	asked := func(header string) *locale {
		return languages.of(&http.Request{Header: http.Header{"Accept-Language": {header}}})
	}
	for header, want := range map[string]string{
		"": "1,234,567", "en-US": "1,234,567", "de-DE,en;q=0.5": "1.234.567", "fr": "1\u00a0234\u00a0567", "tlh": "1,234,567", "%%": "1,234,567",
	} {
		if got := strings.ReplaceAll(asked(header).digits(1234567), "\u202f", "\u00a0"); got != want {
			t.Errorf("%q writes %s, not %s", header, got, want)
		}
	}
	polish := asked("pl")
	polish.texts = map[string]json.RawMessage{
		"Save":                   json.RawMessage(`"Zapisz"`),
		"%s contact|%s contacts": json.RawMessage(`{"one":"%s kontakt","few":"%s kontakty","many":"%s kontaktów","other":"%s kontaktu"}`),
	}
	polish.in = polish.tag
	for got, want := range map[string]string{
		polish.text("Save"): "Zapisz", polish.text("Delete"): "Delete",
		polish.plural("%s contact", "%s contacts", 1): "1 kontakt",
		polish.plural("%s contact", "%s contacts", 3): "3 kontakty",
		polish.plural("%s contact", "%s contacts", 5): "5 kontaktów",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if d := asked("ar").direction(); d != "ltr" {
		t.Errorf("English texts are written %s", d)
	}
}
