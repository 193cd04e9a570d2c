package liaison_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/cli"
)

// document is a page in Markdown.
type document struct {
	name    string // its path from the root, with slashes
	prose   string // without what stands in fences
	fenced  []string
	anchors map[string]bool
}

// documents reads all pages of the project.
func documents(t *testing.T) map[string]*document {
	t.Helper()
	found := map[string]*document{}
	for name, text := range files(t, func(name string) bool { return strings.HasSuffix(name, ".md") }) {
		found[name] = readDocument(name, text)
	}
	if len(found) < 20 {
		t.Fatalf("only %d pages were found", len(found))
	}
	return found
}

// files reads the project's own files that are wanted, by their paths.
func files(t *testing.T, wanted func(name string) bool) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "bin" || len(name) > 1 && name[0] == '.'):
			return filepath.SkipDir
		case entry.IsDir() || !wanted(filepath.ToSlash(name)):
			return nil
		}
		text, err := os.ReadFile(name)
		found[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var (
	heading  = regexp.MustCompile(`^#{1,6} +(.*?) *#*$`)
	htmlID   = regexp.MustCompile(`<[a-z]+ (?:id|name)="([^"]+)"`)
	linkText = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	noSlug   = regexp.MustCompile(`[^\p{L}\p{N}\p{M}_ -]`)
)

func readDocument(name, text string) *document {
	d := &document{name: name, anchors: map[string]bool{}}
	var prose, block strings.Builder
	fence := ""
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		switch {
		case fence == "" && strings.HasPrefix(trimmed, "```"):
			fence = trimmed[:len(trimmed)-len(strings.TrimLeft(trimmed, "`"))]
		case fence != "" && trimmed == fence:
			d.fenced, fence = append(d.fenced, block.String()), ""
			block.Reset()
		case fence != "":
			block.WriteString(line)
		default:
			prose.WriteString(line)
			if h := heading.FindStringSubmatch(trimmed); h != nil {
				d.addAnchor(h[1])
			}
		}
	}
	d.prose = prose.String()
	for _, id := range htmlID.FindAllStringSubmatch(d.prose, -1) {
		d.anchors[id[1]] = true
	}
	return d
}

// addAnchor notes the anchor of a heading as code hosts make it.
func (d *document) addAnchor(text string) {
	slug := strings.ToLower(linkText.ReplaceAllString(text, "$1"))
	slug = strings.ReplaceAll(noSlug.ReplaceAllString(slug, ""), " ", "-")
	for n, base := 1, slug; d.anchors[slug]; n++ {
		slug = fmt.Sprintf("%s-%d", base, n)
	}
	d.anchors[slug] = true
}

var (
	link       = regexp.MustCompile(`\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)`)
	inlineCode = regexp.MustCompile("`([^`\n]+)`")
)

func TestLinksOfDocumentsLeadSomewhere(t *testing.T) {
	all := documents(t)
	for _, d := range all {
		if d.name == "docs/adr/0000-template.md" { // its links are to be filled in
			continue
		}
		for _, found := range link.FindAllStringSubmatch(inlineCode.ReplaceAllString(d.prose, ""), -1) {
			if why := leadsNowhere(all, d, found[1]); why != "" {
				t.Errorf("%s links to %s: %s", d.name, found[1], why)
			}
		}
	}
}

// leadsNowhere says why a link of a page is dead, "" if it is not, or leads out of
// the project.
func leadsNowhere(all map[string]*document, from *document, target string) string {
	if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
		return ""
	}
	name, anchor, _ := strings.Cut(target, "#")
	page := path.Join(path.Dir(from.name), name)
	if name == "" {
		page = from.name
	}
	if _, err := os.Stat(filepath.FromSlash(page)); err != nil {
		return "there is no such file"
	}
	if to := all[page]; anchor != "" && to != nil && !to.anchors[anchor] {
		return "there is no such heading"
	}
	return ""
}

func TestIndexLeadsToEveryGuide(t *testing.T) {
	all := documents(t)
	led := map[string]bool{"docs/index.md": true}
	for _, found := range link.FindAllStringSubmatch(all["docs/index.md"].prose, -1) {
		name, _, _ := strings.Cut(found[1], "#")
		led[path.Join("docs", name)] = true
	}
	for name := range all {
		if folder := path.Dir(name); (folder == "docs" || folder == "docs/recipes") && !led[name] {
			t.Errorf("docs/index.md does not lead to %s", name)
		}
	}
}

// program is what the command line knows.
type program struct {
	commands  map[string]bool   // user, user create, …
	flags     map[string]bool   // --listen, of any command
	settings  map[string]string // --listen to the whole text of its help
	variables map[string]bool
}

var (
	commandLine = regexp.MustCompile(`^  ([a-z-]+(?: [a-z-]+)?)(?:\s+\S|$)`)
	flagName    = regexp.MustCompile(`--[a-z][a-z0-9-]*`)
	variable    = regexp.MustCompile(`LIAISON_[A-Z0-9_]*[A-Z0-9]`)
	helpDefault = regexp.MustCompile(`\(([^()]+)\)\. \[`)
)

// askProgram asks the command line for its help, as a user would.
func askProgram(t *testing.T) *program {
	t.Helper()
	p := &program{map[string]bool{"help": true}, map[string]bool{}, map[string]string{}, map[string]bool{}}
	_, commands, found := strings.Cut(help(t), "\nCommands:\n")
	if !found {
		t.Fatal("the help names no commands")
	}
	for line := range strings.Lines(commands) {
		name := commandLine.FindStringSubmatch(line)
		if name == nil {
			continue
		}
		p.commands[name[1]] = true
		first, _, _ := strings.Cut(name[1], " ")
		p.commands[first] = true
		p.readHelp(help(t, strings.Fields(name[1])...))
	}
	if len(p.commands) < 8 || len(p.settings) < 8 || len(p.variables) != len(p.settings) {
		t.Fatalf("the help is not understood: %+v", p)
	}
	return p
}

func help(t *testing.T, command ...string) string {
	t.Helper()
	var out bytes.Buffer
	if code := cli.Main(cli.Process{Args: append(command, "--help"), Stdout: &out, Stderr: &out}); code != 0 {
		t.Fatalf("liaison %v --help ends with %d: %s", command, code, out.String())
	}
	return out.String()
}

func (p *program) readHelp(text string) {
	for _, flag := range flagName.FindAllString(text, -1) {
		p.flags[flag] = true
	}
	for _, name := range variable.FindAllString(text, -1) {
		p.variables[name] = true
	}
	_, settings, _ := strings.Cut(text, "\nSettings:\n")
	settings, _, _ = strings.Cut(settings, "\n\n")
	for entry := range strings.SplitSeq(settings, "\n  --") {
		entry = "--" + strings.TrimPrefix(strings.TrimSpace(entry), "--")
		p.settings[flagName.FindString(entry)] = strings.Join(strings.Fields(entry), " ")
	}
}

func TestDocumentsNameWhatTheProgramHas(t *testing.T) {
	p := askProgram(t)
	sources := files(t, func(name string) bool {
		return !strings.HasSuffix(name, ".md") && name != "docs_test.go" && isText(name)
	})
	for _, d := range documents(t) {
		if d.name == "CHANGELOG.md" { // it tells of what was, too
			continue
		}
		for _, name := range variable.FindAllString(d.prose+strings.Join(d.fenced, ""), -1) {
			if !p.variables[name] && !inAny(sources, name) {
				t.Errorf("%s names the variable %s, which nothing reads", d.name, name)
			}
		}
		for _, code := range d.code() {
			for _, fault := range p.faults(code) {
				t.Errorf("%s: %s, in %q", d.name, fault, code)
			}
		}
	}
}

func isText(name string) bool {
	return slices.Contains([]string{".go", ".sh", ".mjs", ".ts", ".yml", ".yaml", ".service", ""}, path.Ext(name))
}

func inAny(texts map[string]string, part string) bool {
	for _, text := range texts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// code returns the pieces of code of a page: what stands between backticks, and
// the lines of its fences, those that a backslash continues as one.
func (d *document) code() []string {
	var pieces []string
	for _, found := range inlineCode.FindAllStringSubmatch(d.prose, -1) {
		pieces = append(pieces, found[1])
	}
	for _, block := range d.fenced {
		pieces = append(pieces, strings.Split(strings.ReplaceAll(block, "\\\n", " "), "\n")...)
	}
	return pieces
}

// call is a use of the program: with a command behind it wherever it stands, since
// others have it as an argument too, and with a flag at the beginning.
var call = regexp.MustCompile(`(?:^|[\s(/])liaison ([a-z][^;&()#]*)|^(?:\$ )?liaison (--[^;&()#]*)`)

// faults says what a piece of code names that the program does not have.
func (p *program) faults(code string) []string {
	var faults []string
	if flag := flagName.FindString(code); flag != "" && strings.HasPrefix(code, flag) && !p.flags[flag] {
		faults = append(faults, "there is no flag "+flag)
	}
	for _, found := range call.FindAllStringSubmatch(code, -1) {
		used, _, _ := strings.Cut(found[1]+found[2], " | ")
		used = strings.TrimPrefix(used, "liaison ") // of a user or a container with its name
		words := strings.Fields(used)
		if !strings.HasPrefix(words[0], "-") && !p.commands[words[0]] {
			faults = append(faults, "there is no command liaison "+words[0])
			continue
		}
		if len(words) > 1 && p.hasSubcommands(words[0]) && words[1] != "…" && !strings.HasPrefix(words[1], "-") {
			for name := range strings.SplitSeq(words[1], "|") {
				if name != "…" && !p.commands[words[0]+" "+name] {
					faults = append(faults, "there is no command liaison "+words[0]+" "+name)
				}
			}
		}
		for _, flag := range flagName.FindAllString(used, -1) {
			if !p.flags[flag] {
				faults = append(faults, "there is no flag "+flag)
			}
		}
	}
	return faults
}

func (p *program) hasSubcommands(name string) bool {
	for command := range p.commands {
		if strings.HasPrefix(command, name+" ") {
			return true
		}
	}
	return false
}

// The guide for operators has a row for every setting, with its variable and its
// default, and names every command.
func TestOperationsNameEverySettingAndCommand(t *testing.T) {
	p := askProgram(t)
	page, err := os.ReadFile("docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	for setting, about := range p.settings {
		_, row, found := strings.Cut(string(page), "\n| `"+setting+"`")
		if !found {
			t.Errorf("docs/operations.md has no row for %s", setting)
			continue
		}
		row, _, _ = strings.Cut(row, "\n")
		want := []string{"`" + variable.FindString(about) + "`"}
		if value := helpDefault.FindStringSubmatch(about); value != nil {
			want = append(want, "| "+codeUnlessOff(value[1])+" |")
		}
		for _, text := range want {
			if !strings.Contains(row, text) {
				t.Errorf("docs/operations.md: the row for %s does not have %q", setting, text)
			}
		}
	}
	for command := range p.commands {
		if !p.hasSubcommands(command) && !strings.Contains(string(page), "`liaison "+command) {
			t.Errorf("docs/operations.md does not name the command `liaison %s`", command)
		}
	}
}

// The messages that the guide for operators helps with are those of the program: an
// ellipsis stands for what is not always the same.
func TestTroubleshootingNamesMessagesOfTheProgram(t *testing.T) {
	sources := files(t, func(name string) bool {
		return strings.HasPrefix(name, "internal/") && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go")
	})
	page, err := os.ReadFile("docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "\n## Troubleshooting\n")
	rows := 0
	for line := range strings.Lines(section) {
		cell, found := strings.CutPrefix(line, "| ")
		if !found {
			continue
		}
		cell, _, _ = strings.Cut(cell, " | ")
		for _, message := range inlineCode.FindAllStringSubmatch(cell, -1) {
			rows++
			for piece := range strings.SplitSeq(message[1], "…") {
				if !inAny(sources, strings.TrimSpace(piece)) {
					t.Errorf("docs/operations.md helps with %q, but the program does not say %q", message[1], piece)
				}
			}
		}
	}
	if rows < 10 {
		t.Errorf("only %d messages were found", rows)
	}
}

func codeUnlessOff(value string) string {
	if value == "off" {
		return value
	}
	return "`" + value + "`"
}

func TestDocumentsAreReadAsTheyAreMeant(t *testing.T) {
	d := readDocument("a.md", "# A `b`, c\n## D\n## D\n```sh\n# no\n```\n[x](y)\n")
	for _, anchor := range []string{"a-b-c", "d", "d-1"} {
		if !d.anchors[anchor] {
			t.Errorf("there is no anchor %s in %v", anchor, d.anchors)
		}
	}
	if len(d.anchors) != 3 || len(d.fenced) != 1 {
		t.Errorf("read as %+v", d)
	}
	if leadsNowhere(nil, d, "nowhere.md") == "" || leadsNowhere(map[string]*document{"a.md": d}, d, "#e") == "" {
		t.Error("a dead link is not found")
	}
	p := askProgram(t)
	for code, faults := range map[string]int{
		"liaison serve --listen 1": 0, "./bin/liaison user create --email a": 0, "sudo systemctl status liaison": 0,
		"sudo -u liaison liaison serve": 0, "sudo -u liaison liaison swerve": 1, "createdb --owner liaison --encoding UTF8": 0,
		"liaison --lisen": 1, "liaison swerve": 1, "liaison user make": 1, "liaison serve --lisen=1": 1, "--lisen": 1, "curl --silent": 0,
		"liaison user create|list|…": 0, "liaison user create|lost": 1, "LIAISON_X=1 liaison swerve | tee": 1, "liaison check --rebuild": 0,
	} {
		if found := p.faults(code); len(found) != faults {
			t.Errorf("%q has the faults %v, want %d", code, found, faults)
		}
	}
}
