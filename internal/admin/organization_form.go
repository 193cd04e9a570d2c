package admin

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
)

// organizationForm is what the template organization shows.
type organizationForm struct {
	Form         *form
	Organization *organizationPage // nil for a new one

	Types, Statuses         []choice
	ParentName, ContactName string // what the pickers show
	Currencies, Languages   []string
	Address                 *addressInputs
	Custom                  []customInput
	Others                  []choice           // values that no custom field defines
	ExternalIDs, Spare      []formRow          // rows, and one for more of them where there is no script
	Facts                   []organizationFact // what it says, for who may not change it
}

// formOfOrganization shows an organization as it is kept.
func formOfOrganization(rules *ruleset.Set, o *organization.Organization) *form {
	f := newForm(
		"name", o.Name, "legal_name", o.LegalName, "code", o.Code, "organization_type", o.Type, "status", o.Status,
		"parent", o.Parent, "effective_date", o.EffectiveDate, "end_date", o.EndDate, "website", o.Website,
		"tax_id", o.TaxID, "primary_contact", o.PrimaryContact, "currency", o.Currency, "timezone", o.Timezone,
		"language", o.Language, "metadata", metadataText(o.Metadata),
	)
	var tags []string
	for _, t := range o.Tags {
		tags = append(tags, t.Name)
	}
	f.values.Set("tags", strings.Join(tags, "\n"))
	f.showExternalIDs(o.ExternalIDs)
	showCustom(rules.Fields(customfield.Organization), o.CustomFields, "custom_fields", f.values)
	if o.PrimaryAddress != nil {
		showAddress(rules.Fields(customfield.Address), o.PrimaryAddress, primaryAddress, f.values)
	}
	return f
}

// primaryAddress is the name before those of the inputs of an organization's
// address.
const primaryAddress = "primary_address"

// organizationPatch reads the form of an organization; now is nil for a new one.
func (v *visit) organizationPatch(f *form, rules *ruleset.Set, now *organization.Organization) (*organization.Patch, error) {
	p := &organization.Patch{}
	for name, into := range map[string]*record.Opt[string]{
		"name": &p.Name, "legal_name": &p.LegalName, "code": &p.Code, "organization_type": &p.Type, "status": &p.Status,
		"parent": &p.Parent, "effective_date": &p.EffectiveDate, "end_date": &p.EndDate, "website": &p.Website,
		"tax_id": &p.TaxID, "primary_contact": &p.PrimaryContact, "currency": &p.Currency, "timezone": &p.Timezone,
		"language": &p.Language,
	} {
		f.text(name, into)
	}
	if now != nil && p.Parent.Value == now.Parent { // moves wait for each other; a form that moves nothing does not
		p.Parent = record.Opt[string]{}
	}
	if f.values.Has("tags") {
		p.Tags = record.Some(tagNames(f.Value("tags")))
	}
	kept := &organization.Organization{}
	if now != nil {
		kept = now
	}
	p.Metadata = f.metadata(kept.Metadata, &p.Faults)
	p.ExternalIDs = f.externalIDs(kept.ExternalIDs, &p.Faults)
	p.CustomFields = customPatch(rules.Fields(customfield.Organization), kept.CustomFields, "custom_fields", f.values, now == nil)
	var err error
	p.PrimaryAddress, err = v.organizationAddress(f, rules, kept.PrimaryAddress, &p.Faults)
	return p, err
}

// organizationAddress reads the inputs of the primary address. All of them left
// blank, the organization has none.
func (v *visit) organizationAddress(f *form, rules *ruleset.Set, own *address.Address, faults *problem.Fields,
) (given record.Opt[address.Ref], err error) {
	if !f.values.Has(primaryAddress + ".street_address_1") {
		return given, nil
	}
	typed := f.Value(primaryAddress + ".country")
	for _, field := range addressFields {
		typed += f.Value(primaryAddress + "." + field.name)
	}
	if strings.TrimSpace(typed) == "" || f.Value(primaryAddress+".remove") != "" {
		if own == nil {
			return given, nil
		}
		return record.Some(address.Ref{}), nil
	}
	given.Given = true
	given.Value, err = v.addressRef(rules.Fields(customfield.Address), f, primaryAddress, own, "/"+primaryAddress, faults)
	return given, err
}

// organizationAnswer is the page with the form of an organization; o is nil for a
// new one.
func (v *visit) organizationAnswer(f *form, o *organizationPage) (answer, error) {
	data := &organizationForm{
		Form: f, Organization: o, Statuses: v.organizationStatuses(), Currencies: organization.Currencies(), Languages: locales,
		ExternalIDs: slices.DeleteFunc(f.rows(externalIDsList), formRow.blank),
	}
	data.Spare = []formRow{spare(externalIDsList, data.ExternalIDs, 0)}
	shown := answer{name: "organization", title: v.t("New organization"), active: "organizations", data: data}
	kept := &organization.Organization{}
	if o != nil {
		shown.title, kept = o.Name, o.Organization
	}
	rules, err := v.admin.Rules.Get(v.Context(), v.admin.DB, v.workspaceID())
	if err != nil {
		return shown, err
	}
	fields := rules.Fields(customfield.Organization)
	data.Custom, data.Others = v.customInputs(fields, f, "custom_fields"), otherValues(fields, kept.CustomFields)
	var usedBy int64
	if id := f.Value(primaryAddress + ".id"); record.ValidID(id) {
		if _, usedBy, err = address.Get(v.Context(), v.admin.DB, v.workspaceID(), id); err != nil && !problem.Is(err, problem.NotFound) {
			return shown, err
		}
	}
	data.Address = v.addressInputs(f, rules.Fields(customfield.Address), primaryAddress, usedBy)
	if data.Types, err = v.typeOptions(kept.Type, kept.TypeName); err != nil {
		return shown, err
	}
	if data.ParentName, err = v.organizationName(f.Value("parent")); err != nil {
		return shown, err
	}
	if data.ContactName, err = v.nameOfContact(f.Value("primary_contact")); err != nil {
		return shown, err
	}
	if o != nil && !v.principal.Can(auth.ChangeOrganization) {
		data.Facts = v.organizationFacts(data)
	}
	return shown, nil
}

func (v *visit) showOrganizationForm(f *form, o *organizationPage) error {
	shown, err := v.organizationAnswer(f, o)
	if err != nil {
		return err
	}
	return v.show(shown)
}

// refuseOrganization shows the form again, with what is wrong.
func (v *visit) refuseOrganization(f *form, refused error, o *organizationPage) error {
	shown, err := v.organizationAnswer(f, o)
	if err != nil {
		return err
	}
	if !f.refuse(refused) {
		return refused
	}
	for i := range f.faults {
		at := &f.faults[i].Pointer
		switch {
		case strings.HasPrefix(*at, "/"+externalIDsList+"/"):
			*at = f.placeOfSystem(*at)
		case strings.HasPrefix(*at, "/tags/"):
			*at = "/tags"
		}
	}
	shown.status = http.StatusUnprocessableEntity
	return v.show(shown)
}

func (a *Admin) newOrganization(v *visit) error {
	rules, err := a.Rules.Get(v.Context(), a.DB, v.workspaceID())
	if err != nil {
		return err
	}
	f := newForm("status", organization.Active, "timezone", "UTC", "language", "en", externalIDsList+".shown", "1")
	given := v.URL.Query()
	for _, name := range []string{"parent", "organization_type", "name"} {
		f.values.Set(name, given.Get(name))
	}
	showDefaults(rules.Fields(customfield.Organization), "custom_fields", f.values)
	return v.showOrganizationForm(f, nil)
}

func (a *Admin) createOrganization(v *visit) error {
	f := v.typed()
	var made *organization.Organization
	change, err := v.write(func(tx *changelog.Tx) error {
		rules, err := a.Rules.For(v.Context(), tx)
		if err != nil {
			return err
		}
		patch, err := v.organizationPatch(f, rules, nil)
		if err != nil {
			return err
		}
		written, err := directory.CreateOrganization(v.Context(), tx, rules, patch)
		if err == nil {
			made = written.Organization
		}
		return err
	})
	if err != nil {
		return v.refuseOrganization(f, err, nil)
	}
	return v.afterOrganization(f, made, change)
}

// afterOrganization goes on from an organization that was saved: to its page, or to
// where the button says.
func (v *visit) afterOrganization(f *form, o *organization.Organization, change *changelog.Change) error {
	next := "/organizations/" + o.ID
	switch f.Value("then") {
	case "new":
		next = "/organizations/new?parent=" + o.Parent
	case "child":
		next = "/organizations/new?parent=" + o.ID
	}
	return v.done(v.Path(next), change)
}

func (a *Admin) showOrganization(v *visit) error {
	o, err := v.organizationPage("")
	if problem.Is(err, problem.NotFound) {
		return v.goneOrganization(err)
	}
	if err != nil {
		return err
	}
	rules, err := a.Rules.Get(v.Context(), a.DB, v.workspaceID())
	if err != nil {
		return err
	}
	return v.showOrganizationForm(formOfOrganization(rules, o.Organization), o)
}

func (a *Admin) updateOrganization(v *visit) error {
	o, err := v.organizationPage("")
	if err != nil {
		return err
	}
	f := v.typed()
	var after *organization.Organization
	change, err := v.write(func(tx *changelog.Tx) error {
		rules, err := a.Rules.For(v.Context(), tx)
		if err != nil {
			return err
		}
		patch, err := v.organizationPatch(f, rules, o.Organization)
		if err != nil {
			return err
		}
		written, err := directory.UpdateOrganization(v.Context(), tx, rules, o.ID, patch, v.unchanged())
		if err == nil {
			after = written.Organization
		}
		return err
	})
	if err != nil {
		return v.refuseOrganization(f, err, o)
	}
	return v.afterOrganization(f, after, change)
}

// organizationFact is one thing that a record says.
type organizationFact struct {
	Label, Text string
	Link        string // where it leads, "" for nowhere
}

// organizationFacts are what an organization says, without what it leaves blank.
func (v *visit) organizationFacts(d *organizationForm) []organizationFact {
	o := d.Organization
	list := []organizationFact{
		{Label: v.t("Name"), Text: o.Name},
		{Label: v.t("Code"), Text: o.Code},
		{Label: v.t("Type"), Text: o.TypeName},
		{Label: v.t("Status"), Text: v.statusLabel(o.Status)},
		{Label: v.t("Legal name"), Text: o.LegalName},
		{Label: v.t("Parent"), Text: d.ParentName, Link: v.Path("/organizations/" + o.Parent)},
		{Label: v.t("Tags"), Text: strings.ReplaceAll(d.Form.Value("tags"), "\n", ", ")},
		{Label: v.t("Website"), Text: o.Website, Link: o.Website},
		{Label: v.t("Primary contact"), Text: d.ContactName, Link: v.Path("/contacts/" + o.PrimaryContact)},
	}
	if o.PrimaryAddress != nil {
		list = append(list, organizationFact{Label: v.t("Address"), Text: strings.Join(o.PrimaryAddress.Lines(), "\n")})
	}
	list = append(list,
		organizationFact{Label: v.t("Tax ID"), Text: o.TaxID}, organizationFact{Label: v.t("Effective date"), Text: o.EffectiveDate},
		organizationFact{Label: v.t("End date"), Text: o.EndDate}, organizationFact{Label: v.t("Currency"), Text: o.Currency},
		organizationFact{Label: v.t("Time zone"), Text: o.Timezone}, organizationFact{Label: v.t("Language"), Text: o.Language},
	)
	for _, c := range d.Custom {
		list = append(list, organizationFact{Label: c.Label, Text: strings.Join(d.Form.values[c.Name], ", ")})
	}
	for _, other := range d.Others {
		list = append(list, organizationFact{Label: other.Value, Text: other.Label})
	}
	for _, row := range d.ExternalIDs {
		list = append(list, organizationFact{Label: cmp.Or(row.values.Get("system"), " "), Text: row.values.Get("id")})
	}
	list = append(list, organizationFact{Label: v.t("Metadata"), Text: metadataText(o.Metadata)})
	return slices.DeleteFunc(list, func(f organizationFact) bool { return f.Text == "" })
}
