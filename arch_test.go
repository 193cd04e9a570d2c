package liaison_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/liaison/liaison/"

// layer is a set of packages at one height of the house.
type layer struct {
	packages []string // below internal/, or cmd/…
	siblings bool     // whether they may import each other
}

// layers is the house from top to bottom: a package may import those of lower
// layers. A new package gets its place here.
var layers = []layer{
	{packages: []string{"cmd/liaison", "client", "client/generate"}}, // nothing but tests imports the client
	{packages: []string{"cli"}},
	{packages: []string{"app"}},
	{packages: []string{"restapi", "admin", "viewer", "carddav"}},
	{packages: []string{"httpserver"}},
	{packages: []string{"importer", "exporter", "duplicate", "bulk", "backup"}, siblings: true},
	{packages: []string{"check"}},
	{packages: []string{"directory"}},
	{packages: []string{"contact", "organization"}},
	{packages: []string{"address", "tag", "option", "customfield", "ruleset", "workspace", "auth", "savedview", "external"}, siblings: true},
	{packages: []string{"changelog"}},
	{packages: []string{"listing"}},
	{packages: []string{"record"}},
	{packages: []string{"database"}},
	{packages: []string{"problem", "config", "text", "phone", "email", "vcard", "jscontact", "csvfile"}, siblings: true},
}

// only narrows a package down to these packages of ours.
var only = map[string][]string{
	"cmd/liaison": {"cli"},
	"client":      {}, // so that who imports it gets nothing of ours besides
	"httpserver":  {"config", "database", "problem", "auth"},
	"vcard":       {},
	"jscontact":   {},
	"csvfile":     {},
}

// forTests may import everything below the doors; what may import them, tests
// apart, are the files named.
var (
	forTests  = []string{"factory", "testkit", "promise", "browser", "example"}
	theirUser = "internal/cli/demo.go"
	belowDoor = 5 // index of the first layer below the doors
)

// reserved are imports that belong to some packages alone. A trailing slash
// means everything below.
var reserved = map[string][]string{
	"github.com/danielgtaylor/huma/": {"restapi"},
	"github.com/jackc/pgx/":          {"database", "testkit"}, // testkit makes databases for tests
	"modernc.org/":                   {"database"},
	"github.com/mattn/go-sqlite3/":   {},
	"github.com/pressly/goose/":      {"database"},
	"filippo.io/age/":                {"backup"},
	"github.com/chromedp/":           {"browser", "admin", "viewer"}, // the doors: the names of keys, in their tests
	"net/http/":                      {"cli", "app", "restapi", "admin", "viewer", "carddav", "httpserver", "testkit", "example", "client"},
}

const (
	longestFile     = 600 // lines
	longestTestFile = 800
	longestFunction = 80
)

// source is one Go file.
type source struct {
	name   string // its path from the root, with slashes
	pkg    string // contact, cmd/liaison, …: as in layers
	isTest bool
	syntax *ast.File
	files  *token.FileSet
}

func sources(t *testing.T) []source {
	t.Helper()
	var list []source
	for _, root := range []string{"cmd", "internal", "client", "bench"} {
		err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				if name == root { // not every root is there
					return nil
				}
				return err
			case entry.IsDir() && entry.Name() == "testdata":
				return filepath.SkipDir
			case entry.IsDir() || !strings.HasSuffix(name, ".go"):
				return nil
			}
			files := token.NewFileSet()
			syntax, err := parser.ParseFile(files, name, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			name = filepath.ToSlash(name)
			list = append(list, source{
				name: name, pkg: place(path.Dir(name)), isTest: strings.HasSuffix(name, "_test.go"),
				syntax: syntax, files: files,
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// place is the name of a folder in layers: contact for internal/contact and for
// all that is below it.
func place(dir string) string {
	if inner, ok := strings.CutPrefix(dir, "internal/"); ok {
		first, _, _ := strings.Cut(inner, "/")
		return first
	}
	return dir
}

// imports lists what the file imports.
func (s source) imports() []string {
	var list []string
	for _, spec := range s.syntax.Imports {
		name, _ := strconv.Unquote(spec.Path.Value)
		list = append(list, name)
	}
	return list
}

func height(pkg string) int {
	return slices.IndexFunc(layers, func(l layer) bool { return slices.Contains(l.packages, pkg) })
}

// forbidden says why a file of package from may not import package to, "" if it
// may. Both are names as in layers.
func forbidden(file, from, to string) string {
	if from == to || strings.HasPrefix(from, "bench") {
		return ""
	}
	if slices.Contains(forTests, to) {
		if file == theirUser || slices.Contains(forTests, from) {
			return ""
		}
		return "it is for tests"
	}
	above, below := height(from), height(to)
	if slices.Contains(forTests, from) {
		above = belowDoor - 1
	}
	allowed, narrowed := only[from]
	switch {
	case above < 0:
		return from + " has no place in the table of layers"
	case below < 0:
		return to + " has no place in the table of layers"
	case above > below:
		return to + " is above it"
	case above == below && !layers[above].siblings:
		return to + " stands beside it"
	case narrowed && !slices.Contains(allowed, to):
		return "it may import only " + strings.Join(allowed, ", ") + " of ours"
	}
	return ""
}

func TestImportsFollowTheArrows(t *testing.T) {
	for _, s := range sources(t) {
		if s.isTest {
			continue
		}
		if height(s.pkg) < 0 && !slices.Contains(forTests, s.pkg) && !strings.HasPrefix(s.pkg, "bench") {
			t.Errorf("%s: package %s has no place in the table of layers", s.name, s.pkg)
		}
		for _, imported := range s.imports() {
			ours, ok := strings.CutPrefix(imported, module)
			if !ok {
				continue
			}
			if why := forbidden(s.name, s.pkg, place(ours)); why != "" {
				t.Errorf("%s imports %s: %s", s.name, ours, why)
			}
		}
	}
}

func TestLibrariesStayInTheirPackages(t *testing.T) {
	for _, s := range sources(t) {
		if s.isTest || strings.HasPrefix(s.pkg, "bench") {
			continue
		}
		for _, imported := range s.imports() {
			for library, owners := range reserved {
				if strings.HasPrefix(imported+"/", library) && !slices.Contains(owners, s.pkg) {
					t.Errorf("%s imports %s, which is for %v alone", s.name, imported, owners)
				}
			}
		}
	}
}

func TestArrowsAreTheOnesOfTheArchitecture(t *testing.T) {
	for _, c := range []struct {
		file, from, to string
		allowed        bool
	}{
		{"", "restapi", "contact", true},
		{"", "restapi", "admin", false},
		{"", "contact", "organization", false},
		{"", "directory", "contact", true},
		{"", "contact", "directory", false},
		{"", "auth", "workspace", true},
		{"", "database", "changelog", false},
		{"", "cmd/liaison", "app", false},
		{"", "httpserver", "contact", false},
		{"", "contact", "factory", false},
		{"", "factory", "contact", true},
		{"", "factory", "restapi", false},
		{"internal/cli/demo.go", "cli", "factory", true},
		{"internal/cli/serve.go", "cli", "factory", false},
		{"", "client", "problem", false},
		{"", "cli", "client", false},
		{"", "contact", "somewhere", false},
	} {
		if why := forbidden(c.file, c.from, c.to); (why == "") != c.allowed {
			t.Errorf("%s imports %s: allowed is %v, want %v (%s)", c.from, c.to, why == "", c.allowed, why)
		}
	}
}

func TestEveryPackageHasAComment(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t) {
		if s.isTest {
			continue
		}
		dir := path.Dir(s.name)
		documented[dir] = documented[dir] || s.syntax.Doc != nil
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("%s: no file says what the package owns and what it does not", dir)
		}
	}
}

func TestFilesAndFunctionsAreShort(t *testing.T) {
	for _, s := range sources(t) {
		if ast.IsGenerated(s.syntax) {
			continue
		}
		limit := longestFile
		if s.isTest {
			limit = longestTestFile
		}
		if n := s.files.File(s.syntax.FileStart).LineCount(); n > limit {
			t.Errorf("%s has %d lines, at most %d are allowed", s.name, n, limit)
		}
		for _, declaration := range s.syntax.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok {
				continue
			}
			first, last := s.files.Position(function.Pos()).Line, s.files.Position(function.End()).Line
			if n := last - first + 1; n > longestFunction {
				t.Errorf("%s:%d: %s has %d lines, at most %d are allowed", s.name, first, function.Name.Name, n, longestFunction)
			}
			if function.Name.Name == "init" && function.Recv == nil && !s.isTest {
				t.Errorf("%s:%d: there is no init here", s.name, first)
			}
		}
	}
}
