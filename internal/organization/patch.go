package organization

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/external"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/tag"
	"github.com/liaison/liaison/internal/text"
)

// Patch is what a writer says of an organization; what is left out stays.
type Patch struct {
	Name, LegalName, Code, Type  record.Opt[string] // Type: id or name
	Status, Parent               record.Opt[string]
	PrimaryContact               record.Opt[string]
	ParentBy, PrimaryContactBy   *external.Reference // name them otherwise than by their ids; nil: the values are the ids
	EffectiveDate, EndDate       record.Opt[string]
	Website, TaxID               record.Opt[string]
	Currency, Timezone, Language record.Opt[string]
	PrimaryAddress               record.Opt[AddressRef] // the zero value for none
	Tags                         record.Opt[[]string]
	Retag                        tag.Retag // makes Tags of the organization's own, nil for none
	Metadata, CustomFields       record.Opt[record.Values]
	ExternalIDs                  record.Opt[record.Values] // of JSON texts
	Faults                       problem.Fields            // what was found wrong while the input was read

	back bool // takes a change back: the values are those that the organization had
}

const (
	maxName    = 255 // code points
	maxCode    = 50
	maxWebsite = 500
	maxTaxID   = 50

	maxMetadata = 1_000 // keys
)

// applyTo changes o as p says, as far as no other record is needed for it.
func (p *Patch) applyTo(o *Organization) {
	p.Name.To(&o.Name)
	p.LegalName.To(&o.LegalName)
	p.Code.To(&o.Code)
	p.Type.To(&o.Type)
	p.Status.To(&o.Status)
	p.Parent.To(&o.Parent)
	p.PrimaryContact.To(&o.PrimaryContact)
	p.EffectiveDate.To(&o.EffectiveDate)
	p.EndDate.To(&o.EndDate)
	p.Website.To(&o.Website)
	p.TaxID.To(&o.TaxID)
	p.Currency.To(&o.Currency)
	p.Timezone.To(&o.Timezone)
	p.Language.To(&o.Language)
	o.Metadata = o.Metadata.Merge(p.Metadata)
}

// Validate brings the organization into its normal form and notes what breaks a
// rule that needs no other record.
func (o *Organization) Validate(faults *problem.Fields) {
	for _, f := range []struct {
		name   string
		value  *string
		max    int
		needed bool
	}{
		{"name", &o.Name, maxName, true},
		{"legal_name", &o.LegalName, maxName, false},
		{"code", &o.Code, maxCode, true},
		{"website", &o.Website, maxWebsite, false},
		{"tax_id", &o.TaxID, maxTaxID, false},
	} {
		if f.value == &o.Website {
			o.Website = text.Trim(o.Website)
		}
		cleaned, fault := text.Clean(*f.value, f.max)
		faults.Fault("/"+f.name, fault)
		if f.needed && fault == nil && cleaned == "" {
			faults.Add("/"+f.name, "required", "This field is required.")
		}
		*f.value = cleaned
	}
	if o.Type = text.Trim(o.Type); o.Type == "" {
		faults.Add("/organization_type", "required", "The organization type is required: its id or name.")
	}
	o.Parent = strings.ToLower(text.Trim(o.Parent))
	o.PrimaryContact = strings.ToLower(text.Trim(o.PrimaryContact))
	if len(o.Metadata) > maxMetadata {
		faults.Add("/metadata", "too_many", "The metadata may have at most "+strconv.Itoa(maxMetadata)+" keys.")
	}
	if !slices.Contains(Statuses, o.Status) {
		faults.Add("/status", "unknown_value", problem.MustBe("The status", Statuses, ""))
	}
	if o.Website != "" && !validWebsite(o.Website) {
		faults.Add("/website", "invalid_url", cmp.Or(
			text.Unseen("The website", o.Website), "The website must be a URL that begins with https:// or http://."))
	}
	o.validateDates(faults)
	o.validateLocale(faults)
}

// validWebsite reports whether s is an absolute address of the web.
func validWebsite(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && !strings.Contains(s, " ") && text.Unseen("", s) == ""
}

func (o *Organization) validateDates(faults *problem.Fields) {
	valid := true
	for _, f := range []struct {
		name string
		date *string
	}{{"effective_date", &o.EffectiveDate}, {"end_date", &o.EndDate}} {
		*f.date = text.Trim(*f.date)
		if *f.date != "" && !record.ValidDate(*f.date) {
			faults.Add("/"+f.name, "invalid_date", cmp.Or(
				text.Unseen("The date", *f.date), "The date must be a valid date in the form YYYY-MM-DD."))
			valid = false
		}
	}
	if valid && o.EffectiveDate != "" && o.EndDate != "" && o.EndDate < o.EffectiveDate {
		faults.Add("/end_date", "out_of_range", "The end date must not be before the effective date.")
	}
}
