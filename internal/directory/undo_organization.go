package directory

import (
	"context"
	"slices"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

func (u *undoing) organizationNow(ctx context.Context) ([]byte, error) {
	o, err := organization.Now(ctx, u.tx, u.c.Record)
	if err != nil {
		return nil, err
	}
	return o.JSON(), nil
}

func (u *undoing) organizationUpdate(ctx context.Context) ([]string, error) {
	now, err := organization.Now(ctx, u.tx, u.c.Record)
	if err != nil {
		return nil, err
	}
	before, after, err := readPair(u.c, organization.Parse)
	if err != nil {
		return nil, err
	}
	p, clashes := organization.Back(before, after, now)
	if p == nil || len(clashes) > 0 {
		return clashes, nil
	}
	_, err = u.updateOrganization(ctx, u.rules, u.c.Record, p, only(now.Version))
	return nil, err
}

func (u *undoing) organizationRemove(ctx context.Context, check func(int64) error) error {
	return u.deleteOrganization(ctx, u.c.Record, check)
}

// organizationRestore brings an organization back, and links the contacts again
// that its deletion unlinked, unless they say something else by now.
func (u *undoing) organizationRestore(ctx context.Context) error {
	contacts, err := u.unlinked(ctx)
	if err != nil {
		return err
	}
	if err := u.lock(ctx, "contacts", contacts); err != nil {
		return err
	}
	w, err := organization.Restore(ctx, u.tx, u.rules, u.c.Before)
	if err != nil {
		return err
	}
	return contact.Link(ctx, u.tx, contacts, u.c.Record, w.Organization.Name, w.Change)
}

// unlinked returns the ids of the contacts that the deletion unlinked, in order.
func (u *undoing) unlinked(ctx context.Context) (ids []string, err error) {
	err = u.tx.Following(ctx, u.c.Number, func(c *changelog.Change) error {
		if c.Kind != changelog.Contact || c.Action != changelog.Update {
			return nil
		}
		r, err := record.Read(c.Before)
		if err == nil && r.Text("linked_organization") == u.c.Record {
			ids = append(ids, c.Record)
		}
		return err
	})
	slices.Sort(ids)
	return slices.Compact(ids), err
}
