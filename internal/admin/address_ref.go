package admin

import (
	"strings"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// addressRef reads which address the inputs at a place of a form mean: the
// record's own (nil for none), changed in place or, if others share it, for all
// or as a copy; another one that was picked; or a new one. What cannot be read is
// noted at pointers below pointer.
func (v *visit) addressRef(fields *customfield.Fields, f *form, at string, own *address.Address, pointer string, faults *problem.Fields,
) (address.Ref, error) {
	id := strings.ToLower(strings.TrimSpace(f.Value(at + ".id")))
	stored := own
	picked := id != "" && (own == nil || own.ID != id)
	if picked {
		if stored = nil; record.ValidID(id) {
			found, _, err := address.Get(v.Context(), v.admin.DB, v.workspaceID(), id)
			if err != nil && !problem.Is(err, problem.NotFound) {
				return address.Ref{}, err
			}
			stored = found
		}
		if stored == nil { // the store says that it is not there
			return address.Ref{ID: id}, nil
		}
	}
	change := addressPatch(fields, f, at, stored, pointer, faults)
	if stored == nil {
		return address.Ref{Change: change}, nil
	}
	after := *stored
	var ignored problem.Fields // the store notes it again
	change.Apply(&after, fields, pointer, &ignored)
	switch same := len(ignored) == 0 && after.Equal(stored); {
	case f.Value(at+".share") == "all" && !same:
		return address.Ref{ID: id, Change: change}, nil
	case picked && same:
		return address.Ref{ID: id}, nil
	default:
		return address.Ref{Change: change}, nil
	}
}
