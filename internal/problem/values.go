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
// differ, else the shortest that begins with the word, else one that ends with it.
func nearest(wrong string, known []string) string {
	const longest = 50 // no name that is looked for has more letters
	wrong = strings.ReplaceAll(strings.ToLower(wrong), "-", "_")
	if len(wrong) < 2 || len(wrong) > longest {
		return ""
	}
	near := func(name string) int {
		if d := distance(wrong, name); d <= max(1, len(name)/3) {
			return d
		}
		return -1
	}
	begins := func(name string) int {
		if strings.HasPrefix(name, wrong+"_") {
			return len(name)
		}
		return -1
	}
	ends := func(name string) int {
		if strings.HasSuffix(name, "_"+wrong) {
			return len(name)
		}
		return -1
	}
	for _, rank := range []func(string) int{near, begins, ends} {
		found, least := "", 0
		for _, name := range known {
			if r := rank(name); r >= 0 && (found == "" || r < least) {
				found, least = name, r
			}
		}
		if found != "" {
			return found
		}
	}
	return ""
}

// distance is how many letters have to be changed, added, taken away or swapped
// once with the next one to make b of a.
func distance(a, b string) int {
	least := levenshtein.ComputeDistance(a, b)
	for i := 1; i < len(a) && least > 1; i++ {
		swapped := a[:i-1] + string([]byte{a[i], a[i-1]}) + a[i+1:]
		least = min(least, 1+levenshtein.ComputeDistance(swapped, b))
	}
	return least
}

// Count is a number with its noun: "1 contact", "2 contacts".
func Count[N int | int64](n N, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.FormatInt(int64(n), 10) + " " + noun
}
