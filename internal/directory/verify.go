package directory

import "github.com/liaison/liaison/internal/changelog"

// Selections returns the kinds of record of the selections that walks can be
// through, by the names that stand in the table refresh_walks. It is for package
// check.
func Selections() map[string]changelog.Kind {
	kinds := make(map[string]changelog.Kind, len(selections))
	for _, s := range selections {
		kinds[s.name] = s.kind
	}
	return kinds
}
