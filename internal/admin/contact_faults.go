package admin

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/phone"
	"github.com/liaison/liaison/internal/problem"
)

// placed puts what is wrong with a contact beside the inputs: items of a list of
// channels stand in other places in the form than in the patch.
func (r *contactReader) placed(err error) error {
	var p *problem.Error
	if !errors.As(err, &p) || p.Kind != problem.BadInput {
		return err
	}
	moved := *p
	moved.Fields = slices.Clone(p.Fields)
	for i := range moved.Fields {
		f := &moved.Fields[i]
		f.Pointer = r.place(f.Pointer)
		if f.Code == phone.CodeNoCountry {
			f.Detail = r.v.t("Begin the number with + and the code of its country, as in +44 20 7946 0018: " +
				"the workspace has no region by which others could be read.")
		}
	}
	return &moved
}

func (r *contactReader) place(pointer string) string {
	parts := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	switch {
	case parts[0] == "tags":
		return "/tags"
	case parts[0] == externalIDsList:
		return r.f.placeOfSystem(pointer)
	case len(parts) < 2:
		return pointer
	}
	rows, item := r.places[parts[0]], 0
	var err error
	if item, err = strconv.Atoi(parts[1]); err != nil || item >= len(rows) {
		return pointer
	}
	parts[1] = rows[item].Place
	switch rest := strings.Join(parts[2:], "/"); rest {
	case "id", "is_primary", "address", "address/id": // of the row as a whole
		parts = parts[:2]
	}
	return "/" + strings.Join(parts, "/")
}
