package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// shown is how many problems fit on the page; --check prints all.
const shown = 2

// report returns the state in at most ten lines.
func (s *state) report() string {
	lines := []string{fmt.Sprintf("Liaison: %d of %d steps done", s.done(), len(s.steps))}
	lines = append(lines, s.areas()...)
	lines = append(lines, s.evidence()...)
	if s.run == nil {
		return join(append(lines, "Tests: no run so far; make test makes one"))
	}
	return join(append(lines, s.run.tests(), s.run.covered(), s.run.when(s.changed)))
}

func join(lines []string) string { return strings.Join(lines, "\n") + "\n" }

// areas returns a line for each area, with the names of what is not done.
func (s *state) areas() []string {
	var order []string
	all, done, open := map[string]int{}, map[string]int{}, map[string][]string{}
	width := 0
	for _, step := range s.steps {
		if all[step.area] == 0 {
			order = append(order, step.area)
			width = max(width, len(step.area))
		}
		all[step.area]++
		if step.done {
			done[step.area]++
		} else {
			open[step.area] = append(open[step.area], step.name)
		}
	}
	var lines []string
	for _, area := range order {
		line := fmt.Sprintf("  %-*s  %d of %d done", width, area, done[area], all[area])
		if len(open[area]) > 0 {
			line += "; open: " + strings.Join(open[area], ", ")
		}
		lines = append(lines, line)
	}
	return lines
}

// evidence says whether the steps done are borne out.
func (s *state) evidence() []string {
	if len(s.problems) == 0 {
		end := "are there"
		if s.run != nil {
			end = "are there and passed"
		}
		return []string{fmt.Sprintf("Evidence: the %s and %s that they name %s", count(s.files, "file"), count(s.tests, "test"), end)}
	}
	lines := []string{"Evidence: " + count(len(s.problems), "gap") + " in what the steps name (go run ./scripts/status --check lists all)"}
	for i, problem := range s.problems {
		if i == shown {
			break
		}
		lines = append(lines, "  "+problem)
	}
	return lines
}

func (r *testRun) tests() string {
	passed, failed, skipped := r.count()
	line := fmt.Sprintf("Tests: %s passed, %s failed, %s skipped, in %s",
		grouped(passed), grouped(failed), grouped(skipped), count(len(r.outcome), "package"))
	if len(r.broken) > 0 {
		line += "; " + count(len(r.broken), "package") + " did not build or ended early"
	}
	if len(r.failed) > 0 {
		line += "; failed beside them: " + strings.Join(r.failed, ", ")
	}
	return line
}

func (r *testRun) covered() string {
	if r.coverage == "" {
		return "Coverage: not measured"
	}
	return "Coverage: " + r.coverage + " % of statements"
}

// when says what was run and whether the tree is still the one that was tested.
func (r *testRun) when(changed int) string {
	what := "the whole suite"
	if r.arguments != "" {
		what = "only " + r.arguments
	}
	line := fmt.Sprintf("Last run: %s UTC, %s, ", r.started.UTC().Format("2 January 2006, 15:04"), what)
	if r.ended {
		line += "took " + r.took.Round(time.Second).String()
	} else {
		line += "did not end"
	}
	switch {
	case changed < 0:
		return line + "; whether files have changed since cannot be told without git"
	case changed == 0:
		return line + "; no file has changed since"
	case changed == 1:
		return line + "; 1 file has changed since"
	}
	return line + "; " + grouped(changed) + " files have changed since"
}

// count returns a number with its noun, one or many.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return grouped(n) + " " + noun
}

// grouped writes a number with commas between its thousands.
func grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
