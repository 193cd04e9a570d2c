package organization

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// Format is the number of the record's format. It is part of the ETag; raise it
// when JSON shows something else, and records of an older format are rendered
// anew when they are read.
const Format = 1

// ErrNotFound says that the workspace has no such organization.
var ErrNotFound = problem.New(problem.NotFound, "No organization has this id.")

// Place is where an organization stands in the tree, and what hangs on it. It
// is no part of what its version counts, and is not kept.
type Place struct {
	Path     []string // the names from the root to itself
	Children int64
	Contacts int64 // linked ones
}

// Depth is the number of organizations above, 0 for a root.
func (p *Place) Depth() int64 { return int64(len(p.Path)) - 1 }

// Placed is an organization's record, as it is kept ready to be read, with its
// place.
type Placed struct {
	ID      string
	Version int64
	Record  []byte // JSON
	Place

	format int64 // of Record, 0 for one that is missing
}

// Size is how many bytes the record has, without its place.
func (p *Placed) Size() int { return len(p.Record) }

// JSON returns the record with the place, as it is shown.
func (p *Placed) JSON() []byte {
	var o record.Object
	o.Grow(len(p.Record) + 256)
	o.Int("depth", p.Depth())
	o.Texts("path", p.Path)
	o.Int("children_count", p.Children)
	o.Int("contacts_count", p.Contacts)
	place := o.JSON()
	joined := make([]byte, 0, len(p.Record)+len(place))
	joined = append(append(joined, p.Record[:len(p.Record)-1]...), ',')
	return append(joined, place[1:]...)
}

// placedColumns are those of Placed but for the path; they stand on
// organizations o and organization_records r, which may have no row.
const placedColumns = `o.id, o.version, COALESCE(r.format, 0), COALESCE(r.record, ''),
	(SELECT COUNT(*) FROM organizations k WHERE k.workspace_id = o.workspace_id AND k.parent_id = o.id),
	(SELECT COUNT(*) FROM contacts c WHERE c.workspace_id = o.workspace_id AND c.linked_organization_id = o.id)`

func (p *Placed) dest() []any {
	return []any{&p.ID, &p.Version, &p.format, &p.Record, &p.Children, &p.Contacts}
}

// Get returns the organization as it is kept, and its place, or ErrNotFound.
func Get(ctx context.Context, db *database.DB, workspace, id string) (*Placed, error) {
	list := make([]Placed, 1)
	err := db.QueryRow(ctx, `SELECT `+placedColumns+` FROM organizations o
		LEFT JOIN organization_records r ON r.workspace_id = o.workspace_id AND r.organization_id = o.id
		WHERE o.workspace_id = $1 AND o.id = $2`, workspace, id).Scan(list[0].dest()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read organization: %w", err)
	}
	if list, err = complete(ctx, db, workspace, list); err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, ErrNotFound
	}
	return &list[0], nil
}

// Exists returns ErrNotFound if the workspace has no such organization.
func Exists(ctx context.Context, db *database.DB, workspace, id string) error {
	var n int
	err := db.QueryRow(ctx, `SELECT COUNT(*) FROM organizations WHERE workspace_id = $1 AND id = $2`, workspace, id).Scan(&n)
	switch {
	case err != nil:
		return fmt.Errorf("look for an organization: %w", err)
	case n == 0:
		return ErrNotFound
	}
	return nil
}

// complete reads the paths, and renders the records that are missing or of an
// older format. It leaves out what was deleted meanwhile.
func complete(ctx context.Context, db *database.DB, workspace string, list []Placed) ([]Placed, error) {
	if len(list) == 0 {
		return nil, nil
	}
	if err := readPaths(ctx, db, workspace, list); err != nil {
		return nil, err
	}
	stale, byID := []string(nil), map[string]*Placed{}
	for i := range list {
		if p := &list[i]; p.format != Format {
			stale = append(stale, p.ID)
			byID[p.ID] = p
		}
	}
	fresh, err := Read(ctx, db, workspace, stale)
	if err != nil {
		return nil, err
	}
	for _, o := range fresh {
		p := byID[o.ID]
		p.Version, p.Record, p.format = o.Version, o.JSON(), Format
	}
	return slices.DeleteFunc(list, func(p Placed) bool { return len(p.Record) == 0 || len(p.Path) == 0 }), nil
}

// readPaths reads the names from the root down, of all the organizations at
// once: each of those above is read once, however many stand below it.
func readPaths(ctx context.Context, db *database.DB, workspace string, list []Placed) error {
	w := database.Where{Args: []any{workspace}}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	rows, err := db.Query(ctx, `WITH RECURSIVE up (id, parent_id) AS (
			SELECT o.id, o.parent_id FROM organizations o WHERE o.workspace_id = $1 AND o.id IN (`+database.List(&w, ids)+`)
			UNION
			SELECT up.parent_id, `+parentOf("up.parent_id")+` FROM up WHERE up.parent_id IS NOT NULL)
		SELECT u.id, u.parent_id, (SELECT o.name FROM organizations o WHERE o.workspace_id = $1 AND o.id = u.id) FROM up u`,
		w.Args...)
	if err != nil {
		return fmt.Errorf("read the paths of organizations: %w", err)
	}
	defer func() { _ = rows.Close() }()
	type node struct{ id, parent, name string }
	nodes := map[string]node{}
	for rows.Next() {
		var n node
		if err := rows.Scan(&n.id, record.Null(&n.parent), record.Null(&n.name)); err != nil {
			return fmt.Errorf("read the paths of organizations: %w", err)
		}
		nodes[n.id] = n
	}
	for i := range list {
		path := &list[i].Path
		n, ok := nodes[list[i].ID]
		for ; ok && len(*path) < len(nodes); n, ok = nodes[n.parent] { // the bound is for circles, which check reports
			*path = append(*path, n.name)
		}
		slices.Reverse(*path)
	}
	return rows.Err()
}

// kept returns the records that are kept of organizations, by their ids.
func kept(ctx context.Context, db *database.DB, workspace string, ids []string) (map[string][]byte, error) {
	w := database.Where{Args: []any{workspace}}
	rows, err := db.Query(ctx, `SELECT organization_id, record FROM organization_records
		WHERE workspace_id = $1 AND organization_id IN (`+database.List(&w, ids)+`)`, w.Args...)
	if err != nil {
		return nil, fmt.Errorf("read the records of organizations: %w", err)
	}
	defer func() { _ = rows.Close() }()
	records := map[string][]byte{}
	for rows.Next() {
		var id string
		var rec []byte
		if err := rows.Scan(&id, &rec); err != nil {
			return nil, fmt.Errorf("read the records of organizations: %w", err)
		}
		records[id] = rec
	}
	return records, rows.Err()
}

// ending is a write of an organization whose rows are written.
type ending struct {
	before []byte // its record so far, nil for a new one
	o      *Organization
}

// finish is how every write of organizations ends: the record of each is
// rendered once and kept, and the change is appended. cause is the change that
// these follow from, or nil. It takes as many as one statement can name.
func finish(ctx context.Context, tx *changelog.Tx, written []ending, cause *changelog.Change) ([]*changelog.Change, error) {
	var args []any
	var changes []*changelog.Change
	for _, e := range written {
		after := e.o.JSON()
		args = append(args, tx.Workspace, e.o.ID, Format, e.o.Version, string(after))
		change, err := tx.Append(changelog.Organization, e.o.ID, e.before, after, cause)
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	if len(written) == 0 {
		return nil, nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO organization_records (workspace_id, organization_id, format, version, record)
		VALUES `+database.Rows(len(written), 5)+` ON CONFLICT (workspace_id, organization_id)
		DO UPDATE SET format = excluded.format, version = excluded.version, record = excluded.record`, args...)
	if err != nil {
		return nil, fmt.Errorf("keep the records of organizations: %w", err)
	}
	return changes, nil
}
