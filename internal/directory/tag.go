package directory

import (
	"context"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/tag"
)

// showTag selects the records that carry a tag.
var showTag = []*selection{contactsWithTag, organizationsWithTag}

// RenameTag gives a tag a name, in all records that carry it; one left out
// stays. check is asked whether the version found may be changed.
func RenameTag(ctx context.Context, tx *changelog.Tx, id string, name record.Opt[string], check func(version int64) error,
	faults problem.Fields,
) (*tag.Used, error) {
	return in(tx).renameTag(ctx, id, name, check, faults)
}

func (a *action) renameTag(ctx context.Context, id string, name record.Opt[string], check func(version int64) error,
	faults problem.Fields,
) (*tag.Used, error) {
	if err := a.hold(ctx, held{subject{id: id}, showTag}); err != nil {
		return nil, err
	}
	t, uses, err := tag.Lock(ctx, a.tx, id)
	if err != nil {
		return nil, err
	}
	if err := check(t.Version); err != nil {
		return nil, err
	}
	used := &tag.Used{Tag: *t, UseCount: uses}
	if !name.Given {
		return used, faults.Err()
	}
	change, err := tag.Rename(ctx, a.tx, &used.Tag, name.Value, faults)
	if err != nil || change == nil {
		return used, err
	}
	return used, a.show(ctx, showing{change, id, "", showTag})
}

// DeleteTag takes a tag from all records that carry it and deletes it. check is
// asked whether the version found may be deleted.
func DeleteTag(ctx context.Context, tx *changelog.Tx, id string, check func(version int64) error) error {
	return in(tx).deleteTag(ctx, id, check)
}

func (a *action) deleteTag(ctx context.Context, id string, check func(version int64) error) error {
	if err := a.hold(ctx, held{subject{id: id}, showTag}); err != nil {
		return err
	}
	t, _, err := tag.Lock(ctx, a.tx, id)
	if err != nil {
		return err
	}
	if err := check(t.Version); err != nil {
		return err
	}
	return a.removeTag(ctx, t, func() error { return nil })
}

// MergeTag gives the tag into, named by its id or name, to all records that
// carry the tag with the id, which it then deletes. check is asked whether the
// version found of that one may be changed. A tag to merge into that is not
// there, or is the same, is a fault at /into.
func MergeTag(ctx context.Context, tx *changelog.Tx, id, into string, check func(version int64) error) (*tag.Used, error) {
	return in(tx).mergeTag(ctx, id, into, check)
}

func (a *action) mergeTag(ctx context.Context, id, into string, check func(version int64) error) (*tag.Used, error) {
	target, err := tag.Find(ctx, a.tx.DB, a.tx.Workspace, into)
	if err != nil {
		return nil, intoFault(err)
	}
	if target == id {
		return nil, problem.Fields{{Pointer: "/into", Code: "same_tag", Detail: "A tag cannot be merged into itself."}}.Err()
	}
	if err := a.hold(ctx, held{subject{id: id}, showTag}); err != nil {
		return nil, err
	}
	locked := map[string]*tag.Tag{}
	for _, one := range slices.Sorted(slices.Values([]string{id, target})) { // in one order, whoever merges
		if locked[one], _, err = tag.Lock(ctx, a.tx, one); err != nil && one == target {
			return nil, intoFault(err)
		} else if err != nil {
			return nil, err
		}
	}
	if err := check(locked[id].Version); err != nil {
		return nil, err
	}
	if err := a.removeTag(ctx, locked[id], func() error { return a.giveTag(ctx, id, target) }); err != nil {
		return nil, err
	}
	t, uses, err := tag.Get(ctx, a.tx.DB, a.tx.Workspace, target)
	if err != nil {
		return nil, err
	}
	return &tag.Used{Tag: *t, UseCount: uses}, nil
}

func intoFault(err error) error {
	if problem.Is(err, problem.NotFound) {
		return problem.Fields{{Pointer: "/into", Code: "not_found", Detail: "No tag has this name or id; see the list of tags."}}.Err()
	}
	return err
}

// removeTag deletes a locked tag. instead is called before the records lose it.
func (a *action) removeTag(ctx context.Context, t *tag.Tag, instead func() error) error {
	all, err := a.carriers(ctx, t.ID)
	if err != nil {
		return err
	}
	change, err := a.tx.Append(changelog.Tag, t.ID, t.JSON(), nil, nil)
	if err != nil {
		return err
	}
	if err := a.leave(ctx, t.ID, all, change); err != nil {
		return err
	}
	if err := instead(); err != nil {
		return err
	}
	for _, table := range []string{"contact_tags", "organization_tags"} {
		_, err := a.tx.Exec(ctx, `DELETE FROM `+table+` WHERE workspace_id = $1 AND tag_id = $2`, a.tx.Workspace, t.ID)
		if err != nil {
			return fmt.Errorf("take the tag from %s: %w", table, err)
		}
	}
	if err := tag.Remove(ctx, a.tx, t.ID); err != nil {
		return err
	}
	return a.refresh(ctx, t.ID, all, change)
}

// carriers are the records of one kind that carry a tag which is about to be taken
// away.
type carriers struct {
	of   *selection
	ids  []string
	many bool // ids are not all, there are too many to be written at once
}

func (a *action) carriers(ctx context.Context, id string) ([]carriers, error) {
	var all []carriers
	for _, s := range showTag {
		ids, many, err := a.find(ctx, s, subject{id: id})
		if err != nil {
			return nil, err
		}
		all = append(all, carriers{s, ids, many})
	}
	return all, nil
}

// leave writes down, of which kinds there are too many carriers, that the Refresher
// is to render them. It comes when the cause is noted and before the records lose
// what they are found by.
func (a *action) leave(ctx context.Context, id string, all []carriers, cause *changelog.Change) error {
	for _, c := range all {
		if !c.many {
			continue
		}
		number, err := a.tx.Number(ctx, cause)
		if err != nil {
			return err
		}
		by := a.tx.Actor
		_, err = a.tx.Exec(ctx, `INSERT INTO pending_refreshes (workspace_id, kind, record_id, cause, user_id, via, via_name, request_id)
			SELECT $1, CAST($3 AS TEXT), s.id, CAST($4 AS BIGINT), CAST($5 AS TEXT), CAST($6 AS TEXT), CAST($7 AS TEXT), CAST($8 AS TEXT)
			FROM (`+c.of.ids+`) s WHERE TRUE ON CONFLICT DO NOTHING`,
			a.tx.Workspace, id, string(c.of.kind), number, record.OrNull(by.UserID), string(by.Via), by.Name, by.RequestID)
		if err != nil {
			return fmt.Errorf("leave records to the refresher: %w", err)
		}
	}
	return nil
}

// refresh renders the carriers, unless they were left.
func (a *action) refresh(ctx context.Context, id string, all []carriers, cause *changelog.Change) error {
	for _, c := range all {
		if c.many {
			continue
		}
		if err := c.of.rewrite(ctx, a.tx, subject{id: id}, c.ids, cause); err != nil {
			return err
		}
	}
	return nil
}

// giveTag gives a tag to all records that carry another one.
func (a *action) giveTag(ctx context.Context, from, into string) error {
	for _, kind := range []string{"contact", "organization"} {
		_, err := a.tx.Exec(ctx, `INSERT INTO `+kind+`_tags (workspace_id, `+kind+`_id, tag_id)
			SELECT workspace_id, `+kind+`_id, CAST($3 AS TEXT) FROM `+kind+`_tags WHERE workspace_id = $1 AND tag_id = $2
			ON CONFLICT DO NOTHING`, a.tx.Workspace, from, into)
		if err != nil {
			return fmt.Errorf("give the tag to each %s: %w", kind, err)
		}
	}
	return nil
}
