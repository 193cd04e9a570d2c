package check

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// storedOrganization is an organization as its rows have it.
type storedOrganization struct {
	organization.Organization

	addressID                               string
	nameKey, nameAlike, codeKey, searchBody string
	sortKey, codeSortKey                    []byte
	isUnreadable                            bool
	isLeft                                  bool // to the Refresher, on its list
	externalFaults                          problem.Fields
	kept                                    []keptRecord // one, none in databases that kept none yet
}

// keptRecord is a record that is kept ready to be read.
type keptRecord struct {
	format, version int64
	json            []byte
}

// organizationReader reads organizations with one statement for each table. It
// follows no parents, which may stand in a circle.
type organizationReader struct {
	*reader
	byID map[string]*storedOrganization
}

const organizationColumns = `o.id, o.name, o.legal_name, o.code, o.organization_type_id,
	(SELECT t.name FROM organization_types t WHERE t.workspace_id = o.workspace_id AND t.id = o.organization_type_id),
	o.status, o.parent_id, o.effective_date, o.end_date, o.website, o.tax_id, o.primary_contact_id, o.primary_address_id,
	o.currency, o.timezone, o.language, o.metadata, o.custom_fields, o.name_key, o.sort_key, o.name_alike, o.code_key,
	o.code_sort_key, o.search_body,
	EXISTS (SELECT 1 FROM pending_refreshes p WHERE p.workspace_id = o.workspace_id AND p.record_id = o.id), `

func (o *storedOrganization) dest() []any {
	return append([]any{
		&o.ID, &o.Name, &o.LegalName, &o.Code, &o.Type, record.Null(&o.TypeName), &o.Status, record.Null(&o.Parent),
		record.Null(&o.EffectiveDate), record.Null(&o.EndDate), &o.Website, &o.TaxID, record.Null(&o.PrimaryContact),
		record.Null(&o.addressID), record.Null(&o.Currency), record.Null(&o.Timezone), record.Null(&o.Language),
		&o.Metadata, &o.CustomFields, &o.nameKey, &o.sortKey, &o.nameAlike, &o.codeKey, &o.codeSortKey, &o.searchBody, &o.isLeft,
	}, o.Meta.Dest()...)
}

func (r *reader) organizations(ctx context.Context, ids []string) ([]item, error) {
	all := organizationReader{reader: r, byID: map[string]*storedOrganization{}}
	for _, read := range []func(context.Context, []string) error{all.own, all.tagNames, all.externalIDs, all.primaryAddresses, all.records} {
		if err := read(ctx, ids); err != nil {
			return nil, err
		}
	}
	var items []item
	for _, id := range ids {
		switch o := all.byID[id]; {
		case o == nil:
		case o.isUnreadable:
			items = append(items, unreadable(id))
		default:
			items = append(items, o.item(o.isLeft || r.walks.pending(changelog.Organization, id)))
		}
	}
	return items, nil
}

// scan runs a query that has one %s, for the placeholders of ids, and hands
// its rows to take.
func (r *reader) scan(ctx context.Context, query string, ids []string, take func(scan func(dest ...any) error) error) error {
	w := database.Where{Args: []any{r.workspace}}
	rows, err := r.db.Query(ctx, fmt.Sprintf(query, database.List(&w, ids)), w.Args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := take(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (r *organizationReader) own(ctx context.Context, ids []string) error {
	query := `SELECT ` + organizationColumns + record.ColumnsOf("o") + ` FROM organizations o
		WHERE o.workspace_id = $1 AND o.id IN (%s)`
	return r.scan(ctx, query, ids, func(scan func(dest ...any) error) error {
		o := &storedOrganization{}
		err := scan(o.dest()...)
		if o.ID == "" {
			return err
		}
		o.isUnreadable = err != nil
		r.byID[o.ID] = o
		return nil
	})
}

func (r *organizationReader) tagNames(ctx context.Context, ids []string) error {
	err := r.scan(ctx, `SELECT ot.organization_id, t.id, t.name FROM organization_tags ot
		JOIN tags t ON t.workspace_id = ot.workspace_id AND t.id = ot.tag_id
		WHERE ot.workspace_id = $1 AND ot.organization_id IN (%s)`, ids, func(scan func(dest ...any) error) error {
		var id string
		var t organization.Tag
		if err := scan(&id, &t.ID, &t.Name); err != nil {
			return err
		}
		if o := r.byID[id]; o != nil {
			o.Tags = append(o.Tags, t)
		}
		return nil
	})
	for _, o := range r.byID {
		slices.SortFunc(o.Tags, func(a, b organization.Tag) int {
			if c := bytes.Compare(text.SortKey(a.Name), text.SortKey(b.Name)); c != 0 {
				return c
			}
			return strings.Compare(a.ID, b.ID)
		})
	}
	return err
}

func (r *organizationReader) externalIDs(ctx context.Context, ids []string) error {
	return r.scan(ctx, `SELECT organization_id, system, external_id FROM organization_external_ids
		WHERE workspace_id = $1 AND organization_id IN (%s)`, ids, func(scan func(dest ...any) error) error {
		var id, system, external string
		if err := scan(&id, &system, &external); err != nil {
			return err
		}
		o := r.byID[id]
		if o == nil {
			return nil
		}
		if o.ExternalIDs == nil {
			o.ExternalIDs = map[string]string{}
		}
		o.ExternalIDs[system] = external
		const longest = 255
		textFaults(&o.externalFaults, "external_ids", system, longest)
		textFaults(&o.externalFaults, "external_ids", external, longest)
		return nil
	})
}

func (r *organizationReader) primaryAddresses(ctx context.Context, _ []string) error {
	var ids []string
	for _, o := range r.byID {
		if o.addressID != "" {
			ids = append(ids, o.addressID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found := map[string]*address.Address{}
	err := r.scan(ctx, `SELECT `+address.Columns+` FROM addresses a WHERE a.workspace_id = $1 AND a.id IN (%s)`, ids,
		func(scan func(dest ...any) error) error {
			a := &address.Address{}
			err := scan(a.Dest()...)
			if err == nil {
				found[a.ID] = a
			}
			return nil // the address says itself that it cannot be read
		})
	for _, o := range r.byID {
		o.PrimaryAddress = found[o.addressID]
	}
	return err
}

func (r *organizationReader) records(ctx context.Context, ids []string) error {
	return r.scan(ctx, `SELECT organization_id, format, version, record FROM organization_records
		WHERE workspace_id = $1 AND organization_id IN (%s)`, ids, func(scan func(dest ...any) error) error {
		var id string
		var k keptRecord
		if err := scan(&id, &k.format, &k.version, &k.json); err != nil {
			return err
		}
		if o := r.byID[id]; o != nil {
			o.kept = append(o.kept, k)
		}
		return nil
	})
}

// item returns the organization with its faults. While it waits to be rendered
// anew, its newest change is what is kept of it.
func (o *storedOrganization) item(pending bool) item {
	it := item{id: o.ID, record: o.JSON(), values: o.CustomFields, faults: o.faults()}
	if pending {
		it.record = nil
	}
	if len(o.kept) == 1 {
		it.record = o.kept[0].json
	}
	o.recordFaults(pending, &it.faults)
	return it
}

// recordFaults holds the kept record against the rows. One that is missing, or
// of an older format, is rendered when it is read.
func (o *storedOrganization) recordFaults(pending bool, f *problem.Fields) {
	if len(o.kept) > 1 {
		f.Add("", "record_count", fmt.Sprintf("The organization has %d stored records instead of one.", len(o.kept)))
	}
	if len(o.kept) != 1 {
		return
	}
	k := o.kept[0]
	if k.format < 1 || k.format > organization.Format {
		f.Add("", "record_format", fmt.Sprintf("The stored record has the format %d, which this version of Liaison does not know.", k.format))
		return
	}
	if pending {
		return
	}
	if k.version != o.Version {
		f.Add("/version", "record_version", fmt.Sprintf("The stored record has version %d, but the rows have version %d.", k.version, o.Version))
	}
	if rendered := o.JSON(); k.format == organization.Format && !bytes.Equal(k.json, rendered) {
		detail := "The stored record differs from the rows"
		if names := own(rendered, k.json); len(names) > 0 {
			detail += " in " + strings.Join(names, ", ")
		}
		f.Add("", "record_differs", detail+".")
	}
}

// own names the fields of a record that another one has otherwise. It names none
// that only the other one has, which may hold anything.
func own(rendered, other []byte) []string {
	names, err := record.Changed(rendered, other)
	if err != nil {
		return nil
	}
	fields, err := record.Fields(rendered)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(names, func(name string) bool { return fields[name] == nil })
}

func (o *storedOrganization) faults() problem.Fields {
	var f problem.Fields
	normal := o.Organization
	normal.Validate(&f)
	f = slices.DeleteFunc(f, func(fault problem.Field) bool {
		return fault.Pointer == "/currency" && organization.RetiredCurrency(normal.Currency)
	})
	normalFaults(&f, o.JSON(), normal.JSON())
	f = append(f, o.externalFaults...)
	metaFaults("", &o.Meta, &f)
	words := []string{o.Name, o.LegalName, o.Code}
	for _, t := range o.Tags {
		words = append(words, t.Name)
	}
	keyFaults(&f, key{"name_key", o.nameKey, text.Fold(o.Name)}, key{"sort_key", o.sortKey, text.SortKey(o.Name)},
		key{"name_alike", o.nameAlike, text.Alike(o.Name)}, key{"code_key", o.codeKey, text.Fold(o.Code)},
		key{"code_sort_key", o.codeSortKey, text.SortKey(o.Code)}, key{"search_body", o.searchBody, text.SearchBody(words...)})
	return f
}
