package listing

import (
	"strings"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

// PairFilter is a filter by two columns of a related table at once, each a text of
// at most max code points. Its values have the form that is named, such as
// SYSTEM:ID. The first colon separates the two, so that the second may have some;
// a first one that has some stands in double quotes: "urn:crm":17.
func PairFilter(name, form string, max int, columns [2]string, within *Related) Filter {
	return Filter{
		Name: name, Kind: Custom, Within: within,
		Check: func(_ Lookup, value string) (string, *problem.Fault) {
			for _, part := range pair(value) {
				switch _, fault := text.Clean(part, max); {
				case part == "":
					return "", &problem.Fault{Code: CodeInvalidValue, Detail: "The value must have the form " + form + "."}
				case fault != nil:
					return "", fault
				}
			}
			return value, nil
		},
		Condition: func(w *database.Where, in Input) string {
			either := make([]string, len(in.Values))
			for i, v := range in.Values {
				parts := pair(v)
				either[i] = "(" + columns[0] + " = " + w.Arg(parts[0]) + " AND " + columns[1] + " = " + w.Arg(parts[1]) + ")"
			}
			return Or(either)
		},
	}
}

// pair takes a value apart.
func pair(value string) [2]string {
	if quoted, isQuoted := strings.CutPrefix(value, `"`); isQuoted {
		if first, second, ok := strings.Cut(quoted, `":`); ok {
			return [2]string{strings.ReplaceAll(first, `""`, `"`), second}
		}
	}
	first, second, _ := strings.Cut(value, ":")
	return [2]string{first, second}
}
