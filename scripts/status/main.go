// Command status compares docs/implementation-steps.md with the files of the
// project and the last run of its tests, and prints where the project stands. It
// owns the form of that page and of the report; the tests are run, and their
// results kept, by scripts/test.sh.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run returns the exit code: 1 when a check fails, 2 when nothing can be said.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("status", flag.ContinueOnError)
	flags.SetOutput(stderr)
	check := flags.Bool("check", false, "print each step done that a file or test does not bear out, and end with 1 if there is one")
	root := flags.String("root", ".", "the project's root")
	page := flags.String("steps", "docs/implementation-steps.md", "the page of steps, from the root")
	results := flags.String("results", "build/tests", "where scripts/test.sh kept the last run, from the root")
	if flags.Parse(args) != nil || flags.NArg() > 0 {
		return 2
	}
	p := project{root: *root, page: *page}
	state, err := p.state(*results)
	if err != nil {
		fmt.Fprintf(stderr, "status: %v\n", err)
		return 2
	}
	if !*check {
		fmt.Fprint(stdout, state.report())
		return 0
	}
	problems := state.problems
	if state.run == nil {
		problems = append(problems, "there are no results of the tests in "+*results+": make test makes them")
	}
	for _, p := range problems {
		fmt.Fprintln(stderr, p)
	}
	if len(problems) > 0 {
		return 1
	}
	fmt.Fprintf(stdout, "steps: %d of %d done, borne out by %s and %s\n", state.done(), len(state.steps),
		count(state.files, "file"), count(state.tests, "test"))
	return 0
}
