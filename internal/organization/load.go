package organization

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// ErrNotFound says that the workspace has no such organization.
var ErrNotFound = problem.New(problem.NotFound, "There is no such organization.")

// columns are those of Placed but for the lists, the address and the path; they
// stand on organizations o and organization_types t.
const columns = `o.id, o.name, o.legal_name, o.code, o.organization_type_id, t.name, o.status, o.parent_id,
	o.effective_date, o.end_date, o.website, o.tax_id, o.primary_contact_id, o.primary_address_id, o.currency, o.timezone,
	o.language, o.metadata, o.custom_fields, o.created_at, o.updated_at, o.created_by, o.updated_by, o.version,
	(SELECT COUNT(*) FROM organizations k WHERE k.workspace_id = o.workspace_id AND k.parent_id = o.id),
	(SELECT COUNT(*) FROM contacts c WHERE c.workspace_id = o.workspace_id AND c.linked_organization_id = o.id)`

func (p *Placed) dest() []any {
	dest := []any{
		&p.ID, &p.Name, &p.LegalName, &p.Code, &p.Type, &p.TypeName, &p.Status, record.Null(&p.Parent),
		record.Null(&p.EffectiveDate), record.Null(&p.EndDate), &p.Website, &p.TaxID, record.Null(&p.PrimaryContact),
		record.Null(&p.addressID), record.Null(&p.Currency), record.Null(&p.Timezone), record.Null(&p.Language),
		&p.Metadata, &p.CustomFields,
	}
	return append(append(dest, p.Dest()...), &p.Children, &p.Contacts)
}

// Get returns the organization and its place, or ErrNotFound.
func Get(ctx context.Context, db *database.DB, workspace, id string) (*Placed, error) {
	list := make([]Placed, 1)
	err := db.QueryRow(ctx, `SELECT `+columns+` FROM organizations o
		JOIN organization_types t ON t.workspace_id = o.workspace_id AND t.id = o.organization_type_id
		WHERE o.workspace_id = $1 AND o.id = $2`, workspace, id).Scan(list[0].dest()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read organization: %w", err)
	}
	return &list[0], fill(ctx, db, workspace, list)
}

// filler reads what is not in the organizations' own rows, with one statement
// for each sort of thing.
type filler struct {
	db        *database.DB
	workspace string
	byID      map[string]*Placed
	ids       []string
}

// fill completes organizations that were read from their rows.
func fill(ctx context.Context, db *database.DB, workspace string, list []Placed) error {
	if len(list) == 0 {
		return nil
	}
	f := filler{db: db, workspace: workspace, byID: map[string]*Placed{}}
	for i := range list {
		f.byID[list[i].ID] = &list[i]
		f.ids = append(f.ids, list[i].ID)
	}
	for _, read := range []func(context.Context) error{f.paths, f.tags, f.externalIDs, f.addresses} {
		if err := read(ctx); err != nil {
			return err
		}
	}
	return nil
}

// each runs a query that ends in a list of ids and hands its rows to scan. %s
// stands for the placeholders of the ids, $1 for the workspace.
func (f *filler) each(ctx context.Context, query string, ids []string, scan func(rows *sql.Rows) error) error {
	w := database.Where{Args: []any{f.workspace}}
	rows, err := f.db.Query(ctx, fmt.Sprintf(query, database.List(&w, ids)), w.Args...)
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

// paths reads the names from the root down, of all the organizations at once.
func (f *filler) paths(ctx context.Context) error {
	err := f.each(ctx, `WITH RECURSIVE up (start_id, parent_id, name, level) AS (
			SELECT o.id, o.parent_id, o.name, 0 FROM organizations o WHERE o.workspace_id = $1 AND o.id IN (%s)
			UNION ALL
			SELECT up.start_id, o.parent_id, o.name, up.level + 1
			FROM up JOIN organizations o ON o.workspace_id = $1 AND o.id = up.parent_id)
		SELECT start_id, name FROM up ORDER BY start_id, level DESC`, f.ids, func(rows *sql.Rows) error {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return err
		}
		f.byID[id].Path = append(f.byID[id].Path, name)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the paths of organizations: %w", err)
	}
	return nil
}

func (f *filler) tags(ctx context.Context) error {
	err := f.each(ctx, `SELECT ot.organization_id, t.id, t.name FROM organization_tags ot
		JOIN tags t ON t.workspace_id = ot.workspace_id AND t.id = ot.tag_id
		WHERE ot.workspace_id = $1 AND ot.organization_id IN (%s)`, f.ids, func(rows *sql.Rows) error {
		var id string
		var t Tag
		if err := rows.Scan(&id, &t.ID, &t.Name); err != nil {
			return err
		}
		f.byID[id].Tags = append(f.byID[id].Tags, t)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the tags of organizations: %w", err)
	}
	for _, p := range f.byID {
		p.sortTags()
	}
	return nil
}

func (f *filler) externalIDs(ctx context.Context) error {
	err := f.each(ctx, `SELECT organization_id, system, external_id FROM organization_external_ids
		WHERE workspace_id = $1 AND organization_id IN (%s)`, f.ids, func(rows *sql.Rows) error {
		var id, system, external string
		if err := rows.Scan(&id, &system, &external); err != nil {
			return err
		}
		p := f.byID[id]
		if p.ExternalIDs == nil {
			p.ExternalIDs = map[string]string{}
		}
		p.ExternalIDs[system] = external
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the external ids of organizations: %w", err)
	}
	return nil
}

func (f *filler) addresses(ctx context.Context) error {
	var ids []string
	for _, p := range f.byID {
		if p.addressID != "" {
			ids = append(ids, p.addressID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found := map[string]*address.Address{}
	err := f.each(ctx, `SELECT `+address.Columns+` FROM addresses a WHERE a.workspace_id = $1 AND a.id IN (%s)`, ids,
		func(rows *sql.Rows) error {
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
	for _, p := range f.byID {
		p.PrimaryAddress = found[p.addressID]
	}
	return nil
}
