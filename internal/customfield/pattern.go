package customfield

import (
	"regexp"
	"regexp/syntax"

	"github.com/liaison/liaison/internal/problem"
)

// The bounds of a pattern. Go's expressions (RE2) take time in proportion to the
// text and to the size of the program that they are compiled to, so that bounding
// both bounds the time, whatever the pattern.
const (
	maxPattern = 500   // code points
	maxProgram = 2_000 // instructions, as size counts them
	maxClasses = 20_000
)

// compile returns the expression that a whole value must match.
func compile(pattern string) (*regexp.Regexp, *problem.Fault) {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, badPattern("The pattern is no regular expression of Go (RE2).")
	}
	if n, classes := size(parsed); n > maxProgram || classes > maxClasses {
		return nil, badPattern("The pattern repeats too much: it would take too long to match.")
	}
	// It was parsed alone, so it cannot reach out of the group.
	re, err := regexp.Compile(`\A(?:` + pattern + `)\z`)
	if err != nil {
		return nil, badPattern("The pattern is no regular expression of Go (RE2).")
	}
	return re, nil
}

func badPattern(detail string) *problem.Fault {
	return &problem.Fault{Code: "invalid_pattern", Detail: detail}
}

// size returns about how many instructions an expression is compiled to, and
// how many ranges of characters they hold, without compiling it.
func size(re *syntax.Regexp) (instructions, classes int) {
	for _, sub := range re.Sub {
		n, c := size(sub)
		instructions += n + 1
		classes += c
	}
	switch re.Op {
	case syntax.OpLiteral:
		instructions += len(re.Rune)
	case syntax.OpCharClass:
		instructions++
		classes += len(re.Rune) / 2
	case syntax.OpRepeat:
		times := max(re.Max, re.Min+1, 1)
		instructions *= times
		classes *= times
	default:
		instructions++
	}
	return instructions, classes
}
