package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// project is the tree that is looked at.
type project struct{ root, page string }

// state is where the project stands.
type state struct {
	steps        []step
	run          *testRun // nil for none
	problems     []string // what does not bear out a step done, a line each
	files, tests int      // that the steps done name
	changed      int      // files that are not as when the run started; -1 for not known
}

// state reads the page, the last run and the tree.
func (p project) state(results string) (*state, error) {
	page, err := os.ReadFile(filepath.Join(p.root, p.page))
	if err != nil {
		return nil, err
	}
	steps, err := parse(string(page))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.page, err)
	}
	if len(steps) == 0 {
		return nil, fmt.Errorf("%s: there are no steps in it", p.page)
	}
	run, err := readRun(filepath.Join(p.root, results))
	if err != nil {
		return nil, err
	}
	module, err := p.module()
	if err != nil {
		return nil, err
	}
	s := &state{steps: steps, run: run, changed: -1}
	files, tests := map[string]bool{}, map[testName]bool{}
	for _, step := range steps {
		if !step.done {
			continue
		}
		for _, file := range step.files {
			files[file] = true
			s.note(p, step, p.lacksFile(file))
		}
		for _, test := range step.tests {
			tests[test] = true
			s.note(p, step, p.lacksProof(test, run, module))
		}
	}
	s.files, s.tests = len(files), len(tests)
	if run != nil {
		s.changed = p.changed(run.tree)
	}
	return s, nil
}

func (s *state) note(p project, of step, problem string) {
	if problem != "" {
		s.problems = append(s.problems, fmt.Sprintf("%s:%d: %s, %s: %s", p.page, of.line, of.area, of.name, problem))
	}
}

// done returns how many steps are ticked.
func (s *state) done() (n int) {
	for _, step := range s.steps {
		if step.done {
			n++
		}
	}
	return n
}

// module returns the module's name, with which the names of its packages start.
func (p project) module() (string, error) {
	text, err := os.ReadFile(filepath.Join(p.root, "go.mod"))
	if err != nil {
		return "", err
	}
	m := regexp.MustCompile(`(?m)^module (\S+)$`).FindSubmatch(text)
	if m == nil {
		return "", fmt.Errorf("go.mod names no module")
	}
	return string(m[1]), nil
}

// lacksFile says that a file or folder is not there, "" if it is.
func (p project) lacksFile(name string) string {
	if _, err := os.Stat(filepath.Join(p.root, name)); err != nil {
		return name + " does not exist"
	}
	return ""
}

// lacksProof says why a test proves nothing, "" if it does. Without a run it
// must at least exist.
func (p project) lacksProof(test testName, run *testRun, module string) string {
	if !p.exists(test) {
		return fmt.Sprintf("there is no test %s", test)
	}
	if run == nil {
		return ""
	}
	switch run.outcome[path.Join(module, test.dir)][test.name] {
	case "pass":
		return ""
	case "fail":
		return fmt.Sprintf("the test %s failed", test)
	case "skip":
		return fmt.Sprintf("the test %s was skipped", test)
	}
	return fmt.Sprintf("the test %s was not run to its end", test)
}

// exists reports whether a test's function is in its package; of a subtest,
// whose name is made when it runs, the one around it.
func (p project) exists(test testName) bool {
	function, _, _ := strings.Cut(test.name, "/")
	files, err := filepath.Glob(filepath.Join(p.root, test.dir, "*_test.go"))
	return err == nil && slices.ContainsFunc(files, func(name string) bool {
		text, err := os.ReadFile(name) //nolint:gosec // one of the project's files
		return err == nil && bytes.Contains(text, []byte("\nfunc "+function+"("))
	})
}

// changed counts the files that were changed, added or deleted since their sums
// were taken; -1 if that cannot be told.
func (p project) changed(tree string) int {
	git := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	git.Dir = p.root
	names, err := git.Output()
	if err != nil || tree == "" {
		return -1
	}
	before := map[string]string{}
	for line := range strings.Lines(tree) {
		sum, name, _ := strings.Cut(strings.TrimRight(line, "\n"), "  ")
		before[name] = sum
	}
	n := 0
	for _, name := range strings.Split(strings.TrimRight(string(names), "\x00"), "\x00") {
		was, known := before[name]
		delete(before, name)
		text, err := os.ReadFile(filepath.Join(p.root, name))
		switch {
		case err != nil && known, err == nil && was != fmt.Sprintf("%x", sha256.Sum256(text)):
			n++
		}
	}
	return n + len(before)
}
