package promise_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/testkit"
)

// guidesHost is where the documents say that the server is.
const guidesHost = "127.0.0.1:8080"

// The commands of the documents do what the documents say. A block of ```sh is
// run, what its "# →" lines say must be in the output of the command above, and
// an answer that is a problem must be one that such a line names.
func TestGuidesDoWhatTheySay(t *testing.T) {
	for _, server := range []struct {
		args   []string
		guides []guide // one after the other, as a newcomer does
	}{
		{[]string{"--demo"}, []guide{{"README.md", "## A first session"}, {"docs/quick-start.md", ""}}},
		{nil, []guide{{"docs/operations.md", ""}}}, // which starts programs of its own
	} {
		dir := t.TempDir()
		putBinary(t, dir)
		running := testkit.StartServer(t, testkit.Command{Args: server.args, Dir: dir})
		for _, g := range server.guides {
			t.Run(filepath.Base(g.file), func(t *testing.T) {
				text := section(t, g.file, g.heading)
				blocks := shellBlocks(text)
				if len(blocks) == 0 {
					t.Fatal("there is no block of ```sh")
				}
				announced(t, text, running)
				runBlocks(t, dir, hostOf(running.URL), blocks)
				if g.file == "README.md" {
					makesTheFirstUser(t, running)
				}
			})
		}
	}
}

// makesTheFirstUser opens the set-up link of a server, as somebody does who made a
// key first, and makes the first user with it.
func makesTheFirstUser(t *testing.T, server *testkit.Process) {
	t.Helper()
	address, token := link(t, server)
	const password = "violet tram over Lisbon"
	for _, c := range []struct {
		method, address string
		form            url.Values
		want            int
	}{
		{"GET", address, nil, http.StatusOK},
		{"POST", server.URL + "/admin/set-up", url.Values{
			"token": {token}, "username": {"ada"}, "password": {password}, "password_again": {password},
		}, http.StatusSeeOther},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, c.address, strings.NewReader(c.form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", server.URL)
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != c.want {
			t.Errorf("%s %s: %d, want %d, %v\n%s", c.method, r.URL.Path, resp.StatusCode, c.want, err, answer)
		}
	}
}

// guide is a document, or the part of it below a heading of level two.
type guide struct{ file, heading string }

func hostOf(url string) string { return strings.TrimPrefix(url, "http://") }

// section reads a document, or the part of it below a heading of level two.
func section(t *testing.T, file, heading string) string {
	t.Helper()
	read, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	text := string(read)
	if heading == "" {
		return text
	}
	_, after, found := strings.Cut(text, heading+"\n")
	if !found {
		t.Fatalf("%s has no %q", file, heading)
	}
	text, _, _ = strings.Cut(after, "\n## ")
	return text
}

var shellBlock = regexp.MustCompile("(?ms)^```sh\n(.*?)^```$")

func shellBlocks(text string) []string {
	var blocks []string
	for _, found := range shellBlock.FindAllStringSubmatch(text, -1) {
		blocks = append(blocks, found[1])
	}
	return blocks
}

// putBinary makes the program what the guides call it: bin/liaison in the folder
// that they work in.
func putBinary(t *testing.T, dir string) {
	t.Helper()
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(testkit.Binary(t), filepath.Join(dir, "bin", "liaison")); err != nil {
		t.Fatal(err)
	}
}

// announced compares what a guide shows of the server's first words with them.
func announced(t *testing.T, text string, server *testkit.Process) {
	t.Helper()
	_, shown, found := strings.Cut(text, "```text\nLiaison listens on ")
	if !found {
		return
	}
	shown, _, _ = strings.Cut(shown, "```")
	want, said, missing := strings.Split(strings.TrimSpace("Liaison listens on "+shown), "\n"), "", ""
	// The server listens a moment before it has said all of it.
	for deadline := time.Now().Add(testkit.Patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		said = strings.ReplaceAll(server.Logs(), hostOf(server.URL), guidesHost)
		if missing = lacks(said, want); missing == "" {
			return
		}
	}
	t.Errorf("the server does not say %q but:\n%s", missing, said)
}

const arrow = "# → "

// expectation is what a guide says that the commands before it print: texts that
// follow each other.
type expectation struct {
	code string // the commands, to say which they were
	want []string
}

// mark stands in the output where an expectation ends.
const mark = "\x01"

// runBlocks runs all blocks in one shell, as a reader would paste them.
func runBlocks(t *testing.T, dir, host string, blocks []string) {
	t.Helper()
	script, expectations := scriptOf(blocks)
	cmd := exec.CommandContext(t.Context(), "bash", "-c", strings.ReplaceAll(script, guidesHost, host)) //nolint:gosec // the project's own documents
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+":"+os.Getenv("PATH"), "LIAISON_LOG_LEVEL=warn")
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	err := cmd.Run()
	parts := strings.Split(strings.ReplaceAll(output.String(), host, guidesHost), mark)
	for i, part := range parts {
		if i >= len(expectations) {
			break
		}
		e := expectations[i]
		if missing := lacks(part, e.want); missing != "" {
			t.Errorf("%s\nprints\n%s\nwithout %s", e.code, part, missing)
		}
		if found := problemStatus.FindString(part); found != "" && !strings.Contains(strings.Join(e.want, "\n"), found) {
			t.Errorf("%s\nis answered with an error that the guide does not show:\n%s", e.code, part)
		}
	}
	if err != nil {
		at := expectations[min(len(parts), len(expectations))-1]
		t.Errorf("the shell ends with %v at or after\n%s\n%s", err, at.code, parts[len(parts)-1])
	}
}

// problemStatus finds an answer that is a problem.
var problemStatus = regexp.MustCompile(`"status":[45][0-9][0-9]`)

// scriptOf returns the script of all blocks, which stops at the first command
// that fails and prints a mark where an expectation stands, and what is expected
// before each mark. The last mark is the end.
func scriptOf(blocks []string) (script string, list []expectation) {
	var b, code strings.Builder
	b.WriteString("set -eo pipefail\n")
	var want []string
	end := func() {
		fmt.Fprintf(&b, "printf '\\001'\n")
		list = append(list, expectation{code.String(), want})
		code.Reset()
		want = nil
	}
	for _, block := range blocks {
		for line := range strings.Lines(block) {
			if text, ok := strings.CutPrefix(strings.TrimRight(line, "\n"), arrow); ok {
				want = append(want, text)
				continue
			}
			if want != nil {
				end()
			}
			b.WriteString(line)
			code.WriteString(line)
		}
		end()
	}
	return b.String(), list
}

// lacks returns the first of the texts that is not in the output behind the one
// before it, "" if all are. An ellipsis stands for anything.
func lacks(output string, want []string) string {
	for _, line := range want {
		for piece := range strings.SplitSeq(line, "…") {
			_, after, found := strings.Cut(output, piece)
			if !found {
				return line
			}
			output = after
		}
	}
	return ""
}

func TestGuidesAreReadAsTheyAreWritten(t *testing.T) {
	script, expectations := scriptOf([]string{"echo a\n# → a\n# → b\necho c\n", "echo d\n"})
	if want := "set -eo pipefail\necho a\nprintf '\\001'\necho c\nprintf '\\001'\necho d\nprintf '\\001'\n"; script != want {
		t.Errorf("the script is %q, want %q", script, want)
	}
	if len(expectations) != 3 || len(expectations[0].want) != 2 || expectations[2].want != nil {
		t.Errorf("what is expected is %v", expectations)
	}
	for _, c := range []struct {
		output, missing string
		want            []string
	}{
		{"one two three", "", []string{"one", "three"}},
		{"one two three", "", []string{"one…three"}},
		{"one two three", "one", []string{"two", "one"}},
		{"one two three", "two…one", []string{"two…one"}},
	} {
		if got := lacks(c.output, c.want); got != c.missing {
			t.Errorf("%q lacks %q of %q, want %q", c.output, got, c.want, c.missing)
		}
	}
}
