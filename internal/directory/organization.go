package directory

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/ruleset"
)

// UpdateOrganization changes an organization as p says: a new name shows in its
// contacts, a changed address in all that show it. check is asked whether the
// version found may be changed.
func UpdateOrganization(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set, id string, p *organization.Patch,
	check func(version int64) error,
) (*organization.Written, error) {
	return in(tx).updateOrganization(ctx, rules, id, p, check)
}

func (a *action) updateOrganization(ctx context.Context, rules *ruleset.Set, id string, p *organization.Patch,
	check func(version int64) error,
) (*organization.Written, error) {
	if err := a.holdForUpdate(ctx, id, p); err != nil {
		return nil, err
	}
	w, err := organization.Update(ctx, a.tx, rules, id, p, check)
	if err != nil {
		return nil, err
	}
	var changes []showing
	if w.Renamed {
		changes = append(changes, showing{w.Change, id, "", []*selection{contactsOfOrganization}})
	}
	if w.Address != "" {
		changes = append(changes, showing{w.Change, w.Address, id, showAddress})
	}
	return w, a.show(ctx, changes...)
}

// holdForUpdate locks what an update of an organization comes to after it has
// locked the organization, in the order in which all others lock it: the tree,
// then contacts, then organizations.
func (a *action) holdForUpdate(ctx context.Context, id string, p *organization.Patch) error {
	if p.Parent.Given {
		if err := organization.LockTree(ctx, a.tx); err != nil {
			return err
		}
	}
	all := changedAddress(p.PrimaryAddress.Value)
	if p.Name.Given {
		all = append(all, held{subject{id: id}, []*selection{contactsOfOrganization}})
	}
	return a.hold(ctx, all...)
}

// CreateOrganization makes an organization; an address that it changes shows in
// all that show it.
func CreateOrganization(ctx context.Context, tx *changelog.Tx, rules *ruleset.Set, p *organization.Patch) (*organization.Written, error) {
	a := in(tx)
	if err := a.hold(ctx, changedAddress(p.PrimaryAddress.Value)...); err != nil {
		return nil, err
	}
	w, err := organization.Create(ctx, tx, rules, p)
	if err != nil || w.Address == "" {
		return w, err
	}
	return w, a.show(ctx, showing{w.Change, w.Address, w.Organization.ID, showAddress})
}

// DeleteOrganization deletes an organization without children. Its contacts lose
// the link and keep its name; if there are more than 10,000 of them, they have to
// be unlinked first. check is asked whether the version found may be deleted.
func DeleteOrganization(ctx context.Context, tx *changelog.Tx, id string, check func(version int64) error) error {
	return in(tx).deleteOrganization(ctx, id, check)
}

func (a *action) deleteOrganization(ctx context.Context, id string, check func(version int64) error) error {
	if err := a.hold(ctx, held{subject{id: id}, []*selection{contactsOfOrganization}}); err != nil {
		return err
	}
	o, err := organization.Lock(ctx, a.tx, id)
	if err != nil {
		return err
	}
	if err := check(o.Version); err != nil {
		return err
	}
	if err := a.refuseChildren(ctx, id); err != nil {
		return err
	}
	contacts, many, err := a.find(ctx, contactsOfOrganization, subject{id: id})
	if err != nil {
		return err
	}
	if many {
		return a.refuseContacts(ctx, id)
	}
	before, err := a.organizationRecord(ctx, o)
	if err != nil {
		return err
	}
	change, err := a.tx.Append(changelog.Organization, id, before, nil, nil)
	if err != nil {
		return err
	}
	if err := contact.Unlink(ctx, a.tx, contacts, change); err != nil {
		return err
	}
	return organization.Remove(ctx, a.tx, o, change)
}

func (a *action) refuseChildren(ctx context.Context, id string) error {
	n, err := organization.CountChildren(ctx, a.tx, id)
	if err != nil || n == 0 {
		return err
	}
	return problem.New(problem.Conflict,
		"The organization has "+problem.Count(n, "child organization")+". Delete or move them first.")
}

func (a *action) refuseContacts(ctx context.Context, id string) error {
	var n int64
	err := a.tx.QueryRow(ctx, `SELECT COUNT(*) FROM contacts WHERE workspace_id = $1 AND linked_organization_id = $2`,
		a.tx.Workspace, id).Scan(&n)
	if err != nil {
		return fmt.Errorf("count the linked contacts: %w", err)
	}
	return problem.New(problem.Conflict,
		fmt.Sprintf("The organization has %d linked contacts. Unlink or move them first; at most %d may remain.", n, a.atOnce))
}

// organizationRecord is an organization's record as the log left it: the kept
// one, which is older than the rows while the organization waits to be rendered
// anew.
func (a *action) organizationRecord(ctx context.Context, o *organization.Organization) (rec []byte, err error) {
	err = a.tx.QueryRow(ctx, `SELECT record FROM organization_records WHERE workspace_id = $1 AND organization_id = $2`,
		a.tx.Workspace, o.ID).Scan(&rec)
	if errors.Is(err, sql.ErrNoRows) { // in databases that kept none yet
		rec, err = a.tx.Last(ctx, changelog.Organization, o.ID)
	}
	if err != nil {
		return nil, fmt.Errorf("read the organization's record: %w", err)
	}
	if rec == nil {
		rec = o.JSON()
	}
	return rec, nil
}

// UpdateOrganizationType changes an organization type; a new name shows in its
// organizations. check is asked whether the version found may be changed.
func UpdateOrganizationType(ctx context.Context, tx *changelog.Tx, idOrName string, p *organization.TypePatch,
	check func(version int64) error,
) (*organization.Type, error) {
	return in(tx).updateOrganizationType(ctx, idOrName, p, check)
}

// updateOrganizationType locks the type before its organizations, as a write of
// an organization does.
func (a *action) updateOrganizationType(ctx context.Context, idOrName string, p *organization.TypePatch,
	check func(version int64) error,
) (*organization.Type, error) {
	t, change, err := organization.UpdateType(ctx, a.tx, idOrName, p, check)
	if err != nil || change == nil || !slices.Contains(change.Changed, "name") {
		return t, err
	}
	return t, a.show(ctx, showing{change, t.ID, "", []*selection{organizationsOfType}})
}
