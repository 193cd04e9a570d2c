package directory

import (
	"context"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/workspace"
)

// undoOf says how the changes of a kind of record are taken back.
func undoOf(kind changelog.Kind) undo {
	switch kind {
	case changelog.Contact:
		return undo{(*undoing).contactNow, (*undoing).contactUpdate, (*undoing).contactRemove, (*undoing).contactRestore}
	case changelog.Organization:
		return undo{(*undoing).organizationNow, (*undoing).organizationUpdate, (*undoing).organizationRemove, (*undoing).organizationRestore}
	case changelog.OrganizationType:
		return undo{(*undoing).typeNow, (*undoing).typeUpdate, (*undoing).typeRemove, (*undoing).typeRestore}
	case changelog.Address:
		return undo{(*undoing).addressNow, (*undoing).addressUpdate, (*undoing).addressRemove, (*undoing).addressRestore}
	case changelog.Tag:
		return undo{(*undoing).tagNow, (*undoing).tagUpdate, (*undoing).tagRemove, (*undoing).tagRestore}
	case changelog.CustomField:
		return undo{(*undoing).fieldNow, (*undoing).fieldUpdate, (*undoing).fieldRemove, (*undoing).fieldRestore}
	case changelog.Option:
		return undo{(*undoing).optionNow, (*undoing).optionUpdate, (*undoing).optionRemove, (*undoing).optionRestore}
	case changelog.Workspace:
		return undo{update: (*undoing).workspaceUpdate}
	case changelog.Role:
		return undo{(*undoing).roleNow, (*undoing).roleUpdate, (*undoing).roleRemove, (*undoing).roleRestore}
	case changelog.User:
		return undo{update: (*undoing).userUpdate}
	case changelog.APIKey:
		return undo{update: (*undoing).keyUpdate}
	}
	return undo{}
}

// readPair reads the record before a change and after it.
func readPair[T any](c *changelog.Change, parse func([]byte) (*T, error)) (before, after *T, err error) {
	if before, err = parse(c.Before); err != nil {
		return nil, nil, err
	}
	after, err = parse(c.After)
	return before, after, err
}

// contacts is the store of the contacts that the undo writes.
func (u *undoing) contacts() *contact.Store {
	return contact.NewStore(u.tx.DB, u.tx.Workspace, u.rules)
}

// contactNow locks the contact before what it shows.
func (u *undoing) contactNow(ctx context.Context) ([]byte, error) {
	if err := u.lock(ctx, "contacts", []string{u.c.Record}); err != nil {
		return nil, err
	}
	now, err := u.contacts().Get(ctx, u.c.Record)
	if err != nil {
		return nil, err
	}
	return now.JSON(), nil
}

func (u *undoing) contactUpdate(ctx context.Context) ([]string, error) {
	if err := u.lock(ctx, "contacts", []string{u.c.Record}); err != nil {
		return nil, err
	}
	now, err := u.contacts().Get(ctx, u.c.Record)
	if err != nil {
		return nil, err
	}
	before, after, err := readPair(u.c, contact.Parse)
	if err != nil {
		return nil, err
	}
	p, clashes := contact.Back(before, after, now)
	if p == nil || len(clashes) > 0 {
		return clashes, nil
	}
	_, err = UpdateContact(ctx, u.tx, u.contacts(), u.c.Record, p, only(now.Version))
	return nil, err
}

func (u *undoing) contactRemove(ctx context.Context, check func(int64) error) error {
	return DeleteContact(ctx, u.tx, u.c.Record, check)
}

func (u *undoing) contactRestore(ctx context.Context) error {
	_, err := u.contacts().Restore(ctx, u.tx, u.c.Before)
	return err
}

func (u *undoing) typeNow(ctx context.Context) ([]byte, error) {
	t, err := organization.TypeByID(ctx, u.tx.DB, u.tx.Workspace, u.c.Record)
	if err != nil {
		return nil, err
	}
	return t.JSON(), nil
}

func (u *undoing) typeUpdate(ctx context.Context) ([]string, error) {
	now, err := organization.TypeByID(ctx, u.tx.DB, u.tx.Workspace, u.c.Record)
	if err != nil {
		return nil, err
	}
	p, clashes, err := organization.BackType(u.c.Before, u.c.After, now)
	if err != nil || p == nil || len(clashes) > 0 {
		return clashes, err
	}
	_, err = u.updateOrganizationType(ctx, u.c.Record, p, only(now.Version))
	return nil, err
}

func (u *undoing) typeRemove(ctx context.Context, check func(int64) error) error {
	return organization.DeleteType(ctx, u.tx, u.c.Record, check)
}

func (u *undoing) typeRestore(ctx context.Context) error {
	return organization.RestoreType(ctx, u.tx, u.c.Before)
}

func (u *undoing) addressNow(ctx context.Context) ([]byte, error) {
	a, _, err := address.Get(ctx, u.tx.DB, u.tx.Workspace, u.c.Record)
	if err != nil {
		return nil, err
	}
	return a.JSON(), nil
}

func (u *undoing) addressUpdate(ctx context.Context) ([]string, error) {
	now, _, err := address.Get(ctx, u.tx.DB, u.tx.Workspace, u.c.Record)
	if err != nil {
		return nil, err
	}
	before, after, err := readPair(u.c, address.Parse)
	if err != nil {
		return nil, err
	}
	p, clashes := address.Back(before, after, now)
	if p == nil || len(clashes) > 0 {
		return clashes, nil
	}
	_, err = u.updateAddress(ctx, u.rules, u.c.Record, p, only(now.Version), nil)
	return nil, err
}

func (u *undoing) addressRemove(ctx context.Context, check func(int64) error) error {
	return address.Delete(ctx, u.tx, u.c.Record, check)
}

func (u *undoing) addressRestore(ctx context.Context) error {
	return address.Restore(ctx, u.tx, u.rules.Fields(customfield.Address), u.c.Before)
}

func (u *undoing) optionNow(ctx context.Context) ([]byte, error) {
	o, err := option.Get(ctx, u.tx.DB, u.tx.Workspace, u.c.Record)
	if err != nil {
		return nil, err
	}
	return o.JSON(), nil
}

func (u *undoing) optionUpdate(ctx context.Context) ([]string, error) {
	now, err := option.Get(ctx, u.tx.DB, u.tx.Workspace, u.c.Record)
	if err != nil {
		return nil, err
	}
	p, clashes, err := option.Back(u.c.Before, u.c.After, now)
	if err != nil || p == nil || len(clashes) > 0 {
		return clashes, err
	}
	_, err = option.Update(ctx, u.tx, u.c.Record, p, only(now.Version))
	return nil, err
}

func (u *undoing) optionRemove(ctx context.Context, check func(int64) error) error {
	return option.Delete(ctx, u.tx, u.c.Record, check)
}

func (u *undoing) optionRestore(ctx context.Context) error {
	return option.Restore(ctx, u.tx, u.c.Before)
}

func (u *undoing) workspaceUpdate(ctx context.Context) ([]string, error) {
	now, err := workspace.ByID(ctx, u.tx.DB, u.tx.Workspace)
	if err != nil {
		return nil, err
	}
	p, clashes, err := workspace.Back(u.c.Before, u.c.After, now)
	if err != nil || p == nil || len(clashes) > 0 {
		return clashes, err
	}
	_, err = workspace.Update(ctx, u.tx, u.c.Record, p, only(now.Version))
	return nil, err
}

// accounts takes back what was changed of users, roles and keys.
func (u *undoing) accounts() auth.Undoing { return auth.Undoing{Tx: u.tx, By: u.by} }

func (u *undoing) roleNow(ctx context.Context) ([]byte, error) {
	r, err := auth.GetRole(ctx, u.tx.DB, u.tx.Workspace, u.c.Record)
	if err != nil {
		return nil, err
	}
	return r.JSON(), nil
}

func (u *undoing) roleUpdate(ctx context.Context) ([]string, error) {
	return u.accounts().Role(ctx, u.c)
}

func (u *undoing) roleRemove(ctx context.Context, check func(int64) error) error {
	return auth.DeleteRole(ctx, u.tx, u.c.Record, check)
}

func (u *undoing) roleRestore(ctx context.Context) error {
	return u.accounts().RestoreRole(ctx, u.c.Before)
}

func (u *undoing) userUpdate(ctx context.Context) ([]string, error) {
	return u.accounts().User(ctx, u.c)
}

func (u *undoing) keyUpdate(ctx context.Context) ([]string, error) { return u.accounts().Key(ctx, u.c) }
