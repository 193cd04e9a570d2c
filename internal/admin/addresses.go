package admin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

func (a *Admin) addressRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/addresses", permission: auth.ViewAddress, handle: a.listAddresses},
		{method: http.MethodGet, path: "/addresses/new", permission: auth.AddAddress, handle: a.newAddress},
		{method: http.MethodPost, path: "/addresses/new", permission: auth.AddAddress, handle: a.createAddress},
		{method: http.MethodGet, path: "/addresses/{id}", permission: auth.ViewAddress, handle: a.showAddress},
		{method: http.MethodPost, path: "/addresses/{id}", permission: auth.ChangeAddress, handle: a.updateAddress},
		{method: http.MethodPost, path: "/addresses/{id}/delete", permission: auth.DeleteAddress, handle: a.deleteAddress},
	}
}

func (a *Admin) listAddresses(v *visit) error {
	codes, err := address.CountriesInUse(v.Context(), a.DB, v.workspaceID())
	if err != nil {
		return err
	}
	countries := []choice{}
	for _, code := range codes {
		countries = append(countries, choice{code, address.CountryName(code)})
	}
	t := table[address.Used]{
		name: "addresses", title: "Addresses", search: "Search addresses", spec: address.ListSpec(),
		fetch: func(ctx context.Context, q *listing.Query) (listing.Page[address.Used], error) {
			return address.List(ctx, a.DB, v.workspaceID(), q)
		},
		id:   func(u *address.Used) string { return u.ID },
		link: func(u *address.Used) string { return "/addresses/" + u.ID },
		columns: []column[address.Used]{
			{name: "address", title: "Address", cell: func(u *address.Used) cell { return nameCell(u.OneLine()) }},
			{name: "city", title: "City", ordering: "city", cell: func(u *address.Used) cell { return nameCell(u.City) }},
			{name: "country", title: "Country", ordering: "country", cell: func(u *address.Used) cell { return textCell(address.CountryName(u.Country)) }},
			{name: "status", title: "Status", cell: func(u *address.Used) cell { return badgeCell(v.statusLabel(u.Status)) }},
			{name: "used_by", title: "Used by", cell: func(u *address.Used) cell { return numberCell(u.UsedBy) }},
			{name: "created_at", title: "Created", ordering: "created_at", cell: func(u *address.Used) cell { return timeCell(u.CreatedAt) }},
		},
		filters: []filter{
			{name: "country", title: "Country", options: countries},
			{name: "status", title: "Status", options: v.addressStatuses()},
		},
		empty: "Addresses come with contacts and organizations. One that several share can be added here.",
		add:   "/addresses/new", adds: auth.AddAddress,
	}
	return t.show(v)
}

func (v *visit) addressStatuses() []choice {
	list := make([]choice, len(address.Statuses))
	for i, status := range address.Statuses {
		list[i] = choice{status, v.statusLabel(status)}
	}
	return list
}

// addressPage is what the template address shows.
type addressPage struct {
	*addressInputs

	Form    *form
	Address *address.Used // nil for a new one
	Meta    *recordMeta
	Others  []choice // custom values that no field defines
	Map     string   // an address that shows it on a map
	Users   []usersOf
}

// usersOf are the records of a kind that use an address.
type usersOf struct {
	Title string
	List  []place
	More  int64 // others that are not shown
}

// place is a record that leads to its page.
type place struct{ Name, Path string }

// ofAddress is the place of the form at which the address stands.
const ofAddress = "address"

func (a *Admin) addressAnswer(v *visit, f *form, u *address.Used) (answer, error) {
	rules, err := a.Rules.Get(v.Context(), a.DB, v.workspaceID())
	if err != nil {
		return answer{}, err
	}
	fields := rules.Fields(customfield.Address)
	p := &addressPage{addressInputs: v.addressInputs(f, fields, ofAddress, 0), Form: f, Address: u}
	page := answer{name: "address", title: v.t("New address"), active: "addresses", data: p}
	if u == nil {
		return page, nil
	}
	page.title = u.OneLine()
	p.Others, p.Map = otherValues(fields, u.CustomFields), onMap(&u.Address)
	if p.Meta, err = v.meta(changelog.Address, &u.Meta); err != nil {
		return page, err
	}
	p.Users, err = a.usersOf(v, u)
	return page, err
}

// onMap is a link that shows an address on a map.
func onMap(a *address.Address) string {
	const site = "https://www.openstreetmap.org/"
	if a.Latitude != nil && a.Longitude != nil {
		at := url.Values{"mlat": {degrees(a.Latitude)}, "mlon": {degrees(a.Longitude)}}
		return site + "?" + at.Encode()
	}
	return site + "search?" + url.Values{"query": {a.OneLine()}}.Encode()
}

// mostUsers is how many records of a kind are named that use an address.
const mostUsers = "50"

// usersOf reads who uses an address, as far as the visitor may see them.
func (a *Admin) usersOf(v *visit, u *address.Used) ([]usersOf, error) {
	if u.UsedBy == 0 {
		return nil, nil
	}
	rules, err := a.Rules.Get(v.Context(), a.DB, v.workspaceID())
	if err != nil {
		return nil, err
	}
	var all []usersOf
	if v.Can("view_contact") {
		q, err := parse(contact.ListSpec(rules.Fields(customfield.Contact)), url.Values{"page_size": {mostUsers}})
		if err != nil {
			return nil, err
		}
		contact.AtAddress(q, u.ID)
		page, err := contact.NewStore(a.DB, v.workspaceID(), rules).List(v.Context(), q)
		if err != nil {
			return nil, err
		}
		of := usersOf{Title: v.t("Contacts"), More: more(page.Count, len(page.Items))}
		for i := range page.Items {
			of.add(v, changelog.Contact, page.Items[i].ID, page.Items[i].JSON)
		}
		all = append(all, of)
	}
	if v.Can("view_organization") {
		q, err := parse(organization.ListSpec(rules.Fields(customfield.Organization)), url.Values{"page_size": {mostUsers}})
		if err != nil {
			return nil, err
		}
		organization.AtAddress(q, u.ID)
		page, err := organization.List(v.Context(), a.DB, v.workspaceID(), q)
		if err != nil {
			return nil, err
		}
		of := usersOf{Title: v.t("Organizations"), More: more(page.Count, len(page.Items))}
		for i := range page.Items {
			of.add(v, changelog.Organization, page.Items[i].ID, page.Items[i].Record)
		}
		all = append(all, of)
	}
	return all, nil
}

func more(count *int64, shown int) int64 {
	if count == nil {
		return 0
	}
	return *count - int64(shown)
}

func (of *usersOf) add(v *visit, kind changelog.Kind, id string, rec []byte) {
	r, err := record.Read(rec)
	if err != nil { // the store has nothing but records
		r = &record.Reader{}
	}
	of.List = append(of.List, place{v.nameOf(kind, r), v.Path(recordPlaces[kind].path + "/" + id)})
}

// showAddressForm answers with the page of an address; refused is why what was
// posted was not taken, nil if nothing was.
func (a *Admin) showAddressForm(v *visit, f *form, u *address.Used, refused error) error {
	page, err := a.addressAnswer(v, f, u)
	switch {
	case err != nil:
		return err
	case refused == nil:
		return v.show(page)
	case problem.Is(refused, problem.Conflict):
		f.faults.Add("", "conflict", detailOf(refused))
		page.status = http.StatusConflict
		return v.show(page)
	}
	return v.showRefused(f, below(refused, "/"+ofAddress), page)
}

// below returns the error with what is wrong at pointers below at, where the
// inputs of the form stand.
func below(err error, at string) error {
	var p *problem.Error
	if !errors.As(err, &p) {
		return err
	}
	moved := *p
	moved.Fields = slices.Clone(p.Fields)
	for i := range moved.Fields {
		moved.Fields[i].Pointer = at + moved.Fields[i].Pointer
	}
	return &moved
}

func (a *Admin) newAddress(v *visit) error {
	given, err := v.query()
	if err != nil {
		return err
	}
	f := &form{values: given}
	if !given.Has(ofAddress + ".country") { // else another country was chosen
		rules, err := a.Rules.Get(v.Context(), a.DB, v.workspaceID())
		if err != nil {
			return err
		}
		given.Set(ofAddress+".status", address.Active)
		showDefaults(rules.Fields(customfield.Address), ofAddress+".custom_fields", given)
	}
	return a.showAddressForm(v, f, nil, nil)
}

// address is the address that the path names.
func (v *visit) address() (*address.Used, error) {
	id, err := v.id(address.ErrNotFound)
	if err != nil {
		return nil, err
	}
	found, usedBy, err := address.Get(v.Context(), v.admin.DB, v.workspaceID(), id)
	if err != nil {
		return nil, err
	}
	return &address.Used{Address: *found, UsedBy: usedBy}, nil
}

func (a *Admin) showAddress(v *visit) error {
	u, err := v.address()
	if err != nil {
		return err
	}
	given, err := v.query()
	if err != nil {
		return err
	}
	if given.Has(ofAddress + ".country") { // another country was chosen
		return a.showAddressForm(v, &form{values: given}, u, nil)
	}
	f, err := a.formOfAddress(v, u)
	if err != nil {
		return err
	}
	return a.showAddressForm(v, f, u, nil)
}

func (a *Admin) formOfAddress(v *visit, u *address.Used) (*form, error) {
	rules, err := a.Rules.Get(v.Context(), a.DB, v.workspaceID())
	if err != nil {
		return nil, err
	}
	f := newForm()
	showAddress(rules.Fields(customfield.Address), &u.Address, ofAddress, f.values)
	return f, nil
}

func (a *Admin) createAddress(v *visit) error {
	f := v.typed()
	var created *address.Address
	change, err := v.write(func(tx *changelog.Tx) error {
		rules, err := a.Rules.For(v.Context(), tx)
		if err != nil {
			return err
		}
		fields := rules.Fields(customfield.Address)
		var faults problem.Fields
		p := addressPatch(fields, f, ofAddress, nil, "", &faults)
		created, err = address.Create(v.Context(), tx, fields, p, faults)
		return err
	})
	if err != nil {
		return a.showAddressForm(v, f, nil, err)
	}
	return v.done(v.Path("/addresses/"+created.ID), change)
}

func (a *Admin) updateAddress(v *visit) error {
	u, err := v.address()
	if err != nil {
		return err
	}
	f := v.typed()
	change, err := v.write(func(tx *changelog.Tx) error {
		rules, err := a.Rules.For(v.Context(), tx)
		if err != nil {
			return err
		}
		var faults problem.Fields
		p := addressPatch(rules.Fields(customfield.Address), f, ofAddress, &u.Address, "", &faults)
		_, err = directory.UpdateAddress(v.Context(), tx, rules, u.ID, p, v.unchanged(), faults)
		return err
	})
	if err != nil {
		return a.showAddressForm(v, f, u, err)
	}
	return v.done(v.Path("/addresses/"+u.ID), change)
}

func (a *Admin) deleteAddress(v *visit) error {
	u, err := v.address()
	if err != nil {
		return err
	}
	change, err := v.write(func(tx *changelog.Tx) error {
		return address.Delete(v.Context(), tx, u.ID, v.unchanged())
	})
	if err == nil {
		return v.done(v.Path("/addresses"), change)
	}
	f, readErr := a.formOfAddress(v, u)
	if readErr != nil {
		return readErr
	}
	return a.showAddressForm(v, f, u, err)
}
