package address

import (
	"cmp"
	"math"
	"strings"

	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// The values of an address's status.
const (
	Active   = "active"
	Inactive = "inactive"
)

// Statuses are the values of an address's status; it is a closed set.
var Statuses = []string{Active, Inactive}

// The most code points of an address's fields.
const (
	maxStreet     = 255
	maxCity       = 100
	maxState      = 100
	maxPostalCode = 20
)

// Address is a postal address that contacts and organizations point to.
type Address struct {
	record.Meta
	Postal
	Latitude     *float64 // decimal degrees, WGS 84, 7 places; nil with Longitude
	Longitude    *float64
	Status       string
	CustomFields record.Values
	Standalone   bool // made through /addresses: stays when nothing points to it
}

// Patch is what a writer says of an address; what is left out stays.
type Patch struct {
	StreetAddress1, StreetAddress2, City, StateProvince, PostalCode, Country record.Opt[string]

	Latitude, Longitude record.Opt[*float64]
	Status              record.Opt[string]
	CustomFields        record.Opt[record.Values]

	back bool // takes a change back: the values are those that the address had
}

// Ref says which address is meant: one that exists (ID), the same changed (ID
// and Change), or one that is described (Change alone).
type Ref struct {
	ID     string
	AsText bool // the ID stood for itself, not in an object
	Change *Patch
	Gone   *Address // what the one of the ID comes back as if it is gone; nil for none
}

// Apply changes a as p says and brings it into its normal form; fields are the
// custom fields of addresses. It notes what breaks a rule in faults, at pointers
// below at.
func (p *Patch) Apply(a *Address, fields *customfield.Fields, at string, faults *problem.Fields) {
	isNew := a.Postal == (Postal{}) // one that is stored is not blank
	had := a.Country
	if p.back {
		had = p.Country.Value
	}
	p.StreetAddress1.To(&a.StreetAddress1)
	p.StreetAddress2.To(&a.StreetAddress2)
	p.City.To(&a.City)
	p.StateProvince.To(&a.StateProvince)
	p.PostalCode.To(&a.PostalCode)
	p.Country.To(&a.Country)
	p.Latitude.To(&a.Latitude)
	p.Longitude.To(&a.Longitude)
	p.Status.To(&a.Status)
	a.CustomFields = fields.Apply(a.CustomFields, p.CustomFields, isNew, at+"/custom_fields", faults)
	a.validate(had, at, faults)
}

// validate checks the values. The country may stay what it had been, whether the
// code has been retired since or not.
func (a *Address) validate(had, at string, faults *problem.Fields) {
	for _, f := range []struct {
		name  string
		value *string
		max   int
	}{
		{"street_address_1", &a.StreetAddress1, maxStreet},
		{"street_address_2", &a.StreetAddress2, maxStreet},
		{"city", &a.City, maxCity},
		{"state_province", &a.StateProvince, maxState},
		{"postal_code", &a.PostalCode, maxPostalCode},
	} {
		cleaned, fault := text.Clean(*f.value, f.max)
		faults.Fault(at+"/"+f.name, fault)
		*f.value = cleaned
	}
	a.Country = strings.ToUpper(text.Trim(a.Country))
	if a.Country != "" && a.Country != had && !ValidCountry(a.Country) {
		faults.Add(at+"/country", "unknown_value", cmp.Or(
			text.Unseen("The country", a.Country), "The country must be an ISO 3166-1 alpha-2 code, such as DE."))
	}
	if a.Postal == (Postal{}) {
		faults.Add(at+"/street_address_1", "required", "An address must have at least one of: street_address_1, street_address_2, city, state_province, postal_code, country.")
	}
	if a.Status != Active && a.Status != Inactive {
		faults.Add(at+"/status", "unknown_value", problem.MustBe("The status", Statuses, ""))
	}
	a.validateCoordinates(at, faults)
}

func (a *Address) validateCoordinates(at string, faults *problem.Fields) {
	a.Latitude = round7(a.Latitude)
	a.Longitude = round7(a.Longitude)
	switch {
	case a.Latitude == nil && a.Longitude == nil:
	case a.Longitude == nil:
		faults.Add(at+"/longitude", "required", "A longitude is required with a latitude.")
	case a.Latitude == nil:
		faults.Add(at+"/latitude", "required", "A latitude is required with a longitude.")
	}
	if a.Latitude != nil && math.Abs(*a.Latitude) > 90 {
		faults.Add(at+"/latitude", "out_of_range", "The latitude must be between -90 and 90 degrees.")
	}
	if a.Longitude != nil && math.Abs(*a.Longitude) > 180 {
		faults.Add(at+"/longitude", "out_of_range", "The longitude must be between -180 and 180 degrees.")
	}
}

// round7 rounds to 7 decimal places, about a centimetre.
func round7(degrees *float64) *float64 {
	if degrees == nil {
		return nil
	}
	rounded := math.Round(*degrees*1e7) / 1e7
	if rounded == 0 {
		rounded = 0 // no negative zero
	}
	return &rounded
}

// Equal reports whether a and b say the same, whatever their ids.
func (a *Address) Equal(b *Address) bool {
	return a.Postal == b.Postal && a.Status == b.Status && equal(a.Latitude, b.Latitude) &&
		equal(a.Longitude, b.Longitude) && string(a.CustomFields.JSON()) == string(b.CustomFields.JSON())
}

func equal(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// JSON returns the address's record.
func (a *Address) JSON() []byte {
	o := a.object()
	return o.JSON()
}

// UsedJSON returns the address's record with the number of contacts and
// organizations that point to it, which the record kept in them leaves out.
func (a *Address) UsedJSON(usedBy int64) []byte {
	o := a.object()
	o.Int("used_by", usedBy)
	return o.JSON()
}

func (a *Address) object() *record.Object {
	var o record.Object
	o.Text("id", a.ID)
	o.Text("street_address_1", a.StreetAddress1)
	o.Text("street_address_2", a.StreetAddress2)
	o.Text("city", a.City)
	o.Text("state_province", a.StateProvince)
	o.Text("postal_code", a.PostalCode)
	o.TextOrNull("country", a.Country)
	o.Text("country_name", CountryName(a.Country))
	o.FloatOrNull("latitude", a.Latitude)
	o.FloatOrNull("longitude", a.Longitude)
	o.Text("status", a.Status)
	o.Raw("custom_fields", a.CustomFields.JSON())
	o.Text("formatted", strings.Join(a.Lines(), "\n"))
	o.Meta(&a.Meta)
	return &o
}
