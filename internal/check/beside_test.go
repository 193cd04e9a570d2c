package check_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/check"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/tag"
)

// A server may write while the check reads: what is half of a write to it is no
// breach, and what the stores leave behind is none either.
func TestCheckBesideWriters(t *testing.T) {
	const writers, each = 4, 20
	eachHouse(t, func(h *house) {
		crowd := newCrowd(h)
		var all sync.WaitGroup
		for w := range writers {
			all.Go(func() {
				random := rand.New(rand.NewPCG(uint64(w), 7)) //nolint:gosec // made-up work
				for range each {
					crowd.act(random)
				}
			})
		}
		done := make(chan struct{})
		go func() {
			all.Wait()
			close(done)
		}()
		for rounds := 0; ; rounds++ {
			select {
			case <-done:
				if rounds == 0 {
					t.Error("the check never ran beside the writers")
				}
				h.sound()
				return
			default:
				h.sound()
			}
		}
	})
}

// crowd is what many writers write at.
type crowd struct {
	*house
	mu       sync.Mutex
	contacts []string
	tags     []string
	address  string
	factory  *factory.Factory
}

func newCrowd(h *house) *crowd {
	c := &crowd{house: h, contacts: []string{h.names["FULL"], h.names["OTHER"]}, address: h.names["OFFICE"]}
	for i := range 6 {
		c.tags = append(c.tags, fmt.Sprintf("crowd %d", i))
	}
	c.factory = factory.New(h.db, h.ws, 3)
	return c
}

func (c *crowd) someone(random *rand.Rand) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.contacts[random.IntN(len(c.contacts))]
}

// act does something, and takes what another one stood in the way of.
func (c *crowd) act(random *rand.Rand) {
	err := c.try(func(ctx context.Context, tx *changelog.Tx, s *contact.Store) error { return c.one(ctx, tx, s, random) })
	var refused *problem.Error
	if err != nil && !errors.As(err, &refused) {
		c.Error(err)
	}
}

func (c *crowd) one(ctx context.Context, tx *changelog.Tx, s *contact.Store, random *rand.Rand) error {
	tags := []string{c.tags[random.IntN(len(c.tags))], c.tags[random.IntN(len(c.tags))]}
	city := func() *address.Patch {
		return &address.Patch{City: record.Some(fmt.Sprintf("Zanzibar %d", random.IntN(9)))}
	}
	switch random.IntN(11) {
	case 0, 1:
		c.mu.Lock()
		p := c.factory.ContactPatch(factory.WithTags(tags...), factory.At(c.address), factory.LinkedTo(c.names["CHILD"]))
		p.CustomFields = values(fmt.Sprintf(`{"harbour":"Zanzibar Quay %d","colours":["red"]}`, random.IntN(5)))
		c.mu.Unlock()
		w, err := s.Create(ctx, tx, p)
		if err == nil {
			c.mu.Lock()
			c.contacts = append(c.contacts, w.Contact.ID)
			c.mu.Unlock()
		}
		return err
	case 2, 3:
		_, err := s.Update(ctx, tx, c.someone(random), &contact.Patch{Tags: record.Some(tags)}, whatever)
		return err
	case 4, 5:
		email := contact.EmailPatch{Email: record.Some(fmt.Sprintf("zanzibar%d@example.com", random.IntN(5)))}
		email.IsPrimary = record.Some(true)
		p := &contact.Patch{EmailAddresses: contact.Edit[contact.EmailPatch]{Given: true, Single: true, Items: []contact.EmailPatch{email}}}
		_, err := s.Update(ctx, tx, c.someone(random), p, whatever)
		return err
	case 6:
		item := contact.AddressPatch{Address: record.Some(contact.AddressRef{ID: c.address, Change: city()})}
		p := &contact.Patch{Addresses: contact.Edit[contact.AddressPatch]{Given: true, Items: []contact.AddressPatch{item}}}
		_, err := directory.UpdateContact(ctx, tx, s, c.someone(random), p, whatever)
		return err
	case 7:
		rules, err := ruleset.Read(ctx, tx.DB, tx.Workspace)
		if err != nil {
			return err
		}
		_, err = directory.UpdateAddress(ctx, tx, rules, c.address, city(), whatever, nil)
		return err
	case 8:
		_, err := s.Delete(ctx, tx, c.someone(random), whatever)
		return err
	case 9:
		return c.rename(ctx, tx, random)
	default:
		return c.tag(ctx, tx, random)
	}
}

// rename renames an organization that contacts are linked to, and sizes it.
func (c *crowd) rename(ctx context.Context, tx *changelog.Tx, random *rand.Rand) error {
	rules, err := ruleset.Read(ctx, tx.DB, tx.Workspace)
	if err != nil {
		return err
	}
	p := &organization.Patch{
		Name:         record.Some(fmt.Sprintf("Zanzibar Trade %d", random.IntN(3))),
		CustomFields: values(fmt.Sprintf(`{"size":%d}`, random.IntN(9))),
	}
	_, err = directory.UpdateOrganization(ctx, tx, rules, c.names["CHILD"], p, whatever)
	return err
}

func (c *crowd) tag(ctx context.Context, tx *changelog.Tx, random *rand.Rand) error {
	found, err := tag.Find(ctx, tx.DB, tx.Workspace, c.tags[random.IntN(len(c.tags))])
	if err != nil {
		return err
	}
	switch random.IntN(3) {
	case 0:
		_, err = directory.RenameTag(ctx, tx, found, record.Some(c.tags[random.IntN(len(c.tags))]), whatever, nil)
	case 1:
		_, err = directory.MergeTag(ctx, tx, found, c.tags[random.IntN(len(c.tags))], whatever)
	default:
		err = directory.DeleteTag(ctx, tx, found, whatever)
	}
	return err
}

func TestRebuild(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.sabotage(`UPDATE contact_records SET record = '{}', version = 99, format = 0`,
			`UPDATE organization_records SET record = '{}', version = 99 WHERE organization_id = {ROOT}`,
			`DELETE FROM organization_records WHERE organization_id = {CHILD}`,
			`DELETE FROM contact_search WHERE contact_id = {OTHER}`, `UPDATE contact_search SET body = 'zanzibar', names = ''`,
			`INSERT INTO contact_records SELECT workspace_id, {GONE}, format, version, record FROM contact_records WHERE contact_id = {FULL}`,
			`INSERT INTO organization_records SELECT workspace_id, {GONE}, format, version, record FROM organization_records`,
			`DELETE FROM custom_field_values WHERE field_id = {FLOOR}`, `UPDATE custom_field_values SET alike = 'zanzibar'`,
			`INSERT INTO custom_field_values VALUES ({WS}, {SIZE}, {GONE}, 0, '', '', 3), ({WS}, {SINCE}, {FULL}, 0, 'x', 'x', NULL)`)
		if h.db.Engine == database.SQLite {
			h.sabotage(`DELETE FROM contact_search_index`)
		}
		var shown int64
		n, err := check.Rebuild(t.Context(), h.db, func(n int64) { shown = n })
		if err != nil || n != 4 || shown != 4 {
			t.Fatalf("%d records were rendered, %d shown, error %v; want 4", n, shown, err)
		}
		h.sound()
	})
}

// What the refresher has yet to render gets its change when it does.
func TestRebuildLeavesOutPendingRecords(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.sabotage(`UPDATE contact_records SET version = 77`, `UPDATE organization_records SET version = 77`,
			`INSERT INTO pending_refreshes (workspace_id, record_id, cause, via, via_name, request_id)
			VALUES ({WS}, {FULL}, 1, 'system', '', '')`, walking("organizations_with_tag", "organization", "'x'", "{ROOT}"))
		if n, err := check.Rebuild(t.Context(), h.db, nil); err != nil || n != 2 {
			t.Errorf("%d records were rendered, error %v; want 2", n, err)
		}
		found := h.check()
		if len(found) > 0 {
			t.Errorf("of what is pending: %v", found)
		}
	})
}

func TestCheckSaysWhyItCouldNot(t *testing.T) {
	eachHouse(t, func(h *house) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := check.Run(ctx, h.db, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("error is %v", err)
		}
		if _, err := check.Rebuild(ctx, h.db, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("error of rebuild is %v", err)
		}
	})
}
