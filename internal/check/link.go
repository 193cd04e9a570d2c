package check

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/organization"
)

// batch is how many rows are looked at in one statement.
const batch = 1000

// link is a column that names a row of another table, of the same workspace
// unless the target is users.
type link struct{ column, target string }

// linked is a table with links. Its rows are gone through in the order of key,
// of which the first names the record.
type linked struct {
	table string
	key   []string
	links []link
}

func authored(more ...link) []link {
	return append(more, link{"created_by", "users"}, link{"updated_by", "users"})
}

// tables are all that have a workspace_id, with their links.
var tables = []linked{
	{"contacts", []string{"id"}, authored(link{"linked_organization_id", "organizations"})},
	{"contact_email_addresses", []string{"id"}, authored(link{"contact_id", "contacts"})},
	{"contact_phone_numbers", []string{"id"}, authored(link{"contact_id", "contacts"})},
	{"contact_addresses", []string{"id"}, authored(link{"contact_id", "contacts"}, link{"address_id", "addresses"})},
	{"contact_records", []string{"contact_id"}, []link{{"contact_id", "contacts"}}},
	{"contact_search", []string{"contact_id"}, []link{{"contact_id", "contacts"}}},
	{"contact_external_ids", []string{"contact_id", "system"}, []link{{"contact_id", "contacts"}}},
	{"contact_tags", []string{"contact_id", "tag_id"}, []link{{"contact_id", "contacts"}, {"tag_id", "tags"}}},
	{"organizations", []string{"id"}, authored(
		link{"organization_type_id", "organization_types"}, link{"parent_id", "organizations"},
		link{"primary_contact_id", "contacts"}, link{"primary_address_id", "addresses"})},
	{"organization_external_ids", []string{"organization_id", "system"}, []link{{"organization_id", "organizations"}}},
	{"organization_tags", []string{"organization_id", "tag_id"}, []link{{"organization_id", "organizations"}, {"tag_id", "tags"}}},
	{"organization_records", []string{"organization_id"}, []link{{"organization_id", "organizations"}}},
	{"organization_types", []string{"id"}, authored()},
	{"organization_trees", []string{"workspace_id"}, nil},
	{"addresses", []string{"id"}, authored()},
	{"tags", []string{"id"}, authored()},
	{"options", []string{"id"}, authored()},
	{"custom_fields", []string{"id"}, authored()},
	{"custom_field_values", []string{"field_id", "record_id", "position"}, nil}, // indexStrays follows them
	{"roles", []string{"id"}, authored()},
	{"memberships", []string{"user_id"}, []link{{"user_id", "users"}, {"role_id", "roles"}}},
	{"api_keys", []string{"id"}, authored(link{"user_id", "users"}, link{"role_id", "roles"})},
	{"changes", []string{"number"}, []link{{"user_id", "users"}}},
	{"workspace_counters", []string{"workspace_id"}, nil},
	{"idempotency_keys", []string{"workspace_id"}, nil},
	{"pending_refreshes", []string{"workspace_id"}, nil},
	{"refresh_walks", []string{"cause", "selection"}, []link{{"user_id", "users"}}},
	{"saved_views", []string{"id"}, authored(link{"owner_id", "users"})},
	{"bulk_actions", []string{"id"}, []link{{"user_id", "users"}}},
	{"bulk_action_records", []string{"action_id", "position"}, []link{{"action_id", "bulk_actions"}}},
}

// globals are the tables with links whose rows belong to no workspace; the links
// are to users alone.
var globals = []linked{
	{"users", []string{"id"}, authored()},
	{"workspaces", []string{"id"}, authored()},
	{"sessions", []string{"id"}, []link{{"user_id", "users"}}},
	{"sign_in_attempts", []string{"name_hash"}, []link{{"user_id", "users"}}},
}

func (t *linked) global() bool {
	return slices.ContainsFunc(globals, func(g linked) bool { return g.table == t.table })
}

// globalLinks follows the links of what belongs to no workspace.
func (c *Checker) globalLinks(ctx context.Context) error { return c.followAll(ctx, globals) }

// strays looks for rows of workspaces that are not there. It goes from one
// workspace to the next, which the keys of the tables begin with.
func (c *Checker) strays(ctx context.Context) error {
	known, err := c.texts(ctx, "SELECT id FROM workspaces")
	if err != nil {
		return err
	}
	for _, t := range tables {
		for last := ""; ; {
			next, err := c.texts(ctx, `SELECT COALESCE(MIN(workspace_id), '') FROM `+t.table+` WHERE workspace_id > $1`, last)
			if err != nil {
				return err
			}
			if last = next[0]; last == "" {
				break
			}
			if !slices.Contains(known, last) {
				c.report(Breach{Kind: t.table, Record: last, Rule: "dangling_link", Detail: "workspace_id: There is no such workspace."})
			}
		}
	}
	return nil
}

func (c *Checker) texts(ctx context.Context, query string, args ...any) ([]string, error) {
	return texts(ctx, c.DB, query, args...)
}

// texts runs a query for one column of texts.
func texts(ctx context.Context, db *database.DB, query string, args ...any) ([]string, error) {
	rows, err := db.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, rows.Err()
}

// links follows all links of the workspace.
func (c *Checker) links(ctx context.Context) error { return c.followAll(ctx, tables) }

func (c *Checker) followAll(ctx context.Context, tables []linked) error {
	for i := range tables {
		if t := &tables[i]; len(t.links) > 0 {
			if err := c.follow(ctx, t); err != nil {
				return fmt.Errorf("follow the links of %s: %w", t.table, err)
			}
		}
	}
	return nil
}

func (c *Checker) follow(ctx context.Context, t *linked) error {
	var from []any
	workspace := ""
	if !t.global() {
		workspace = c.id()
	}
	for {
		var next []any
		err := c.twice(ctx, func(db *database.DB) ([]Breach, error) {
			found, last, err := t.broken(ctx, db, workspace, from)
			if next == nil { // the second look does not go further than the first
				next = last
			}
			return found, err
		})
		if err != nil || next == nil {
			return err
		}
		from = next
	}
}

// broken returns the links that lead nowhere of the next rows behind from, and
// the key of the last of those rows, nil when there were none.
func (t *linked) broken(ctx context.Context, db *database.DB, workspace string, from []any) (found []Breach, last []any, err error) {
	rows, err := db.Query(ctx, t.query(len(from) > 0), append([]any{workspace}, from...)...)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		key := make([]any, len(t.key))
		lost := make([]int, len(t.links))
		dest := make([]any, 0, len(key)+len(lost))
		for i := range key {
			dest = append(dest, &key[i])
		}
		for i := range lost {
			dest = append(dest, &lost[i])
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, nil, err
		}
		for i := range key {
			if b, ok := key[i].([]byte); ok {
				key[i] = string(b)
			}
		}
		for i, l := range t.links {
			if lost[i] != 0 {
				found = append(found, t.breach(key, l, lost[i]))
			}
		}
		last = key
	}
	return found, last, rows.Err()
}

// lostElsewhere says that the record that a link names belongs to another
// workspace.
const lostElsewhere = 2

// query selects the key of each row and, for each of its links, 0 or how it is
// lost.
func (t *linked) query(further bool) string {
	columns := strings.Join(t.key, ", ")
	condition, selected := "", "x."+strings.Join(t.key, ", x.")
	if further {
		marks := make([]string, len(t.key))
		for i := range marks {
			marks[i] = "$" + strconv.Itoa(i+2)
		}
		condition = " AND (" + columns + ") > (" + strings.Join(marks, ", ") + ")"
	}
	for _, l := range t.links {
		there, elsewhere := `EXISTS (SELECT 1 FROM `+l.target+` y WHERE y.workspace_id = $1 AND y.id = x.`+l.column+`)`,
			`EXISTS (SELECT 1 FROM `+l.target+` y WHERE y.id = x.`+l.column+`)`
		if l.target == "users" {
			there, elsewhere = elsewhere, "FALSE"
		}
		selected += ", CASE WHEN x." + l.column + " IS NULL THEN 0 WHEN " + there + " THEN 0 WHEN " + elsewhere + " THEN 2 ELSE 1 END"
	}
	own := "workspace_id = $1"
	if t.global() {
		own = "$1 = ''"
	}
	return `SELECT ` + selected + ` FROM (SELECT * FROM ` + t.table + ` WHERE ` + own + condition +
		` ORDER BY ` + columns + ` LIMIT ` + strconv.Itoa(batch) + `) x ORDER BY x.` + strings.Join(t.key, ", x.")
}

func (t *linked) breach(key []any, l link, lost int) Breach {
	b := Breach{Kind: t.table, Record: fmt.Sprint(key[0]), Rule: "dangling_link"}
	if t.key[0] == "name_hash" {
		b.Record = "" // by which a name could be guessed
	}
	b.Detail = fmt.Sprintf("%s: The row it refers to in %s does not exist.", l.column, l.target)
	if lost == lostElsewhere {
		b.Rule = "other_workspace"
		b.Detail = fmt.Sprintf("%s: The row in %s belongs to another workspace.", l.column, l.target)
	}
	return b
}

// tree looks for organizations that stand above themselves or too deep, and for
// the row by which moves wait for each other.
func (c *Checker) tree(ctx context.Context) error {
	var rows int
	err := c.DB.QueryRow(ctx, `SELECT COUNT(*) FROM organization_trees WHERE workspace_id = $1`, c.id()).Scan(&rows)
	if err != nil {
		return fmt.Errorf("look for the lock of the tree: %w", err)
	}
	if rows != 1 {
		c.report(Breach{Kind: "organization_trees", Rule: "tree_missing", Detail: fmt.Sprintf("The workspace has %d rows instead of one.", rows)})
	}
	return c.batches(ctx, "organizations", func(ids []string) error {
		return c.twice(ctx, func(db *database.DB) ([]Breach, error) { return misplaced(ctx, db, c.id(), ids) })
	})
}

// misplaced climbs from organizations, and reports those that it meets again or
// from which it climbs too far. UNION leaves out what it has met, so that it
// comes to an end.
func misplaced(ctx context.Context, db *database.DB, workspace string, ids []string) (found []Breach, err error) {
	w := database.Where{Args: []any{workspace}}
	rows, err := db.Query(ctx, `WITH RECURSIVE up (start_id, id) AS (
			SELECT o.id, o.parent_id FROM organizations o
			WHERE o.workspace_id = $1 AND o.parent_id IS NOT NULL AND o.id IN (`+database.List(&w, ids)+`)
			UNION
			SELECT up.start_id, o.parent_id FROM up JOIN organizations o ON o.workspace_id = $1 AND o.id = up.id
			WHERE o.parent_id IS NOT NULL)
		SELECT start_id, COUNT(*), MAX(CASE WHEN id = start_id THEN 1 ELSE 0 END) FROM up GROUP BY start_id
		HAVING COUNT(*) > `+w.Arg(organization.MaxDepth)+` OR MAX(CASE WHEN id = start_id THEN 1 ELSE 0 END) = 1
		ORDER BY start_id`, w.Args...)
	if err != nil {
		return nil, fmt.Errorf("climb the tree: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		b := Breach{Kind: "organization", Rule: "cycle", Detail: "The organization is an ancestor of itself."}
		var depth int64
		var isLoop bool
		if err := rows.Scan(&b.Record, &depth, &isLoop); err != nil {
			return nil, fmt.Errorf("climb the tree: %w", err)
		}
		if !isLoop {
			b.Rule = "too_deep"
			b.Detail = fmt.Sprintf("It has %d ancestors; at most %d are allowed.", depth, organization.MaxDepth)
		}
		found = append(found, b)
	}
	return found, rows.Err()
}
