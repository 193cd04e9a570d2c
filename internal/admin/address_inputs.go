package admin

import (
	"bytes"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// addressInputs are the inputs of an address, for the template address-fields:
// in the order and with the names that its country has for them.
type addressInputs struct {
	At        string // the name that stands before theirs: addresses.0.address
	Lines     [][]addressInput
	Countries []choice
	Statuses  []choice
	Custom    []customInput
	ID        string // of the address that is pointed to, "" for a new one
	UsedBy    int64  // how many point to it, of those that are stored
	Detailed  bool   // something is filled in, or wrong, beyond what is on an envelope
}

type addressInput struct{ Name, Label, Max string }

// addressFields are the fields of an address that stand on an envelope, with
// their longest lengths, without the country.
var addressFields = []struct{ name, max string }{
	{"street_address_1", "255"}, {"street_address_2", "255"}, {"city", "100"}, {"state_province", "100"}, {"postal_code", "20"},
}

func (a *Admin) addressInputRoutes() []route {
	return []route{{method: http.MethodGet, path: "/contacts/address-fields", permission: auth.ViewContact, handle: a.showAddressFields}}
}

// addressInputs returns the inputs of the address that stands at a place of a
// form. usedBy is by how many the address is shared that the form names.
func (v *visit) addressInputs(f *form, fields *customfield.Fields, at string, usedBy int64) *addressInputs {
	country := strings.ToUpper(strings.TrimSpace(f.Value(at + ".country")))
	in := &addressInputs{
		At: at, Countries: v.countries(country), ID: f.Value(at + ".id"), UsedBy: usedBy,
		Statuses: []choice{{address.Active, v.statusLabel(address.Active)}, {address.Inactive, v.statusLabel(address.Inactive)}},
		Custom:   v.customInputs(fields, f, at+".custom_fields"),
	}
	for _, line := range address.Inputs(country) {
		var inputs []addressInput
		for _, one := range line {
			inputs = append(inputs, addressInput{at + "." + one.Field, capital(v.t(one.Called)), longest(one.Field)})
		}
		in.Lines = append(in.Lines, inputs)
	}
	for _, name := range []string{"latitude", "longitude", "status"} {
		value := f.Value(at + "." + name)
		in.Detailed = in.Detailed || value != "" && value != address.Active || len(f.Errors(at+"."+name)) > 0
	}
	for _, c := range in.Custom {
		in.Detailed = in.Detailed || c.Required || f.Value(c.Name) != "" || len(f.Errors(c.Name)) > 0
	}
	return in
}

func longest(field string) string {
	i := slices.IndexFunc(addressFields, func(f struct{ name, max string }) bool { return f.name == field })
	return addressFields[i].max
}

// sortedCountries keeps the countries by their names, for each language.
var sortedCountries sync.Map

// countries are all countries by their names, and the one that a record has if
// it is none of them.
func (v *visit) countries(has string) []choice {
	list, ok := sortedCountries.Load(v.language.name())
	if !ok {
		list, _ = sortedCountries.LoadOrStore(v.language.name(), v.sortCountries())
	}
	all, _ := list.([]choice)
	if has != "" && !address.ValidCountry(has) {
		all = append(slices.Clone(all), choice{has, has})
	}
	return all
}

func (v *visit) sortCountries() []choice {
	list := []choice{{"", ""}}
	keys := map[string][]byte{}
	for _, code := range address.CountryCodes() {
		name := v.t(address.CountryName(code))
		list, keys[code] = append(list, choice{code, name}), text.SortKey(name)
	}
	slices.SortFunc(list, func(a, b choice) int { return bytes.Compare(keys[a.Value], keys[b.Value]) })
	return list
}

// showAddress puts an address into a form.
func showAddress(fields *customfield.Fields, a *address.Address, at string, into url.Values) {
	for name, value := range map[string]string{
		"id": a.ID, "street_address_1": a.StreetAddress1, "street_address_2": a.StreetAddress2, "city": a.City,
		"state_province": a.StateProvince, "postal_code": a.PostalCode, "country": a.Country, "status": a.Status,
		"latitude": degrees(a.Latitude), "longitude": degrees(a.Longitude),
	} {
		into.Set(at+"."+name, value)
	}
	showCustom(fields, a.CustomFields, at+".custom_fields", into)
}

func degrees(value *float64) string {
	if value == nil {
		return ""
	}
	return strconv.FormatFloat(*value, 'f', -1, 64)
}

// addressPatch is what a form says of the address at a place of it. stored is
// the one that it changes, nil for a new one; what cannot be read is noted at
// pointers below pointer.
func addressPatch(fields *customfield.Fields, f *form, at string, stored *address.Address, pointer string, faults *problem.Fields) *address.Patch {
	p := &address.Patch{}
	f.text(at+".street_address_1", &p.StreetAddress1)
	f.text(at+".street_address_2", &p.StreetAddress2)
	f.text(at+".city", &p.City)
	f.text(at+".state_province", &p.StateProvince)
	f.text(at+".postal_code", &p.PostalCode)
	f.text(at+".country", &p.Country)
	if f.Value(at+".status") != "" {
		f.text(at+".status", &p.Status)
	}
	f.degrees(at+".latitude", &p.Latitude, pointer+"/latitude", faults)
	f.degrees(at+".longitude", &p.Longitude, pointer+"/longitude", faults)
	var values record.Values
	if stored != nil {
		values = stored.CustomFields
	}
	p.CustomFields = customPatch(fields, values, at+".custom_fields", f.values, stored == nil)
	return p
}

// degrees takes a number for a patch.
func (f *form) degrees(name string, into *record.Opt[*float64], pointer string, faults *problem.Fields) {
	if !f.values.Has(name) {
		return
	}
	typed := strings.TrimSpace(f.Value(name))
	if typed == "" {
		*into = record.Some[*float64](nil)
		return
	}
	number, err := strconv.ParseFloat(strings.Replace(typed, ",", ".", 1), 64)
	if err != nil || !(math.Abs(number) < 1e9) { // which NaN is not, either
		faults.Add(pointer, "invalid_type", "Enter a number of degrees, such as 48.2082.")
		return
	}
	*into = record.Some(&number)
}

var inputName = regexp.MustCompile(`^[a-z_]{1,40}(\.[a-z0-9_]{1,40}){0,3}$`)

// showAddressFields answers with the inputs of an address, for a script: as
// another country has them or, for an address that was picked, filled in.
func (a *Admin) showAddressFields(v *visit) error {
	given, err := v.query()
	if err != nil {
		return err
	}
	at := given.Get("at")
	if !inputName.MatchString(at) {
		return problem.New(problem.BadInput, "There are no such fields.")
	}
	rules, err := a.Rules.Get(v.Context(), a.DB, v.workspaceID())
	if err != nil {
		return err
	}
	fields, usedBy := rules.Fields(customfield.Address), int64(0)
	f := newForm(at+".country", given.Get("country"))
	if id := given.Get("address"); id != "" {
		if !v.principal.Can(auth.ViewAddress) {
			return v.forbidden(auth.ViewAddress)
		}
		found, n, err := address.Get(v.Context(), a.DB, v.workspaceID(), id)
		if err != nil {
			return err
		}
		showAddress(fields, found, at, f.values)
		usedBy = n + 1 // with the record that is to point to it
	} else {
		showDefaults(fields, at+".custom_fields", f.values)
	}
	return v.fragment("address-fields", map[string]any{
		"Page": &view{visit: v}, "Form": f, "Address": v.addressInputs(f, fields, at, usedBy),
	})
}
