package record

import (
	"maps"
	"slices"
	"strconv"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

// ExternalIDs are a record's ids in other systems: system → id.
type ExternalIDs map[string]string

// MaxExternalID is how many code points a system and an id can have.
const MaxExternalID = 255

const maxExternalIDs = 1_000 // of a record

// JSON returns the object with its systems sorted.
func (ids ExternalIDs) JSON() []byte { return ids.Values().JSON() }

// Values returns the same as JSON values.
func (ids ExternalIDs) Values() Values {
	values := make(Values, len(ids))
	for system, id := range ids {
		values[system] = TextValue(id)
	}
	return values
}

// Merge returns ids with those of patch, whose values are JSON texts; a null
// removes one. What breaks a rule is noted below /external_ids.
func (ids ExternalIDs) Merge(patch Opt[Values], faults *problem.Fields) ExternalIDs {
	if !patch.Given {
		return ids
	}
	merged := ids.Values().Merge(patch)
	if len(merged) > maxExternalIDs {
		faults.Add("/external_ids", "too_many",
			"A record may have at most "+strconv.Itoa(maxExternalIDs)+" external ids.")
		return ids
	}
	result := make(ExternalIDs, len(merged))
	for _, system := range slices.Sorted(maps.Keys(merged)) {
		at := problem.Pointer("external_ids", system)
		name, fault := text.Clean(system, MaxExternalID)
		faults.Fault(at, fault)
		if name == "" {
			faults.Add(at, "required", "The name of an external system must not be blank.")
		}
		if merged[system].Kind() != '"' {
			faults.Add(at, "invalid_type", "An external id must be a string.")
			continue
		}
		id, fault := text.Clean(TextOf(merged[system]), MaxExternalID)
		faults.Fault(at, fault)
		if id == "" {
			faults.Add(at, "required", "An external id must not be blank; null removes it.")
		}
		if _, twice := result[name]; twice {
			faults.Add(at, "unique", "The system is given twice.")
		}
		result[name] = id
	}
	return result
}
