package admin

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// showExternalIDs puts a record's ids in other systems into a form.
func (f *form) showExternalIDs(ids record.ExternalIDs) {
	f.values.Set(externalIDsList+".shown", "1")
	for i, system := range slices.Sorted(maps.Keys(ids)) {
		at := externalIDsList + "." + strconv.Itoa(i)
		f.values.Set(at+".system", system)
		f.values.Set(at+".id", ids[system])
	}
}

// externalIDs reads the ids in other systems; those that the record has and the
// form lacks go.
func (f *form) externalIDs(has record.ExternalIDs, faults *problem.Fields) (given record.Opt[record.Values]) {
	if !f.values.Has(externalIDsList + ".shown") {
		return given
	}
	patch := record.Values{}
	for system := range has {
		patch[system] = jsontext.Value("null")
	}
	seen := map[string]bool{}
	for _, row := range f.filled(externalIDsList) {
		system, at := strings.TrimSpace(row.values.Get("system")), problem.Pointer(externalIDsList, row.Place)
		switch {
		case system == "":
			faults.Add(at+"/system", "required", "Enter the name of the other system.")
		case strings.TrimSpace(row.values.Get("id")) == "":
			faults.Add(at+"/id", "required", "Enter the ID in the other system, or tick Remove.")
		case seen[system]:
			faults.Add(at+"/system", "unique", "This system is listed twice.")
		}
		if seen[system] = true; system != "" {
			patch[system] = record.TextValue(row.values.Get("id"))
		}
	}
	if len(patch) > 0 {
		given = record.Some(patch)
	}
	return given
}

// placeOfSystem is the pointer to the row of an id in another system.
func (f *form) placeOfSystem(pointer string) string {
	for _, row := range f.filled(externalIDsList) {
		if pointer == problem.Pointer(externalIDsList, strings.TrimSpace(row.values.Get("system"))) {
			return problem.Pointer(externalIDsList, row.Place, "id")
		}
	}
	return pointer
}
