package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The files of a run, which scripts/test.sh writes.
const (
	eventsFile = "events.json" // of go test -json, without the output
	notesFile  = "run"         // lines of a name and a value
	treeFile   = "tree"        // of sha256sum, when the run started
)

// testRun is what is known of the last run of the tests.
type testRun struct {
	outcome   map[string]map[string]string // package → test → pass, fail or skip
	broken    []string                     // packages that failed without a test that did
	started   time.Time
	took      time.Duration
	ended     bool
	arguments string   // of go test, "" for the whole suite
	coverage  string   // in percent, "" for not measured
	failed    []string // what failed beside the tests of Go
	tree      string   // the sums of all files when it started, "" for not known
}

// event is a line of go test -json.
type event struct {
	Time                  time.Time
	Action, Package, Test string
}

// readRun reads the last run, nil if there was none.
func readRun(dir string) (*testRun, error) {
	file, err := os.Open(filepath.Join(dir, eventsFile)) //nolint:gosec // the path is the caller's
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil //nolint:nilnil // no run is no error
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	r := &testRun{outcome: map[string]map[string]string{}}
	if err := r.readEvents(file); err != nil {
		return nil, fmt.Errorf("%s: %w", file.Name(), err)
	}
	if err := r.readNotes(filepath.Join(dir, notesFile)); err != nil {
		return nil, err
	}
	tree, err := os.ReadFile(filepath.Join(dir, treeFile)) //nolint:gosec // the path is the caller's
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	r.tree = string(tree)
	return r, nil
}

func (r *testRun) readEvents(from io.Reader) error {
	failed := map[string]bool{}
	for decoder := json.NewDecoder(from); ; {
		var e event
		switch err := decoder.Decode(&e); {
		case errors.Is(err, io.EOF):
			for name, has := range failed {
				if has && !r.has(name, "fail") {
					r.broken = append(r.broken, name)
				}
			}
			return nil
		case err != nil:
			return err
		}
		switch e.Action {
		case "pass", "fail", "skip":
		default:
			continue
		}
		if e.Test == "" {
			failed[e.Package] = failed[e.Package] || e.Action == "fail"
		}
		r.note(e)
	}
}

// note keeps the outcome of a test; one that failed once has failed.
func (r *testRun) note(e event) {
	if e.Test == "" {
		return
	}
	if r.outcome[e.Package] == nil {
		r.outcome[e.Package] = map[string]string{}
	}
	if r.outcome[e.Package][e.Test] != "fail" {
		r.outcome[e.Package][e.Test] = e.Action
	}
}

func (r *testRun) has(pkg, outcome string) bool {
	for _, o := range r.outcome[pkg] {
		if o == outcome {
			return true
		}
	}
	return false
}

// readNotes reads what scripts/test.sh says of the run: started, arguments,
// coverage, failed and ended.
func (r *testRun) readNotes(path string) error {
	text, err := os.ReadFile(path) //nolint:gosec // the path is the caller's
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch name {
		case "started":
			r.started, err = time.Parse(time.RFC3339, value)
		case "ended":
			var at time.Time
			at, err = time.Parse(time.RFC3339, value)
			r.took, r.ended = at.Sub(r.started), true
		case "arguments":
			r.arguments = value
		case "failed":
			r.failed = append(r.failed, value)
		case "coverage":
			r.coverage = value
		default:
			err = fmt.Errorf("%q is not known", name)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// count returns how many tests and subtests passed, failed and were skipped.
func (r *testRun) count() (passed, failed, skipped int) {
	for _, tests := range r.outcome {
		for _, outcome := range tests {
			switch outcome {
			case "pass":
				passed++
			case "fail":
				failed++
			case "skip":
				skipped++
			}
		}
	}
	return passed, failed, skipped
}
