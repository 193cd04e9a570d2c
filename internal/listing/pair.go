package listing

import (
	"strings"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
)

// PairFilter is a filter by two columns of a related table at once. Its values
// have the form that is named, such as SYSTEM:ID: the first colon separates the
// two, so that the second may have some.
func PairFilter(name, form string, columns [2]string, within *Related) Filter {
	return Filter{
		Name: name, Kind: Custom, Within: within,
		Check: func(_ Lookup, value string) (string, *problem.Fault) {
			if first, second, _ := strings.Cut(value, ":"); first == "" || second == "" {
				return "", &problem.Fault{Code: CodeInvalidValue, Detail: "The value is not of the form " + form + "."}
			}
			return value, nil
		},
		Condition: func(w *database.Where, in Input) string {
			either := make([]string, len(in.Values))
			for i, v := range in.Values {
				first, second, _ := strings.Cut(v, ":")
				either[i] = "(" + columns[0] + " = " + w.Arg(first) + " AND " + columns[1] + " = " + w.Arg(second) + ")"
			}
			return Or(either)
		},
	}
}
