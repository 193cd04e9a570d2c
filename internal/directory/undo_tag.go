package directory

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/tag"
)

func (u *undoing) tagNow(ctx context.Context) ([]byte, error) {
	t, _, err := tag.Get(ctx, u.tx.DB, u.tx.Workspace, u.c.Record)
	if err != nil {
		return nil, err
	}
	return t.JSON(), nil
}

func (u *undoing) tagUpdate(ctx context.Context) ([]string, error) {
	now, _, err := tag.Get(ctx, u.tx.DB, u.tx.Workspace, u.c.Record)
	if err != nil {
		return nil, err
	}
	before, after, err := readPair(u.c, tag.Parse)
	if err != nil {
		return nil, err
	}
	var b record.Backing
	var name record.Opt[string]
	record.BackField(&b, "name", &name, before.Name, after.Name, now.Name)
	if !b.Any {
		return b.Clashes, nil
	}
	_, err = u.renameTag(ctx, u.c.Record, name, only(now.Version), nil)
	return nil, err
}

func (u *undoing) tagRemove(ctx context.Context, check func(int64) error) error {
	return u.deleteTag(ctx, u.c.Record, check)
}

// former are the records that carried a tag when it was deleted or merged.
type former struct {
	carriers map[changelog.Kind][]string
	// gained are those that got another tag instead, by its name.
	gained map[string]map[changelog.Kind][]string
}

// tagRestore brings a tag back that was deleted or merged into another one, and
// gives it to the records that carried it, as far as they are there. Those that
// got the other one by the merge lose it.
func (u *undoing) tagRestore(ctx context.Context) error {
	if err := u.refuseUnderWay(ctx); err != nil {
		return err
	}
	f, err := u.former(ctx)
	if err != nil {
		return err
	}
	for _, t := range lockTables {
		if ids := f.carriers[t.kind]; len(ids) <= u.atOnce {
			if err := u.lock(ctx, t.table, ids); err != nil {
				return err
			}
		}
	}
	change, err := tag.Restore(ctx, u.tx, u.c.Before)
	if err != nil {
		return err
	}
	for _, t := range lockTables {
		if err := u.giveBack(ctx, t.kind, f.carriers[t.kind]); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.gained)) {
		if err := u.takeFrom(ctx, name, f.gained[name]); err != nil {
			return err
		}
	}
	return u.show(ctx, showing{change, u.c.Record, "", showTag})
}

// refuseUnderWay returns a conflict while records still follow the change.
func (u *undoing) refuseUnderWay(ctx context.Context) error {
	var n int
	err := u.tx.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM pending_refreshes WHERE workspace_id = $1 AND cause = $2)
		+ (SELECT COUNT(*) FROM refresh_walks WHERE workspace_id = $1 AND cause = $2)`, u.tx.Workspace, u.c.Number).Scan(&n)
	if err != nil {
		return fmt.Errorf("look for what is under way: %w", err)
	}
	if n > 0 {
		return conflict("Records are still being written because of this change; try again in a while.")
	}
	return nil
}

// former reads from what followed who carried the tag.
func (u *undoing) former(ctx context.Context) (*former, error) {
	f := &former{carriers: map[changelog.Kind][]string{}, gained: map[string]map[changelog.Kind][]string{}}
	err := u.tx.Following(ctx, u.c.Number, func(c *changelog.Change) error {
		if c.Action != changelog.Update || c.Kind != changelog.Contact && c.Kind != changelog.Organization {
			return nil
		}
		before, err := record.Read(c.Before)
		if err != nil {
			return err
		}
		after, err := record.Read(c.After)
		if err != nil {
			return err
		}
		f.carriers[c.Kind] = append(f.carriers[c.Kind], c.Record)
		had := before.Texts("tags")
		for _, name := range after.Texts("tags") {
			if slices.Contains(had, name) {
				continue
			}
			if f.gained[name] == nil {
				f.gained[name] = map[changelog.Kind][]string{}
			}
			f.gained[name][c.Kind] = append(f.gained[name][c.Kind], c.Record)
		}
		return nil
	})
	for kind, ids := range f.carriers {
		slices.Sort(ids)
		f.carriers[kind] = slices.Compact(ids)
	}
	return f, err
}

// carriedIn says where the tags of a kind of record are kept.
func carriedIn(kind changelog.Kind) (records, tags, column string) {
	if kind == changelog.Organization {
		return "organizations", "organization_tags", "organization_id"
	}
	return "contacts", "contact_tags", "contact_id"
}

// giveBack gives the tag to records, as far as they are there.
func (u *undoing) giveBack(ctx context.Context, kind changelog.Kind, ids []string) error {
	records, tags, column := carriedIn(kind)
	for some := range slices.Chunk(ids, 500) {
		w := database.Where{Args: []any{u.tx.Workspace, u.c.Record}}
		_, err := u.tx.Exec(ctx, `INSERT INTO `+tags+` (workspace_id, `+column+`, tag_id)
			SELECT workspace_id, id, CAST($2 AS TEXT) FROM `+records+` WHERE workspace_id = $1
			AND id IN (`+database.List(&w, some)+`) ON CONFLICT DO NOTHING`, w.Args...)
		if err != nil {
			return fmt.Errorf("give a tag back to each %s: %w", kind, err)
		}
	}
	return nil
}

// takeFrom takes the tag with a name, which records got by a merge, from them. If
// it is called otherwise by now, they keep it.
func (u *undoing) takeFrom(ctx context.Context, name string, from map[changelog.Kind][]string) error {
	id, err := tag.Find(ctx, u.tx.DB, u.tx.Workspace, name)
	if problem.Is(err, problem.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, t := range lockTables {
		_, tags, column := carriedIn(t.kind)
		for some := range slices.Chunk(from[t.kind], 500) {
			w := database.Where{Args: []any{u.tx.Workspace, id}}
			_, err := u.tx.Exec(ctx, `DELETE FROM `+tags+` WHERE workspace_id = $1 AND tag_id = $2
				AND `+column+` IN (`+database.List(&w, some)+`)`, w.Args...)
			if err != nil {
				return fmt.Errorf("take a tag from each %s: %w", t.kind, err)
			}
		}
	}
	return nil
}
