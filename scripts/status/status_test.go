package main

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files")

// tree is a project in an empty folder.
type tree struct {
	*testing.T
	dir string
}

const steps = `# Steps

Text for people, with a ` + "`file.go`" + ` that is in no list.

## Contact and its channels

- [x] **Models**: a person.
  - Files: ` + "`contact/contact.go`" + `,
    ` + "`contact`" + `
  - Tests: ` + "`contact: TestContact`" + `, ` + "`contact: TestEngines/postgres`" + `
- [x] **API**: what others see.
  - Files: ` + "`contact/contact.go`" + `
  - Tests: ` + "`contact: TestAPI`" + `

## Organization

- [ ] **Refactoring**: later, see ` + "`nowhere.go`" + `.
  - Files: ` + "`nowhere.go`" + `
`

func newTree(t *testing.T) *tree {
	t.Helper()
	p := &tree{t, t.TempDir()}
	p.write("go.mod", "module example.org/m\n\ngo 1.26.8\n")
	p.write("docs/implementation-steps.md", steps)
	p.write("contact/contact.go", "package contact\n")
	p.write("contact/contact_test.go", "package contact\n\nfunc TestContact(t *testing.T) {}\n\nfunc TestEngines(t *testing.T) {}\n\nfunc TestAPI(t *testing.T) {}\n")
	p.write(".gitignore", "/build/\n")
	git := exec.CommandContext(t.Context(), "git", "init", "-q", p.dir)
	if out, err := git.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	p.write(".git/info/exclude", "/build/\n") // holds when .gitignore is gone
	return p
}

func (p *tree) write(name, text string) {
	p.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		p.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		p.Fatal(err)
	}
}

// events are results as go test -json has them: a line for each "package test
// outcome", a package's own without a test.
func events(lines ...string) string {
	var b strings.Builder
	for _, line := range lines {
		f := strings.Fields(line)
		test := ""
		if len(f) == 3 {
			test = fmt.Sprintf(`,"Test":%q`, f[1])
		}
		fmt.Fprintf(&b, `{"Time":"2026-11-03T09:00:00Z","Action":%q,"Package":"example.org/m/%s"%s,"Elapsed":0.1}`+"\n", f[len(f)-1], f[0], test)
	}
	return b.String()
}

const notes = "started 2026-11-03T09:00:00Z\narguments \ncoverage 91.5\nended 2026-11-03T09:09:40Z\n"

// good is a run in which all passed.
var good = []string{
	"contact TestContact pass", "contact TestEngines/sqlite pass", "contact TestEngines/postgres pass",
	"contact TestEngines pass", "contact TestAPI pass", "contact TestCorpora skip", "contact pass", "empty skip",
}

// ran keeps a run, with the tree as it is.
func (p *tree) ran(lines ...string) {
	p.Helper()
	p.write("build/tests/events.json", events(lines...))
	p.write("build/tests/run", notes)
	var sums strings.Builder
	for _, name := range []string{".gitignore", "contact/contact.go", "contact/contact_test.go", "docs/implementation-steps.md", "go.mod"} {
		text, err := os.ReadFile(filepath.Join(p.dir, name))
		if err != nil {
			p.Fatal(err)
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(text), name)
	}
	p.write("build/tests/tree", sums.String())
}

func (p *tree) status(args ...string) (stdout, stderr string, code int) {
	p.Helper()
	var out, errs bytes.Buffer
	code = run(append([]string{"-root=" + p.dir}, args...), &out, &errs)
	return out.String(), errs.String(), code
}

func (p *tree) golden(name, got string) {
	p.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			p.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		p.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		p.Errorf("%s (-want +got):\n%s", name, diff)
	}
	if n := strings.Count(got, "\n"); n > 10 {
		p.Errorf("%s has %d lines", name, n)
	}
}

func TestReport(t *testing.T) {
	for name, prepare := range map[string]func(p *tree){
		"no-run": func(*tree) {},
		"good":   func(p *tree) { p.ran(good...) },
		"changed": func(p *tree) {
			p.ran(good...)
			p.write("contact/contact.go", "package contact // new\n")
			p.write("new", "")
		},
		"deleted": func(p *tree) { p.ran(good...); os.Remove(filepath.Join(p.dir, ".gitignore")) },
		"no-git":  func(p *tree) { p.ran(good...); p.write("build/tests/tree", "") },
		"red": func(p *tree) {
			p.ran(good...)
			p.write("build/tests/run", notes+"failed coverage under 90 %\nfailed npm test\n")
		},
		"bad": func(p *tree) {
			p.ran("contact TestContact fail", "contact TestEngines/postgres skip", "contact TestEngines pass", "contact fail", "broken fail")
			p.write("build/tests/run", "started 2026-11-03T09:00:00Z\narguments -run TestX\n")
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTree(t)
			prepare(p)
			out, errs, code := p.status()
			if code != 0 || errs != "" {
				t.Errorf("%d %s", code, errs)
			}
			p.golden(name, out)
		})
	}
}

func TestCheckPassesWhenEveryStepIsBorneOut(t *testing.T) {
	p := newTree(t)
	p.ran(good...)
	out, errs, code := p.status("-check")
	if code != 0 || errs != "" || out != "steps: 2 of 3 done, borne out by 2 files and 3 tests\n" {
		t.Errorf("%d %q %q", code, out, errs)
	}
}

func TestCheckNamesWhatDoesNotBearOutAStep(t *testing.T) {
	at := "docs/implementation-steps.md:"
	for name, c := range map[string]struct {
		prepare func(p *tree)
		want    []string
	}{
		"no run": {func(*tree) {}, []string{"there are no results of the tests in build/tests: make test makes them"}},
		"a failed test": {
			func(p *tree) { p.ran(append([]string{"contact TestAPI fail"}, good...)...) },
			[]string{at + "11: Contact and its channels, API: the test contact: TestAPI failed"},
		},
		"a skipped test": {
			func(p *tree) {
				p.ran("contact TestContact pass", "contact TestEngines/postgres skip", "contact TestAPI pass")
			},
			[]string{at + "7: Contact and its channels, Models: the test contact: TestEngines/postgres was skipped"},
		},
		"a test that was not run, and a file that is not there": {
			func(p *tree) {
				p.ran(append(good[:4:4], "contact pass")...)
				os.Remove(filepath.Join(p.dir, "contact/contact.go"))
			},
			[]string{
				at + "7: Contact and its channels, Models: contact/contact.go does not exist",
				at + "11: Contact and its channels, API: contact/contact.go does not exist",
				at + "11: Contact and its channels, API: the test contact: TestAPI was not run to its end",
			},
		},
		"a test that is not there": {
			func(p *tree) {
				p.ran(good...)
				p.write("contact/contact_test.go", "package contact\n\nfunc TestContact(t *testing.T) {}\n\nfunc TestEngines(t *testing.T) {}\n")
			},
			[]string{at + "11: Contact and its channels, API: there is no test contact: TestAPI"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTree(t)
			c.prepare(p)
			out, errs, code := p.status("-check")
			if code != 1 || out != "" {
				t.Errorf("%d %q", code, out)
			}
			if diff := cmp.Diff(strings.Join(c.want, "\n")+"\n", errs); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNothingIsSaidOfWhatCannotBeRead(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"no steps":                {"docs/implementation-steps.md", "# Steps\n", "there are no steps"},
		"a box of another list":   {"docs/implementation-steps.md", "## A\n* [x] **Models**\n", "line 2: a step is written"},
		"a box of another form":   {"docs/implementation-steps.md", "## A\n- [X] Models\n", "line 2: a step is written"},
		"a step without tests":    {"docs/implementation-steps.md", "## A\n- [x] **Models**\n  - Files: `go.mod`\n", "names no files or no tests"},
		"a test of another form":  {"docs/implementation-steps.md", "## A\n- [x] **Models**\n  - Tests: `TestX`\n", `line 3: "TestX" is not of the form`},
		"no module":               {"go.mod", "", "go.mod names no module"},
		"results that are broken": {"build/tests/events.json", "{", "events.json: unexpected EOF"},
		"notes that are broken":   {"build/tests/run", "started yesterday\n", "cannot parse"},
		"notes of another kind":   {"build/tests/run", "weather fine\n", `"weather" is not known`},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTree(t)
			p.ran(good...)
			p.write(c.file, c.text)
			if out, errs, code := p.status(); code != 2 || out != "" || !strings.Contains(errs, c.want) {
				t.Errorf("%d %q %q, want 2 and %q", code, out, errs, c.want)
			}
		})
	}
	p := newTree(t)
	for _, args := range [][]string{{"-steps=none.md"}, {"-colour"}, {"more"}} {
		if _, _, code := p.status(args...); code != 2 {
			t.Errorf("%v: %d", args, code)
		}
	}
}
