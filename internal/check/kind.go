package check

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/savedview"
	"github.com/liaison/liaison/internal/tag"
	"github.com/liaison/liaison/internal/text"
)

const (
	keyDiffers       = "key_differs"
	keyDiffersDetail = "The stored key does not match the value."
	sameButForCase   = "Another record has the same but for case and invisible characters; change one of them."
	notNormal        = "not_normal"
	notNormalDetail  = "The value is not in its normalized form."
)

// key is a stored key with the one that its value has.
type key struct {
	name             string
	stored, computed any // texts or bytes
}

func keyFaults(f *problem.Fields, keys ...key) {
	for _, k := range keys {
		stored, isBytes := k.stored.([]byte)
		computed, _ := k.computed.([]byte)
		switch folded, _ := k.stored.(string); {
		case isBytes && bytes.Equal(stored, computed), !isBytes && k.stored == k.computed:
		case !isBytes && text.Fold(folded) == k.computed:
			// database.Rekey left it, since another record had the key.
			f.Add("/"+strings.TrimSuffix(k.name, "_key"), "unique", sameButForCase)
		default:
			f.Add("/"+k.name, keyDiffers, keyDiffersDetail)
		}
	}
}

// normalFaults notes the fields of a record that its normal form has otherwise
// and that have no other fault.
func normalFaults(f *problem.Fields, stored, normal []byte) {
	if bytes.Equal(stored, normal) {
		return
	}
	names, err := record.Changed(stored, normal)
	if err != nil {
		return
	}
	faults := *f
	for _, name := range names {
		known := func(fault problem.Field) bool { return fault.Pointer == "/"+name }
		if !slices.ContainsFunc(faults, known) {
			f.Add("/"+name, notNormal, notNormalDetail)
		}
	}
}

func (r *reader) addresses(ctx context.Context, ids []string) ([]item, error) {
	var read []*address.Stored
	items, err := r.rows(ctx, "SELECT "+address.StoredColumns+" FROM addresses a", "a.id", ids, func() (single, *record.Meta) {
		s := &address.Stored{}
		read = append(read, s)
		return s, &s.Meta
	})
	for i := range items {
		items[i].values = read[i].CustomFields
	}
	return items, err
}

func (r *reader) tags(ctx context.Context, ids []string) ([]item, error) {
	return r.rows(ctx, "SELECT "+tag.StoredColumns+" FROM tags t", "t.id", ids, func() (single, *record.Meta) {
		s := &tag.Stored{}
		return s, &s.Meta
	})
}

func (r *reader) optionRows(ctx context.Context, ids []string) ([]item, error) {
	return r.rows(ctx, "SELECT "+option.StoredColumns+" FROM options o", "o.id", ids, func() (single, *record.Meta) {
		s := &option.Stored{}
		return s, &s.Meta
	})
}

func (r *reader) customFields(ctx context.Context, ids []string) ([]item, error) {
	return r.rows(ctx, "SELECT "+customfield.StoredColumns+" FROM custom_fields f", "f.id", ids, func() (single, *record.Meta) {
		s := &customfield.Stored{}
		return s, &s.Meta
	})
}

func (r *reader) savedViews(ctx context.Context, ids []string) ([]item, error) {
	return r.rows(ctx, "SELECT "+savedview.StoredColumns+" FROM saved_views v", "v.id", ids, func() (single, *record.Meta) {
		s := &savedview.Stored{}
		return s, &s.Meta
	})
}

// textFaults checks a text that must not be blank.
func textFaults(f *problem.Fields, name, value string, max int) {
	cleaned, fault := text.Clean(value, max)
	f.Fault("/"+name, fault)
	switch {
	case fault != nil:
	case cleaned == "":
		f.Add("/"+name, "required", "The value must not be blank.")
	case cleaned != value:
		f.Add("/"+name, notNormal, notNormalDetail)
	}
}

// storedType is an organization type as its row has it.
type storedType struct {
	organization.Type

	nameKey, searchBody string
	sortKey             []byte
}

func (r *reader) organizationTypes(ctx context.Context, ids []string) ([]item, error) {
	query := "SELECT t.id, t.name, t.description, t.name_key, t.sort_key, t.search_body, " + record.ColumnsOf("t") +
		" FROM organization_types t"
	return r.rows(ctx, query, "t.id", ids, func() (single, *record.Meta) {
		s := &storedType{}
		return s, &s.Meta
	})
}

// Dest implements single.
func (s *storedType) Dest() []any {
	return append([]any{&s.ID, &s.Name, &s.Description, &s.nameKey, &s.sortKey, &s.searchBody}, s.Meta.Dest()...)
}

// Faults implements single.
func (s *storedType) Faults() problem.Fields {
	var f problem.Fields
	normal := s.Type
	normal.Validate(&f)
	normalFaults(&f, s.JSON(), normal.JSON())
	keyFaults(&f, key{"name_key", s.nameKey, text.Fold(s.Name)}, key{"sort_key", s.sortKey, text.SortKey(s.Name)},
		key{"search_body", s.searchBody, text.SearchBody(s.Name, s.Description)})
	return f
}
