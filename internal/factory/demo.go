package factory

import (
	"context"
	"fmt"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
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
// address books have, and custom fields with values. The same plan makes the same data in an empty workspace,
// but for ids and times, and a larger one begins with the same contacts. A
// second time it adds as many again; organizations whose name or code is taken
// get a number behind it.
func Fill(ctx context.Context, db *database.DB, p Plan) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	f := filler{Factory: New(db, p.Workspace, p.Seed)}
	var err error
	if f.fields, err = f.define(ctx, p.Actor); err != nil {
		return err
	}
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

// filler writes what Fill makes.
type filler struct {
	*Factory
	fields fieldSet // that have values
}

// written is what there is of a block.
type written struct {
	trees    map[*tree][]*organization.Organization
	contacts []*contact.Contact
}

// write writes a block in a transaction.
func (f *filler) write(ctx context.Context, actor changelog.Actor, b *block) error {
	return f.InTx(ctx, actor, func(tx *changelog.Tx) error {
		w := written{trees: map[*tree][]*organization.Organization{}}
		for _, t := range b.trees {
			list, err := f.plant(ctx, tx, t)
			if err != nil {
				return err
			}
			w.trees[t] = list
		}
		store, err := f.store(ctx, tx)
		if err != nil {
			return err
		}
		for i := range b.people {
			made, err := store.Create(ctx, tx, f.settle(&b.people[i], &w))
			if err != nil {
				return fmt.Errorf("make a contact: %w", err)
			}
			w.contacts = append(w.contacts, made.Contact)
		}
		return f.putInCharge(ctx, tx, b, &w)
	})
}

// plant makes the organizations of a tree.
func (f *filler) plant(ctx context.Context, tx *changelog.Tx, t *tree) ([]*organization.Organization, error) {
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
		p.CustomFields = f.fields.of(customfield.Organization, p.CustomFields)
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

// settle returns a contact's patch with the ids that are known by now.
func (f *filler) settle(p *plan, w *written) *contact.Patch {
	patch := *p.patch
	patch.CustomFields = f.fields.of(customfield.Contact, patch.CustomFields)
	if p.tree != nil {
		patch.LinkedOrganization = record.Some(w.trees[p.tree][p.node].ID)
	}
	switch {
	case p.office:
		patch.Addresses = whole(addressItem(contact.AddressRef{ID: p.officeOf(w.trees[p.tree])}, "work"))
	case p.shares:
		before := w.contacts[len(w.contacts)-1]
		patch.Addresses = whole(addressItem(contact.AddressRef{ID: before.Addresses[0].Address.ID}, "home"))
	}
	return &patch
}

// officeOf is the id of the organization's address, or of the nearest one above
// that has any.
func (p *plan) officeOf(made []*organization.Organization) string {
	at := p.node
	for made[at].PrimaryAddress == nil {
		at = p.tree.nodes[at].parent
	}
	return made[at].PrimaryAddress.ID
}

// putInCharge gives organizations their primary contacts, who have been made by
// now.
func (f *filler) putInCharge(ctx context.Context, tx *changelog.Tx, b *block, w *written) error {
	rules, err := f.rules.For(ctx, tx)
	if err != nil {
		return err
	}
	for _, t := range b.trees {
		for at, o := range w.trees[t] {
			who := t.head(at, b.people)
			if who < 0 {
				continue
			}
			p := &organization.Patch{PrimaryContact: record.Some(w.contacts[who].ID)}
			if _, err := organization.Update(ctx, tx, rules, o.ID, p, func(int64) error { return nil }); err != nil {
				return fmt.Errorf("name a primary contact: %w", err)
			}
		}
	}
	return nil
}

// head returns the index of who heads an organization, -1 for nobody: the first
// with a name who is linked to it or, for a root, to anything below it.
func (t *tree) head(at int, people []plan) int {
	below := -1
	for i := range people {
		p := &people[i]
		if !t.nodes[at].led || p.tree != t || p.patch.FirstName.Value == "" {
			continue
		}
		if p.node == at {
			return i
		}
		if at == 0 && below < 0 {
			below = i
		}
	}
	return below
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
