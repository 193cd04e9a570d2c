package admin

import (
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/listing"
)

// recordHistory says of which record a history is shown.
type recordHistory struct {
	kind   changelog.Kind
	id     string
	active string // the entry of the navigation
	page   string // the path of the record's page below the workspace
	absent error  // where there never was such a record
}

// historyPage is what the template history shows.
type historyPage struct {
	Name     string        // of the record, as its newest change left it
	List     choice        // the list that it is in: its address and what it is called
	Page     string        // the address of the record's page
	Deleted  *historyEntry // the change that deleted it, nil if it is there
	Entries  []historyEntry
	Next     string // addresses of older and newer changes, "" for none
	Previous string
}

// historyEntry is a change of the record.
type historyEntry struct {
	changeLine

	Diff []difference
}

func (a *Admin) contactHistory(v *visit) error {
	id, err := v.id(contact.ErrNotFound)
	if err != nil {
		return err
	}
	return a.showHistory(v, recordHistory{
		kind: changelog.Contact, id: id, active: "contacts", page: "/contacts/" + id, absent: contact.ErrNotFound,
	})
}

// showHistory answers with the changes of a record, the newest first; of one
// that was deleted, too.
func (a *Admin) showHistory(v *visit, h recordHistory) error {
	given, err := v.query()
	if err != nil {
		return err
	}
	q, err := parse(changelog.HistorySpec(), withoutBlank(given))
	if err != nil {
		return err
	}
	changelog.OfRecord(q, h.kind, h.id)
	found, err := changelog.List(v.Context(), a.DB, v.workspaceID(), q)
	if err != nil {
		return err
	}
	newest, err := v.newestChange(h)
	if err != nil {
		return err
	}
	if newest == nil {
		return h.absent
	}
	here := state{path: v.Here(), values: given}
	of := v.recordOf(newest)
	p := historyPage{
		Name: of.name, List: choice{Value: of.list}, Page: v.Path(h.page), Next: here.page(found.Next), Previous: here.page(found.Previous),
	}
	for _, kind := range v.kindOptions() {
		if kind.Value == string(h.kind) {
			p.List.Label = kind.Label
		}
	}
	if p.Entries, err = v.entries(found.Items); err != nil {
		return err
	}
	if newest.Action == changelog.Delete {
		entries, err := v.entries([]changelog.Change{*newest})
		if err != nil {
			return err
		}
		p.Deleted = &entries[0]
	}
	return v.show(answer{name: "history", title: v.t("History of %s", of.name), active: h.active, data: p})
}

// newestChange is the last change of a record, nil where there is none.
func (v *visit) newestChange(h recordHistory) (*changelog.Change, error) {
	page, err := v.changesOf(h.kind, h.id, map[string][]string{"limit": {"1"}, "count": {"none"}})
	if err != nil || len(page.Items) == 0 {
		return nil, err
	}
	return &page.Items[0], nil
}

// changesOf lists changes of a record, the newest first.
func (v *visit) changesOf(kind changelog.Kind, id string, values map[string][]string) (page listing.Page[changelog.Change], err error) {
	q, err := parse(changelog.HistorySpec(), values)
	if err != nil {
		return page, err
	}
	changelog.OfRecord(q, kind, id)
	return changelog.List(v.Context(), v.admin.DB, v.workspaceID(), q)
}

// entries says what changes did.
func (v *visit) entries(changes []changelog.Change) ([]historyEntry, error) {
	lines, err := v.lines(changes)
	if err != nil {
		return nil, err
	}
	d := v.differ()
	list := make([]historyEntry, len(lines))
	for i := range lines {
		list[i].changeLine = lines[i]
		if list[i].Diff, err = d.of(lines[i].Change); err != nil {
			return nil, err
		}
	}
	return list, nil
}
