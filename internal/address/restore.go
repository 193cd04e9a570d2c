package address

import (
	"cmp"
	"context"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// Parse reads an address from its record, as the change log has it. The record
// does not say whether the address stands by itself.
func Parse(rec []byte) (*Address, error) {
	r, err := record.Read(rec)
	if err != nil {
		return nil, err
	}
	return &Address{
		Meta: r.Meta(),
		Postal: Postal{
			StreetAddress1: r.Text("street_address_1"), StreetAddress2: r.Text("street_address_2"), City: r.Text("city"),
			StateProvince: r.Text("state_province"), PostalCode: r.Text("postal_code"), Country: r.Text("country"),
		},
		Latitude: r.Float("latitude"), Longitude: r.Float("longitude"), Status: r.Text("status"),
		CustomFields: r.Values("custom_fields"),
	}, nil
}

// Back returns the patch that takes a change of an address back, nil for nothing,
// and the names of the fields that were changed again since.
func Back(before, after, now *Address) (*Patch, []string) {
	var b record.Backing
	p := &Patch{back: true}
	record.BackField(&b, "street_address_1", &p.StreetAddress1, before.StreetAddress1, after.StreetAddress1, now.StreetAddress1)
	record.BackField(&b, "street_address_2", &p.StreetAddress2, before.StreetAddress2, after.StreetAddress2, now.StreetAddress2)
	record.BackField(&b, "city", &p.City, before.City, after.City, now.City)
	record.BackField(&b, "state_province", &p.StateProvince, before.StateProvince, after.StateProvince, now.StateProvince)
	record.BackField(&b, "postal_code", &p.PostalCode, before.PostalCode, after.PostalCode, now.PostalCode)
	record.BackField(&b, "country", &p.Country, before.Country, after.Country, now.Country)
	record.BackField(&b, "status", &p.Status, before.Status, after.Status, now.Status)
	var place record.Opt[coordinates]
	record.BackField(&b, "latitude", &place, before.coordinates(), after.coordinates(), now.coordinates())
	if place.Given {
		p.Latitude, p.Longitude = record.Some(before.Latitude), record.Some(before.Longitude)
	}
	b.Values("custom_fields", &p.CustomFields, before.CustomFields, after.CustomFields, now.CustomFields)
	if !b.Any {
		p = nil
	}
	return p, b.Clashes
}

// coordinates are latitude and longitude, which are there together or not at all.
type coordinates struct {
	given               bool
	latitude, longitude float64
}

func (a *Address) coordinates() coordinates {
	if a.Latitude == nil || a.Longitude == nil {
		return coordinates{}
	}
	return coordinates{true, *a.Latitude, *a.Longitude}
}

// Revived returns an address that is gone as it was, under its id: its version
// goes on where it ended. What stands in its way is noted at pointers below at.
// The caller inserts it and appends the change.
func Revived(ctx context.Context, tx *changelog.Tx, fields *customfield.Fields, was *Address, at string, faults *problem.Fields,
) (*Address, error) {
	a := *was
	last, err := tx.Deleted(ctx, changelog.Address, a.ID)
	if err != nil {
		return nil, err
	}
	r, err := record.Read(last)
	if err != nil {
		return nil, err
	}
	a.Version = cmp.Or(r.Int("version"), a.Version)
	a.Touch(tx.At, tx.Actor.UserID)
	a.Standalone = false
	a.CustomFields = fields.Restored(a.CustomFields, at+"/custom_fields", faults)
	return &a, nil
}

// Restore brings back an address that was deleted by itself, as its record shows
// it.
func Restore(ctx context.Context, tx *changelog.Tx, fields *customfield.Fields, rec []byte) error {
	was, err := Parse(rec)
	if err != nil {
		return err
	}
	var faults problem.Fields
	a, err := Revived(ctx, tx, fields, was, "", &faults)
	if err != nil {
		return err
	}
	if err := faults.Err(); err != nil {
		return err
	}
	a.Standalone = true // else it would have gone with the record that it was made in
	if err := Insert(ctx, tx, fields, a); err != nil {
		return err
	}
	_, err = tx.Append(changelog.Address, a.ID, nil, a.JSON(), nil)
	return err
}

// BackRef says how a record that pointed to an address before a change, to one
// after it and points to one now is brought back; nil stands for none. What it
// returns is not given for nothing. The names are those of fields of the address
// that were changed again since, or "" if the record points elsewhere since.
func BackRef(before, after, now *Address) (ref record.Opt[Ref], clashes []string) {
	id := func(a *Address) string {
		if a == nil {
			return ""
		}
		return a.ID
	}
	back, clash := record.Back(id(before), id(after), id(now))
	switch {
	case clash:
		return ref, []string{""}
	case back.Given && before == nil:
		return record.Some(Ref{}), nil
	case back.Given:
		return record.Some(Ref{ID: before.ID, Gone: before}), nil
	case before == nil || id(before) != id(after) || id(after) != id(now):
		return ref, nil
	}
	p, clashes := Back(before, after, now)
	if p != nil {
		ref = record.Some(Ref{ID: now.ID, Change: p})
	}
	return ref, clashes
}
