// Package tag owns tags: names with a slug that contacts and organizations
// carry. What a renamed or deleted tag changes in the records that carry it is
// in package directory.
package tag

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// Format is the number of the record's format; it is part of the ETag.
const Format = 1

const maxName = 100 // code points

// Tag is a label, unique in its workspace but for case.
type Tag struct {
	record.Meta
	Name string
	Slug string // "" for a name without letters and digits
}

// ErrNotFound says that the workspace has no such tag.
var ErrNotFound = problem.New(problem.NotFound, "No tag has this name or id.")

// Clean brings a name into the form in which it is kept.
func Clean(name string) (string, *problem.Fault) {
	cleaned, fault := text.Clean(text.Squeeze(name), maxName)
	if fault == nil && cleaned == "" {
		fault = &problem.Fault{Code: "required", Detail: "The name of the tag is required."}
	}
	return cleaned, fault
}

// maxTags bounds the tags of a record.
const maxTags = 500

// CleanAll brings the names of a record's tags into the form in which they are
// kept, each once but for case. What breaks a rule is noted at /tags.
func CleanAll(names []string, faults *problem.Fields) []string {
	if len(names) > maxTags {
		faults.Add("/tags", "too_many", "A record may have at most "+strconv.Itoa(maxTags)+" tags.")
		return nil
	}
	var clean []string
	seen := map[string]bool{}
	for i, name := range names {
		cleaned, fault := Clean(name)
		faults.Fault(problem.Pointer("tags", i), fault)
		if key := text.Fold(cleaned); !seen[key] {
			seen[key] = true
			clean = append(clean, cleaned)
		}
	}
	return clean
}

// Retag returns the names of the tags that a record is to have, given those that it
// has.
type Retag func(has []string) []string

// JSON returns the tag's record.
func (t *Tag) JSON() []byte {
	o := t.object()
	return o.JSON()
}

// UsedJSON returns the tag's record with the number of records that carry it.
func (t *Tag) UsedJSON(useCount int64) []byte {
	o := t.object()
	o.Int("use_count", useCount)
	return o.JSON()
}

func (t *Tag) object() *record.Object {
	var o record.Object
	o.Text("id", t.ID)
	o.Text("name", t.Name)
	o.Text("slug", t.Slug)
	o.Meta(&t.Meta)
	return &o
}

const columns = "t.id, t.name, t.slug, t.created_at, t.updated_at, t.created_by, t.updated_by, t.version"

// Who carries the tag t, counted.
const (
	contactCount      = `(SELECT COUNT(*) FROM contact_tags ct WHERE ct.workspace_id = t.workspace_id AND ct.tag_id = t.id)`
	organizationCount = `(SELECT COUNT(*) FROM organization_tags ot WHERE ot.workspace_id = t.workspace_id AND ot.tag_id = t.id)`
	useCount          = contactCount + " + " + organizationCount
)

func (t *Tag) dest() []any { return append([]any{&t.ID, &t.Name, &t.Slug}, t.Dest()...) }

// Get returns the tag and how many records carry it, or ErrNotFound.
func Get(ctx context.Context, db *database.DB, workspace, id string) (*Tag, int64, error) {
	u, err := GetUsed(ctx, db, workspace, id)
	if err != nil {
		return nil, 0, err
	}
	return &u.Tag, u.UseCount, nil
}

// Find returns the id of the tag with an id or a name, or ErrNotFound.
func Find(ctx context.Context, db *database.DB, workspace, idOrName string) (id string, err error) {
	name, fault := Clean(idOrName)
	if fault != nil {
		return "", ErrNotFound
	}
	err = db.QueryRow(ctx, `SELECT id FROM tags WHERE workspace_id = $1 AND (id = $2 OR name_key = $3)
		ORDER BY CASE WHEN id = $2 THEN 0 ELSE 1 END LIMIT 1`,
		workspace, strings.ToLower(name), text.Fold(name)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("look for a tag: %w", err)
	}
	return id, nil
}

// Ensure returns the tags with the given clean names, in their order, and
// makes those that are not there yet. No tag that it returns can be renamed or
// deleted until the transaction ends.
func Ensure(ctx context.Context, tx *changelog.Tx, names []string) ([]Tag, error) {
	tags := make([]Tag, len(names))
	for i, name := range names {
		t, err := ensure(ctx, tx, name)
		if err != nil {
			return nil, err
		}
		tags[i] = *t
	}
	return tags, nil
}

// patience bounds how often a tag that is renamed or deleted just when it is
// looked for is looked for again.
const patience = 10

func ensure(ctx context.Context, tx *changelog.Tx, name string) (*Tag, error) {
	for range patience {
		t, err := insert(ctx, tx, name)
		if t != nil || err != nil {
			return t, err
		}
		t = &Tag{}
		err = tx.QueryRow(ctx, `SELECT `+columns+` FROM tags t WHERE t.workspace_id = $1 AND t.name_key = $2`+tx.ForShare(),
			tx.Workspace, text.Fold(name)).Scan(t.dest()...)
		if err == nil {
			return t, nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return nil, fmt.Errorf("read tag: %w", err)
		}
	}
	return nil, problem.New(problem.Conflict, "The tag was being renamed at the same time; try again.")
}

// insert makes a tag, unless there is one of that name: then it returns nil.
func insert(ctx context.Context, tx *changelog.Tx, name string) (*Tag, error) {
	t := &Tag{Meta: tx.NewMeta(), Name: name, Slug: text.Slug(name)}
	n, err := tx.Exec(ctx, `INSERT INTO tags (workspace_id, id, name, name_key, sort_key, name_alike, slug, search_body, `+
		record.Columns+`) VALUES `+database.Rows(1, 13)+` ON CONFLICT (workspace_id, name_key) DO NOTHING`,
		append(append([]any{tx.Workspace, t.ID}, t.values()...), t.Values()...)...)
	if err != nil {
		return nil, fmt.Errorf("insert tag: %w", err)
	}
	if n == 0 {
		return nil, nil
	}
	_, err = tx.Append(changelog.Tag, t.ID, nil, t.JSON(), nil)
	return t, err
}

// values are those of the columns from name to search_body.
func (t *Tag) values() []any {
	return []any{t.Name, text.Fold(t.Name), text.SortKey(t.Name), text.Alike(t.Name), t.Slug, text.SearchBody(t.Name)}
}

// Lock returns the tag for a transaction that will change it, or ErrNotFound.
func Lock(ctx context.Context, tx *changelog.Tx, id string) (*Tag, int64, error) {
	n, err := tx.Exec(ctx, `UPDATE tags SET version = version WHERE workspace_id = $1 AND id = $2`, tx.Workspace, id)
	if err != nil {
		return nil, 0, fmt.Errorf("lock tag: %w", err)
	}
	if n == 0 {
		return nil, 0, ErrNotFound
	}
	return Get(ctx, tx.DB, tx.Workspace, id)
}

// Create makes a tag. One of the same name but for case is a fault at /name.
func Create(ctx context.Context, tx *changelog.Tx, name string, faults problem.Fields) (*Tag, error) {
	name, fault := Clean(name)
	faults.Fault("/name", fault)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if err := refuseTaken(ctx, tx, name, ""); err != nil {
		return nil, err
	}
	t, err := insert(ctx, tx, name)
	if t == nil && err == nil {
		err = Taken("")
	}
	return t, err
}

// refuseTaken returns a fault at /name if another tag than id has the name.
func refuseTaken(ctx context.Context, tx *changelog.Tx, name, id string) error {
	var other string
	err := tx.QueryRow(ctx, `SELECT id FROM tags WHERE workspace_id = $1 AND name_key = $2 AND id <> $3`,
		tx.Workspace, text.Fold(name), id).Scan(&other)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for the tag's name: %w", err)
	}
	return Taken(other)
}

// Taken is the fault of a name that the tag with the given id has already.
func Taken(id string) error {
	return problem.Fields{{
		Pointer: "/name", Code: "unique", Detail: "Another tag already has this name; merge the two instead.", Conflict: id,
	}}.Err()
}

// Rename gives the tag a new name and returns the change, nil if nothing
// changed. One that another tag has, but for case, is a fault at /name. Records
// that carry the tag are not written anew here.
func Rename(ctx context.Context, tx *changelog.Tx, t *Tag, name string, faults problem.Fields) (*changelog.Change, error) {
	name, fault := Clean(name)
	faults.Fault("/name", fault)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if name == t.Name {
		return nil, nil
	}
	if err := refuseTaken(ctx, tx, name, t.ID); err != nil {
		return nil, err
	}
	before := t.JSON()
	t.Name, t.Slug = name, text.Slug(name)
	t.Touch(tx.At, tx.Actor.UserID)
	_, err := tx.Exec(ctx, `UPDATE tags SET name = $3, name_key = $4, sort_key = $5, name_alike = $6, slug = $7,
		search_body = $8, created_at = $9, updated_at = $10, created_by = $11, updated_by = $12, version = $13
		WHERE workspace_id = $1 AND id = $2`,
		append(append([]any{tx.Workspace, t.ID}, t.values()...), t.Values()...)...)
	if database.Violates(err, "tags_name_unique") {
		return nil, Taken("")
	}
	if err != nil {
		return nil, fmt.Errorf("rename tag: %w", err)
	}
	return tx.Append(changelog.Tag, t.ID, before, t.JSON(), nil)
}

// Remove deletes the row of a tag that no record carries. The change is the
// caller's to append: it is the cause of those of the records that carried it.
func Remove(ctx context.Context, tx *changelog.Tx, id string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM tags WHERE workspace_id = $1 AND id = $2`, tx.Workspace, id); err != nil {
		return fmt.Errorf("delete tag: %w", err)
	}
	return nil
}
