package problem

import (
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"
)

// MostValues is how many values of a closed set an error names.
const MostValues = 20

// MustBe is the sentence that says which values something takes: "The status must
// be one of: active, inactive, archived." Of a set with more than MostValues it says
// where to look; look is the end of a sentence, such as "see the list of options".
func MustBe(subject string, values []string, look string) string {
	switch n := len(values); {
	case n == 0:
		return subject + " has no values to choose from; " + look + "."
	case n == 1:
		return subject + " must be " + values[0] + "."
	case n == 2:
		return subject + " must be " + values[0] + " or " + values[1] + "."
	case n > MostValues:
		return subject + " must be one of " + strconv.Itoa(n) + " values; " + look + "."
	}
	return subject + " must be one of: " + strings.Join(values, ", ") + "."
}

// DidYouMean is the sentence " Did you mean first_name?" with the name of known
// that is closest to a wrong one, or "" if none is close.
func DidYouMean(wrong string, known []string) string {
	if name := nearest(wrong, known); name != "" {
		return " Did you mean " + name + "?"
	}
	return ""
}

// nearest returns the known name that somebody meant who wrote another one: the
// one with the fewest letters between them, as far as a third of its letters
// differ, else the shortest that begins or ends with the word.
func nearest(wrong string, known []string) string {
	const longest = 100 // no name has more letters
	wrong = strings.ReplaceAll(strings.ToLower(wrong), "-", "_")
	if len(wrong) < 2 || len(wrong) > longest {
		return ""
	}
	found, least := "", 0
	for _, name := range known {
		d := levenshtein.ComputeDistance(wrong, name)
		if d <= max(1, len(name)/3) && (found == "" || d < least) {
			found, least = name, d
		}
	}
	if found != "" {
		return found
	}
	for _, name := range known {
		part := strings.HasPrefix(name, wrong+"_") || strings.HasSuffix(name, "_"+wrong)
		if part && (found == "" || len(name) < len(found)) {
			found = name
		}
	}
	return found
}
