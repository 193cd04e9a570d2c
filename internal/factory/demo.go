package factory

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

// Plan says what Fill makes.
type Plan struct {
	Workspace string // id
	Actor     changelog.Actor
	Contacts  int
	Seed      uint64
	Progress  func(done int) // told the number of contacts after each transaction; may be nil
}

// Fill adds contacts, and the organizations that some of them belong to, to a
// workspace: people of many countries and scripts, with everything that real
// address books have. The same plan makes the same data in an empty workspace,
// but for ids and times, and a larger one begins with the same contacts. A
// second time it adds as many again; organizations whose name or code is taken
// get a number behind it.
func Fill(ctx context.Context, db *database.DB, p Plan) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	f := New(db, p.Workspace, p.Seed)
	done := 0
	for b := range blocks(ctx, p) {
		if err := f.write(ctx, p.Actor, b); err != nil {
			return err
		}
		done += len(b.people)
		if p.Progress != nil {
			p.Progress(done)
		}
	}
	if done < p.Contacts {
		return fmt.Errorf("make contacts: %w", ctx.Err())
	}
	return nil
}

// blocks makes the blocks up, one ahead of who writes them, until all are there
// or ctx ends.
func blocks(ctx context.Context, p Plan) <-chan *block {
	ahead := make(chan *block, 1)
	go func() {
		defer close(ahead)
		phones := &phoneBook{}
		for number, left := uint64(0), p.Contacts; left > 0; number++ {
			b := makeBlock(p.Seed, number, phones)
			b.people = b.people[:min(len(b.people), left)]
			left -= len(b.people)
			select {
			case ahead <- b:
			case <-ctx.Done():
				return
			}
		}
	}()
	return ahead
}

// write writes a block in a transaction.
func (f *Factory) write(ctx context.Context, actor changelog.Actor, b *block) error {
	return f.InTx(ctx, actor, func(tx *changelog.Tx) error {
		made := map[*tree][]*organization.Organization{}
		for _, t := range b.trees {
			list, err := f.plant(ctx, tx, t)
			if err != nil {
				return err
			}
			made[t] = list
		}
		store, err := f.store(ctx, tx)
		if err != nil {
			return err
		}
		var before *contact.Contact
		for i := range b.people {
			p := b.people[i].settle(made, before)
			w, err := store.Create(ctx, tx, p)
			if err != nil {
				return fmt.Errorf("make a contact: %w", err)
			}
			before = w.Contact
		}
		return nil
	})
}

// plant makes the organizations of a tree.
func (f *Factory) plant(ctx context.Context, tx *changelog.Tx, t *tree) ([]*organization.Organization, error) {
	rules, err := f.rules.For(ctx, tx)
	if err != nil {
		return nil, err
	}
	types := map[string]string{}
	var list []*organization.Organization
	for _, n := range t.nodes {
		p, kind := *n.patch, n.patch.Type.Value
		if types[kind] == "" {
			found, err := f.OrganizationType(ctx, tx, kind)
			if err != nil {
				return nil, err
			}
			types[kind] = found.ID
		}
		p.Type = record.Some(types[kind])
		if n.parent >= 0 {
			p.Parent = record.Some(list[n.parent].ID)
		}
		o, err := createFree(ctx, tx, rules, &p, n.parent < 0, true)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}

// settle returns the contact's patch with the ids that are known by now.
func (p *plan) settle(made map[*tree][]*organization.Organization, before *contact.Contact) *contact.Patch {
	patch := *p.patch
	if p.tree != nil {
		patch.LinkedOrganization = record.Some(made[p.tree][p.node].ID)
	}
	switch {
	case p.office:
		patch.Addresses = whole(addressItem(contact.AddressRef{ID: p.officeOf(made)}, "work"))
	case p.shares:
		patch.Addresses = whole(addressItem(contact.AddressRef{ID: before.Addresses[0].Address.ID}, "home"))
	}
	return &patch
}

// officeOf is the id of the organization's address, or of the nearest one above
// that has any.
func (p *plan) officeOf(made map[*tree][]*organization.Organization) string {
	at := p.node
	for made[p.tree][at].PrimaryAddress == nil {
		at = p.tree.nodes[at].parent
	}
	return made[p.tree][at].PrimaryAddress.ID
}

// Empty reports whether a workspace has no contacts.
func Empty(ctx context.Context, db *database.DB, workspace string) (bool, error) {
	var n int64
	err := db.QueryRow(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM contacts WHERE workspace_id = $1 LIMIT 1) c`,
		workspace).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look for contacts: %w", err)
	}
	return n == 0, nil
}
