package directory

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// linked makes n contacts of an organization.
func (h *house) linked(organization string, n int) []string {
	h.Helper()
	ids := make([]string, n)
	for i := range ids {
		ids[i] = h.contact(fmt.Sprintf("c%02d", i), &contact.Patch{LinkedOrganization: record.Some(organization)})
	}
	return ids
}

func (h *house) rename(id, name string) {
	h.Helper()
	h.act(func(a *action) error {
		w, err := a.updateOrganization(h.Context(), h.rules, id, &organization.Patch{Name: record.Some(name)}, whatever)
		if err == nil && (w.Organization.Name != name || !w.Renamed) {
			h.Errorf("got %+v", w)
		}
		return err
	})
}

// employer is what a contact's kept record says of its organization.
type employer struct {
	Linked     *string `json:"linked_organization"`
	LinkedName *string `json:"linked_organization_name"`
	Name       string  `json:"organization_name"`
	Version    int64   `json:"version"`
}

func (h *house) employer(id string) (e employer) {
	h.Helper()
	rec, err := h.store.Record(h.Context(), id)
	if err != nil {
		h.Fatal(err)
	}
	if err := json.Unmarshal(rec.JSON, &e); err != nil {
		h.Fatal(err)
	}
	return e
}

// wantAt fails the test unless the contacts show the linked organization under
// the name, in the version, because of cause, and the rows say the same.
func (h *house) wantAt(ids []string, name string, version int64, cause *changelog.Change) {
	h.Helper()
	for _, id := range ids {
		e := h.employer(id)
		if e.LinkedName == nil || *e.LinkedName != name || e.Version != version {
			h.Errorf("%s: got %+v of version %d, want %s of %d", id, e.LinkedName, e.Version, name, version)
		}
		h.wantRecordOfRows(id)
		h.wantCaused(changelog.Contact, id, "linked_organization_name", cause)
	}
	if n := h.waiting(ids); n != 0 {
		h.Errorf("%d contacts wait", n)
	}
	h.wantWholeHistories(ids)
}

// wantWholeHistories fails the test unless each change of the contacts begins
// with what the one before left, one version on, and follows its cause.
func (h *house) wantWholeHistories(ids []string) {
	h.Helper()
	for _, id := range ids {
		h.wantWholeHistory(id)
	}
}

func (h *house) wantWholeHistory(id string) {
	h.Helper()
	rows, err := h.db.Query(h.Context(), `SELECT number, COALESCE(cause, 0), COALESCE(before, ''), COALESCE(after, '') FROM changes
		WHERE workspace_id = $1 AND record_id = $2 ORDER BY number`, h.ws, id)
	if err != nil {
		h.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	last, version := "", int64(0)
	for rows.Next() {
		var number, cause int64
		var before, after string
		if err := rows.Scan(&number, &cause, &before, &after); err != nil {
			h.Fatal(err)
		}
		if before != last || cause >= number {
			h.Errorf("%s: change %d by %d begins with\n%s\nand not with\n%s", id, number, cause, before, last)
		}
		if last, version = after, version+1; after != "" && !strings.HasSuffix(after, fmt.Sprintf(`"version":%d}`, version)) {
			h.Errorf("%s: change %d leaves no version %d: %s", id, number, version, after)
		}
	}
	if err := rows.Err(); err != nil {
		h.Fatal(err)
	}
}

// list returns the ids of the contacts that a list shows.
func (h *house) list(parameter, value string) (ids []string) {
	h.Helper()
	q, faults := listing.Parse(contact.ListSpec(nil), url.Values{parameter: {value}})
	if len(faults) > 0 {
		h.Fatal(faults)
	}
	page, err := h.store.List(h.Context(), q)
	if err != nil {
		h.Fatal(err)
	}
	for _, r := range page.Items {
		ids = append(ids, r.ID)
	}
	return ids
}

func TestRenamedOrganizationShowsInItsContacts(t *testing.T) {
	eachHouse(t, func(h *house) {
		org, other := h.organization("Mills", &organization.Patch{}), h.organization("Nobel", &organization.Patch{})
		ids, stays := h.linked(org, 3), h.linked(other, 1)
		h.rename(org, "Zuse")
		h.wantAt(ids, "Zuse", 2, h.last(changelog.Organization, org))
		if e := h.employer(stays[0]); e.Version != 1 {
			h.Errorf("got %+v", e)
		}
		h.wantFound("mills")
		h.wantFound("zuse", ids...)
		h.wantSorted(append(slices.Clone(stays), ids...))
	})
}

func TestOrganizationsOtherFieldsConcernNobody(t *testing.T) {
	eachHouse(t, func(h *house) {
		org := h.organization("Mills", &organization.Patch{})
		ids := h.linked(org, 1)
		h.act(func(a *action) error {
			_, err := a.updateOrganization(h.Context(), h.rules, org, &organization.Patch{LegalName: record.Some("Mills Ltd")}, whatever)
			return err
		})
		if e := h.employer(ids[0]); e.Version != 1 || h.pending() != 0 {
			h.Errorf("got %+v", e)
		}
	})
}

func TestOrganizationsAddressShowsInItsContacts(t *testing.T) {
	eachHouse(t, func(h *house) {
		org := h.organization("Mills", &organization.Patch{PrimaryAddress: record.Some(organization.AddressRef{
			Change: &address.Patch{City: record.Some("Bonn")},
		})})
		o, err := organization.Read(h.Context(), h.db, h.ws, []string{org})
		if err != nil {
			h.Fatal(err)
		}
		id := o[0].PrimaryAddress.ID
		one := h.contact("one", &contact.Patch{Addresses: contact.Edit[contact.AddressPatch]{
			Given: true, Items: []contact.AddressPatch{{Address: record.Some(contact.AddressRef{ID: id, AsText: true})}},
		}})
		h.act(func(a *action) error {
			_, err := a.updateOrganization(h.Context(), h.rules, org, &organization.Patch{
				Name: record.Some("Zuse"), PrimaryAddress: record.Some(organization.AddressRef{
					ID: id, Change: &address.Patch{City: record.Some("Köln")},
				}),
			}, whatever)
			return err
		})
		h.wantShown(one, shownContact{Tags: []string{}, Version: 2, City: "Köln"})
		h.wantCaused(changelog.Contact, one, "addresses", h.last(changelog.Organization, org))
	})
}

func (h *house) wantFound(words string, ids ...string) {
	h.Helper()
	got := h.list("search", words)
	slices.Sort(got)
	if !slices.Equal(got, ids) {
		h.Errorf("%q finds %v, want %v", words, got, ids)
	}
}

func (h *house) wantSorted(ids []string) {
	h.Helper()
	if got := h.list("ordering", "organization_name"); !slices.Equal(got, ids) {
		h.Errorf("got %v, want %v", got, ids)
	}
}

func TestDeletedOrganizationLeavesItsName(t *testing.T) {
	eachHouse(t, func(h *house) {
		org := h.organization("Zuse", &organization.Patch{PrimaryAddress: record.Some(organization.AddressRef{
			Change: &address.Patch{City: record.Some("Bonn")},
		})})
		ids, other := h.linked(org, 3), h.linked(h.organization("Mills", &organization.Patch{}), 1)
		h.act(func(a *action) error { return a.deleteOrganization(h.Context(), org, whatever) })
		cause := h.last(changelog.Organization, org)
		if cause.Action != changelog.Delete {
			h.Errorf("got %s", cause.Action)
		}
		for _, id := range ids {
			if e := h.employer(id); e.Linked != nil || e.LinkedName != nil || e.Name != "Zuse" || e.Version != 2 {
				h.Errorf("got %+v", e)
			}
			h.wantRecordOfRows(id)
			h.wantCaused(changelog.Contact, id, "linked_organization", cause)
		}
		h.wantWholeHistories(append(ids, org))
		h.wantFound("zuse", ids...)
		h.wantSorted(append(slices.Clone(other), ids...))
		if h.waiting(ids) != 0 {
			h.Error("contacts wait")
		}
		if n := h.count("addresses"); n != 0 {
			h.Errorf("%d addresses are left", n)
		}
		err := h.try(func(a *action) error { return a.deleteOrganization(h.Context(), org, whatever) })
		if !problem.Is(err, problem.NotFound) {
			h.Errorf("got %v", err)
		}
	})
}

func (h *house) count(table string) (n int) {
	h.Helper()
	if err := h.db.QueryRow(h.Context(), `SELECT COUNT(*) FROM `+table).Scan(&n); err != nil {
		h.Fatal(err)
	}
	return n
}

func TestOrganizationsThatAreNotDeleted(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.atOnce = 3
		full, parent := h.organization("full", &organization.Patch{}), h.organization("parent", &organization.Patch{})
		h.organization("child", &organization.Patch{Parent: record.Some(parent)})
		ids := h.linked(full, 4)
		remove := func(id string, check func(int64) error) error {
			return h.try(func(a *action) error { return a.deleteOrganization(h.Context(), id, check) })
		}
		for id, says := range map[string]string{full: "4 linked contacts", parent: "1 child organization"} {
			if err := remove(id, whatever); !problem.Is(err, problem.Conflict) || !strings.Contains(err.Error(), says) {
				h.Errorf("got %v, want %s", err, says)
			}
		}
		stop := func(int64) error { return problem.New(problem.PreconditionFailed, "no") }
		if err := remove(full, stop); !problem.Is(err, problem.PreconditionFailed) {
			h.Errorf("got %v", err)
		}
		h.act(func(a *action) error { return DeleteContact(h.Context(), a.tx, ids[0], whatever) })
		if err := remove(full, whatever); err != nil {
			h.Errorf("with as many as are allowed: %v", err)
		}
	})
}

func TestDeletedContactIsNoPrimaryContact(t *testing.T) {
	eachHouse(t, func(h *house) {
		one := h.contact("one", &contact.Patch{})
		org := h.organization("Mills", &organization.Patch{PrimaryContact: record.Some(one)})
		stop := func(int64) error { return problem.New(problem.PreconditionFailed, "no") }
		err := h.try(func(a *action) error { return DeleteContact(h.Context(), a.tx, one, stop) })
		if !problem.Is(err, problem.PreconditionFailed) {
			h.Errorf("got %v", err)
		}
		h.act(func(a *action) error { return DeleteContact(h.Context(), a.tx, one, whatever) })
		h.wantCaused(changelog.Organization, org, "primary_contact", h.last(changelog.Contact, one))
		h.wantWholeHistories([]string{one, org})
	})
}

func TestRenamedTypeShowsInItsOrganizations(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.atOnce = 3
		var few, many []string
		for i := range 3 {
			few = append(few, h.organization(fmt.Sprintf("few %d", i), &organization.Patch{}))
		}
		retype := func(name string) *changelog.Change {
			h.Helper()
			var id string
			h.act(func(a *action) error {
				ty, err := a.updateOrganizationType(h.Context(), "company", &organization.TypePatch{Name: record.Some(name)}, whatever)
				if err == nil {
					id = ty.ID
				}
				return err
			})
			return h.last(changelog.OrganizationType, id)
		}
		cause := retype("COMPANY")
		for _, id := range few {
			h.wantCaused(changelog.Organization, id, "organization_type_name", cause)
		}
		for i := range 2 * batchSize {
			many = append(many, h.organization(fmt.Sprintf("many %d", i), &organization.Patch{}))
		}
		cause = retype("Company")
		if err := h.refresher().WorkOff(h.Context()); err != nil {
			h.Fatal(err)
		}
		many = append(many, few...)
		for _, id := range many {
			h.wantCaused(changelog.Organization, id, "organization_type_name", cause)
		}
		h.wantWholeHistories(many)
	})
}

// TestWritesDuringAWalk: whatever is written before a walk comes to a contact,
// its history is whole and it shows the new name once.
func TestWritesDuringAWalk(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.atOnce = 3
		org, other := h.organization("Mills", &organization.Patch{}), h.organization("Nobel", &organization.Patch{})
		ids := h.linked(org, 2*batchSize+2)
		h.rename(org, "Zuse")
		cause := h.last(changelog.Organization, org)
		h.walkOneStep()
		if n := h.waiting(ids); n != len(ids)-batchSize {
			h.Errorf("%d contacts wait", n)
		}
		titled, unlinked, gone, same := ids[batchSize+1], ids[batchSize+2], ids[batchSize+3], ids[batchSize+4]
		h.change(titled, &contact.Patch{Title: record.Some("captain")})
		h.change(unlinked, &contact.Patch{LinkedOrganization: record.Some(other)})
		h.change(same, &contact.Patch{Title: record.Some("")})
		h.act(func(a *action) error { return DeleteContact(h.Context(), a.tx, gone, whatever) })
		h.wantFound("zuse captain", titled)
		late := h.linked(org, 1)
		h.workOffTwice()

		c := h.last(changelog.Contact, titled)
		if c.Cause != 0 || !slices.Equal(c.Changed, []string{"linked_organization_name", "title"}) {
			h.Errorf("got %v because of %d", c.Changed, c.Cause)
		}
		for id, version := range map[string]int64{titled: 2, unlinked: 2, late[0]: 1, same: 2} {
			if e := h.employer(id); e.Version != version {
				h.Errorf("got %+v, want version %d", e, version)
			}
			h.wantRecordOfRows(id)
		}
		h.wantWholeHistories(ids)
		rest := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains([]string{titled, unlinked, gone}, id) })
		h.wantAt(rest, "Zuse", 2, cause)
		if n := h.pending(); n != 0 {
			h.Errorf("%d walks are left", n)
		}
	})
}

func (h *house) change(id string, p *contact.Patch) {
	h.Helper()
	h.act(func(a *action) error {
		_, err := h.store.Update(h.Context(), a.tx, id, p, whatever)
		return err
	})
}

// TestASecondRenameEndsTheFirstWalk: who has not come to the first name sees the
// second one alone.
func TestASecondRenameEndsTheFirstWalk(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.atOnce = 3
		org := h.organization("Mills", &organization.Patch{})
		ids := h.linked(org, 2*batchSize)
		h.rename(org, "Nobel")
		h.walkOneStep()
		h.rename(org, "Zuse")
		if n := h.pending(); n != 1 {
			h.Errorf("%d walks are left", n)
		}
		if err := h.refresher().WorkOff(h.Context()); err != nil {
			h.Fatal(err)
		}
		cause := h.last(changelog.Organization, org)
		h.wantAt(ids[:batchSize], "Zuse", 3, cause)
		h.wantAt(ids[batchSize:], "Zuse", 2, cause)
	})
}

func TestDeletedWhileAWalkIsUnderWay(t *testing.T) {
	eachHouse(t, func(h *house) {
		h.atOnce = 3
		org := h.organization("Mills", &organization.Patch{})
		ids := h.linked(org, 4)
		h.rename(org, "Zuse")
		h.change(ids[0], &contact.Patch{LinkedOrganization: record.Some("")})
		h.act(func(a *action) error { return a.deleteOrganization(h.Context(), org, whatever) })
		if err := h.refresher().WorkOff(h.Context()); err != nil {
			h.Fatal(err)
		}
		for _, id := range ids[1:] {
			if e := h.employer(id); e.Name != "Zuse" || e.Version != 2 {
				h.Errorf("got %+v", e)
			}
			h.wantRecordOfRows(id)
		}
		h.wantFound("zuse", ids[1:]...)
		h.wantWholeHistories(append(ids, org))
	})
}

func TestAWalkOfANewerProgramIsLeft(t *testing.T) {
	eachHouse(t, func(h *house) {
		_, err := h.db.Exec(h.Context(), `INSERT INTO refresh_walks (workspace_id, cause, selection, kind, subject, via, via_name, request_id)
			VALUES ($1, 1, 'of_the_future', 'contact', 'x', 'key', '', '')`, h.ws)
		if err != nil {
			h.Fatal(err)
		}
		if err := h.refresher().WorkOff(h.Context()); err == nil || h.pending() != 1 {
			h.Errorf("got %v", err)
		}
	})
}

func TestThePaceFollowsTheClock(t *testing.T) {
	p := pace{size: 160, most: 160}
	for range 10 {
		p.took(p.size, 2*stepTakes)
	}
	if p.size != 10 {
		t.Errorf("got %d", p.size)
	}
	p.took(3, 0) // fewer than it might have had
	if p.size != 10 {
		t.Errorf("got %d", p.size)
	}
	for range 10 {
		p.took(p.size, 0)
	}
	if p.size != 160 {
		t.Errorf("got %d", p.size)
	}
}

// TestOrganizationAmongWriters: links that race the organization's renaming and
// deletion are there or a fault, and never dangle.
func TestOrganizationAmongWriters(t *testing.T) {
	eachHouse(t, func(h *house) {
		var ids []string
		for i := range 8 {
			ids = append(ids, h.contact(fmt.Sprintf("c%d", i), &contact.Patch{}))
		}
		for round := range 3 {
			org := h.organization(fmt.Sprintf("org %d", round), &organization.Patch{})
			var all sync.WaitGroup
			for i, id := range ids {
				all.Go(func() {
					p := contact.Patch{LinkedOrganization: record.Some(org), Title: record.Some(fmt.Sprintf("%d %d", round, i))}
					err := h.try(func(a *action) error {
						_, err := h.store.Update(h.Context(), a.tx, id, &p, whatever)
						return err
					})
					if err != nil && !problem.Is(err, problem.BadInput) {
						h.Error("link:", err)
					}
				})
			}
			all.Go(func() {
				p := organization.Patch{Name: record.Some(fmt.Sprintf("org %d anew", round))}
				err := h.try(func(a *action) error {
					_, err := a.updateOrganization(h.Context(), h.rules, org, &p, whatever)
					return err
				})
				if err != nil && !problem.Is(err, problem.NotFound) {
					h.Error("rename:", err)
				}
			})
			all.Go(func() {
				if err := h.try(func(a *action) error { return a.deleteOrganization(h.Context(), org, whatever) }); err != nil {
					h.Error("delete:", err)
				}
			})
			all.Wait()
		}
		for _, id := range ids {
			h.wantRecordOfRows(id)
		}
		h.wantWholeHistories(ids)
		if n := h.waiting(ids); n != 0 {
			h.Errorf("%d contacts wait", n)
		}
	})
}
