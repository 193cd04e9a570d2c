// Package organization owns organizations and their types: the records, their
// rules and the SQL that keeps them. It does not know contacts (how many are
// linked is a number that it counts), nor HTTP.
package organization

import (
	"bytes"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// Organization is a company, a department, a customer …: a node of a tree,
// classified by a type.
type Organization struct {
	record.Meta
	Name           string // unique among its siblings but for case
	LegalName      string
	Code           string // unique in the workspace but for case
	Type           string // id of an organization type
	TypeName       string // read only
	Status         string // of Statuses
	Parent         string // id, "" for a root
	EffectiveDate  string // YYYY-MM-DD, "" for none
	EndDate        string
	Website        string
	TaxID          string
	PrimaryContact string // id, "" for none
	PrimaryAddress *address.Address
	Currency       string // ISO 4217, "" for none
	Timezone       string // of the IANA database, "" for none
	Language       string // BCP 47, "" for none
	Tags           []Tag  // by name
	Metadata       record.Values
	CustomFields   record.Values
	ExternalIDs    record.ExternalIDs // system → id

	addressID string // of PrimaryAddress, as it is read
}

// Tag is a tag as an organization carries it.
type Tag struct{ ID, Name string }

// The values of an organization's status; it is a closed set.
const (
	Active   = "active"
	Inactive = "inactive"
	Archived = "archived"
)

// Statuses are the values of an organization's status.
var Statuses = []string{Active, Inactive, Archived}

// newOrganization returns an organization with its defaults.
func newOrganization(meta record.Meta) *Organization {
	return &Organization{Meta: meta, Status: Active, Timezone: "UTC", Language: "en"}
}

// JSON returns the organization's record, without its place.
func (o *Organization) JSON() []byte {
	var r record.Object
	r.Grow(2048)
	r.Text("id", o.ID)
	r.Text("name", o.Name)
	r.Text("legal_name", o.LegalName)
	r.Text("code", o.Code)
	r.Text("organization_type", o.Type)
	r.Text("organization_type_name", o.TypeName)
	r.Text("status", o.Status)
	r.TextOrNull("parent", o.Parent)
	r.TextOrNull("effective_date", o.EffectiveDate)
	r.TextOrNull("end_date", o.EndDate)
	r.Text("website", o.Website)
	r.Text("tax_id", o.TaxID)
	r.TextOrNull("primary_contact", o.PrimaryContact)
	if o.PrimaryAddress == nil {
		r.TextOrNull("primary_address", "")
	} else {
		r.Raw("primary_address", o.PrimaryAddress.JSON())
	}
	r.TextOrNull("currency", o.Currency)
	r.TextOrNull("timezone", o.Timezone)
	r.TextOrNull("language", o.Language)
	r.Texts("tags", o.tagNames())
	r.Raw("metadata", o.Metadata.JSON())
	r.Raw("custom_fields", o.CustomFields.JSON())
	r.Raw("external_ids", o.ExternalIDs.JSON())
	r.Meta(&o.Meta)
	return r.JSON()
}

// clone returns a copy whose tags can be changed without changing o's; objects
// are never changed in place.
func (o *Organization) clone() *Organization {
	copied := *o
	copied.Tags = slices.Clone(o.Tags)
	return &copied
}

func (o *Organization) tagNames() []string {
	names := make([]string, len(o.Tags))
	for i, t := range o.Tags {
		names[i] = t.Name
	}
	return names
}

// sortTags brings the tags into the order in which they are shown.
func (o *Organization) sortTags() {
	slices.SortFunc(o.Tags, func(a, b Tag) int {
		if c := bytes.Compare(text.SortKey(a.Name), text.SortKey(b.Name)); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
}

// searchBody is all the text in which search looks.
func (o *Organization) searchBody() string {
	return text.SearchBody(append([]string{o.Name, o.LegalName, o.Code}, o.tagNames()...)...)
}
