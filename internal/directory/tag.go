package directory

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
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
		return problem.Fields{{Pointer: "/into", Code: "not_found", Detail: "There is no such tag."}}.Err()
	}
	return err
}

// removeTag deletes a locked tag. instead is called before the records lose it.
func (a *action) removeTag(ctx context.Context, t *tag.Tag, instead func() error) error {
	s, err := a.carriers(ctx, t.ID)
	if err != nil {
		return err
	}
	change, err := a.tx.Append(changelog.Tag, t.ID, t.JSON(), nil, nil)
	if err != nil {
		return err
	}
	if err := s.leave(ctx, change); err != nil {
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
	return s.refresh(ctx, change)
}

// carriers are the records that carry a tag which is about to be taken away.
type carriers struct {
	a             *action
	tag           string
	contacts      []string
	many          bool // contacts are not all, there are too many to be written at once
	organizations []string
}

func (a *action) carriers(ctx context.Context, id string) (*carriers, error) {
	c := &carriers{a: a, tag: id}
	var err error
	if c.contacts, c.many, err = a.find(ctx, contactsWithTag, subject{id: id}); err != nil {
		return nil, err
	}
	c.organizations, err = organizationsWithTag.find(ctx, a.tx.DB, a.tx.Workspace, subject{id: id}, "", math.MaxInt32)
	return c, err
}

// leave writes down, if there are too many contacts, that the Refresher is to
// render them. It comes when the cause is noted and before the contacts lose
// what they are found by.
func (c *carriers) leave(ctx context.Context, cause *changelog.Change) error {
	if !c.many {
		return nil
	}
	number, err := c.a.tx.Number(ctx, cause)
	if err != nil {
		return err
	}
	by := c.a.tx.Actor
	_, err = c.a.tx.Exec(ctx, `INSERT INTO pending_refreshes (workspace_id, contact_id, cause, user_id, via, via_name, request_id)
		SELECT workspace_id, contact_id, CAST($3 AS BIGINT), CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS TEXT), CAST($7 AS TEXT)
		FROM contact_tags WHERE workspace_id = $1 AND tag_id = $2 ON CONFLICT DO NOTHING`,
		c.a.tx.Workspace, c.tag, number, record.OrNull(by.UserID), string(by.Via), by.Name, by.RequestID)
	if err != nil {
		return fmt.Errorf("leave contacts to the refresher: %w", err)
	}
	return nil
}

// refresh renders anew the organizations and, unless they were left, the
// contacts.
func (c *carriers) refresh(ctx context.Context, cause *changelog.Change) error {
	if err := refreshOrganizations(ctx, c.a.tx, subject{id: c.tag}, c.organizations, cause); err != nil || c.many {
		return err
	}
	return contact.Refresh(ctx, c.a.tx, c.contacts, cause)
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
