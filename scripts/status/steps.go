package main

import (
	"fmt"
	"regexp"
	"strings"
)

// step is one box of the page of steps.
type step struct {
	area, name string
	line       int // of the page
	done       bool
	files      []string
	tests      []testName
}

// testName names a test or subtest of a package, a folder of the project.
type testName struct{ dir, name string }

// String returns the name as the page has it.
func (t testName) String() string { return t.dir + ": " + t.name }

var (
	box    = regexp.MustCompile(`^- \[([ x])\] \*\*(.+?)\*\*`)
	anyBox = regexp.MustCompile(`^\s*[-*+] \[`)
	list   = regexp.MustCompile(`^  - (Files|Tests): `)
	quoted = regexp.MustCompile("`([^`]+)`")
	named  = regexp.MustCompile(`^([\w./-]+): (Test\w*(?:/\S+)?)$`)
)

// parse reads the page of steps. A heading of the second level is an area; a
// list item with a box is a step, and the lists below it name its files and its
// tests between backquotes. All other text is for people.
func parse(page string) ([]step, error) {
	var steps []step
	area, open := "", ""
	for i, line := range strings.Split(page, "\n") {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			area, open = title, ""
			continue
		}
		if m := box.FindStringSubmatch(line); m != nil {
			steps = append(steps, step{area: area, name: m[2], line: i + 1, done: m[1] == "x"})
			open = ""
			continue
		}
		if anyBox.MatchString(line) {
			return nil, fmt.Errorf("line %d: a step is written - [x] **Name** or - [ ] **Name**", i+1)
		}
		if m := list.FindStringSubmatch(line); m != nil {
			open = m[1]
		} else if !strings.HasPrefix(line, "    ") {
			open = ""
		}
		if open == "" || len(steps) == 0 {
			continue
		}
		if err := steps[len(steps)-1].add(open, line); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	for _, s := range steps {
		if s.done && (len(s.files) == 0 || len(s.tests) == 0) {
			return nil, fmt.Errorf("line %d: %s, %s is ticked but names no files or no tests", s.line, s.area, s.name)
		}
	}
	return steps, nil
}

// add takes the names in one line of a list.
func (s *step) add(list, line string) error {
	for _, m := range quoted.FindAllStringSubmatch(line, -1) {
		if list == "Files" {
			s.files = append(s.files, m[1])
			continue
		}
		test := named.FindStringSubmatch(m[1])
		if test == nil {
			return fmt.Errorf("%q is not of the form internal/contact: TestName", m[1])
		}
		s.tests = append(s.tests, testName{test[1], test[2]})
	}
	return nil
}
