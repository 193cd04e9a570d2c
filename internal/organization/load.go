package organization

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/record"
)

// columns are those of Organization but for the lists and the address; they
// stand on organizations o.
const columns = `o.id, o.name, o.legal_name, o.code, o.organization_type_id,
	(SELECT t.name FROM organization_types t WHERE t.workspace_id = o.workspace_id AND t.id = o.organization_type_id),
	o.status, o.parent_id, o.effective_date, o.end_date, o.website, o.tax_id, o.primary_contact_id, o.primary_address_id,
	o.currency, o.timezone, o.language, o.metadata, o.custom_fields, o.created_at, o.updated_at, o.created_by, o.updated_by,
	o.version`

func (o *Organization) dest() []any {
	dest := []any{
		&o.ID, &o.Name, &o.LegalName, &o.Code, &o.Type, record.Null(&o.TypeName), &o.Status, record.Null(&o.Parent),
		record.Null(&o.EffectiveDate), record.Null(&o.EndDate), &o.Website, &o.TaxID, record.Null(&o.PrimaryContact),
		record.Null(&o.addressID), record.Null(&o.Currency), record.Null(&o.Timezone), record.Null(&o.Language),
		&o.Metadata, &o.CustomFields,
	}
	return append(dest, o.Dest()...)
}

// loader reads organizations from their rows, with one statement for each sort
// of thing.
type loader struct {
	db        *database.DB
	workspace string
	byID      map[string]*Organization
	ids       []string
}

// Read reads organizations from their rows, in the order of the ids; those that
// are not there are left out. It takes as many ids as one statement can name:
// some hundreds.
func Read(ctx context.Context, db *database.DB, workspace string, ids []string) ([]*Organization, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	l := loader{db: db, workspace: workspace, ids: ids, byID: map[string]*Organization{}}
	for _, read := range []func(context.Context) error{l.rows, l.tags, l.externalIDs, l.addresses} {
		if err := read(ctx); err != nil {
			return nil, err
		}
	}
	var list []*Organization
	for _, id := range ids {
		if o := l.byID[id]; o != nil {
			list = append(list, o)
		}
	}
	return list, nil
}

// each runs a query that ends in a list of ids and hands its rows to scan. %s
// stands for the placeholders of the ids, $1 for the workspace.
func (l *loader) each(ctx context.Context, query string, ids []string, scan func(rows *database.Result) error) error {
	w := database.Where{Args: []any{l.workspace}}
	rows, err := l.db.Query(ctx, fmt.Sprintf(query, database.List(&w, ids)), w.Args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (l *loader) rows(ctx context.Context) error {
	err := l.each(ctx, `SELECT `+columns+` FROM organizations o WHERE o.workspace_id = $1 AND o.id IN (%s)`, l.ids,
		func(rows *database.Result) error {
			o := &Organization{}
			if err := rows.Scan(o.dest()...); err != nil {
				return err
			}
			l.byID[o.ID] = o
			return nil
		})
	if err != nil {
		return fmt.Errorf("read organizations: %w", err)
	}
	return nil
}

func (l *loader) tags(ctx context.Context) error {
	err := l.each(ctx, `SELECT ot.organization_id, t.id, t.name FROM organization_tags ot
		JOIN tags t ON t.workspace_id = ot.workspace_id AND t.id = ot.tag_id
		WHERE ot.workspace_id = $1 AND ot.organization_id IN (%s)`, l.ids, func(rows *database.Result) error {
		var id string
		var t Tag
		if err := rows.Scan(&id, &t.ID, &t.Name); err != nil {
			return err
		}
		if o := l.byID[id]; o != nil {
			o.Tags = append(o.Tags, t)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the tags of organizations: %w", err)
	}
	for _, o := range l.byID {
		o.sortTags()
	}
	return nil
}

func (l *loader) externalIDs(ctx context.Context) error {
	err := l.each(ctx, `SELECT organization_id, system, external_id FROM organization_external_ids
		WHERE workspace_id = $1 AND organization_id IN (%s)`, l.ids, func(rows *database.Result) error {
		var id, system, external string
		if err := rows.Scan(&id, &system, &external); err != nil {
			return err
		}
		o := l.byID[id]
		if o == nil {
			return nil
		}
		if o.ExternalIDs == nil {
			o.ExternalIDs = map[string]string{}
		}
		o.ExternalIDs[system] = external
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the external ids of organizations: %w", err)
	}
	return nil
}

func (l *loader) addresses(ctx context.Context) error {
	var ids []string
	for _, o := range l.byID {
		if o.addressID != "" {
			ids = append(ids, o.addressID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found := map[string]*address.Address{}
	err := l.each(ctx, `SELECT `+address.Columns+` FROM addresses a WHERE a.workspace_id = $1 AND a.id IN (%s)`, ids,
		func(rows *database.Result) error {
			var a address.Address
			if err := rows.Scan(a.Dest()...); err != nil {
				return err
			}
			found[a.ID] = &a
			return nil
		})
	if err != nil {
		return fmt.Errorf("read the addresses of organizations: %w", err)
	}
	for _, o := range l.byID {
		o.PrimaryAddress = found[o.addressID]
	}
	return nil
}
