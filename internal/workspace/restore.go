package workspace

import (
	"github.com/liaison/liaison/internal/record"
)

func parse(rec []byte) (*Workspace, error) {
	r, err := record.Read(rec)
	if err != nil {
		return nil, err
	}
	return &Workspace{
		Meta: r.Meta(), Slug: r.Text("slug"), Name: r.Text("name"), DefaultRegion: r.Text("default_region"),
		StrictCustomFields: r.Bool("strict_custom_fields"),
	}, nil
}

// Back returns the patch that takes a change of the settings back, nil for
// nothing, and the names of the fields that were changed again since.
func Back(before, after []byte, now *Workspace) (*Patch, []string, error) {
	was, err := parse(before)
	if err != nil {
		return nil, nil, err
	}
	became, err := parse(after)
	if err != nil {
		return nil, nil, err
	}
	var b record.Backing
	p := &Patch{}
	record.BackField(&b, "name", &p.Name, was.Name, became.Name, now.Name)
	record.BackField(&b, "default_region", &p.DefaultRegion, was.DefaultRegion, became.DefaultRegion, now.DefaultRegion)
	record.BackField(&b, "strict_custom_fields", &p.StrictCustomFields,
		was.StrictCustomFields, became.StrictCustomFields, now.StrictCustomFields)
	if !b.Any {
		p = nil
	}
	return p, b.Clashes, nil
}
