package admin

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/workspace"
)

// contactEditor is what the template contact shows: a contact, and the form by
// which it is changed.
type contactEditor struct {
	Form     *form
	Contact  *contact.Contact // nil for a new one
	Editable bool
	Deleted  string // the id of a contact that was deleted while somebody typed, "" for none
	From     string // the address of the list that the visitor came from, "" for none
	Meta     *recordMeta

	Reach []reach
	Path  []string // of the linked organization, from the top down
	Facts []contactFact

	ContactTypes, Statuses, Sources []choice

	Channels []channelSection
	IDs      []formRow // ids in other systems
	Spare    []formRow // rows for more of them, for those without scripts
	Custom   []customInput
	Other    []choice // custom values without a definition
	Region   string   // the name of the country that numbers without + are read by, "" for none
}

// channelSection is one list of channels in the form.
type channelSection struct {
	List, Title, Icon, Add string

	Rows  []channelRow
	Spare []channelRow // for more, for those without scripts
	Blank channelRow   // what a script makes more of
}

// channelRow is a channel in the form.
type channelRow struct {
	formRow

	List    string
	Type    string
	Types   []choice
	Primary bool
	Preset  string         // the country that was there before somebody typed
	Address *addressInputs // of a postal address
}

// blankRow stands for the place of a row that a script will put there.
const blankRow = "__row__"

// contactAnswer is the page of a contact, or of a new one if c is nil.
func (v *visit) contactAnswer(f *form, rules *ruleset.Set, c *contact.Contact) (answer, error) {
	p := &contactEditor{
		Form: f, Contact: c, Editable: c == nil || v.principal.Can(auth.ChangeContact), From: v.local(v.fromOf(f)),
		Custom: v.customInputs(rules.Fields(customfield.Contact), f, "custom_fields"),
	}
	shown := answer{name: "contact", title: v.t("New contact"), active: "contacts", data: p}
	if c != nil {
		shown.title = c.FullName()
		if err := v.aboutContact(p, rules); err != nil {
			return shown, err
		}
	}
	if !p.Editable {
		return shown, nil
	}
	var err error
	if p.ContactTypes, err = v.optionChoices(rules, option.ContactType, f.Value("contact_type")); err != nil {
		return shown, err
	}
	if p.Sources, err = v.optionChoices(rules, option.Source, f.Value("source")); err != nil {
		return shown, err
	}
	for _, status := range contact.Statuses {
		p.Statuses = append(p.Statuses, choice{status, v.statusLabel(status)})
	}
	p.externalIDs()
	return shown, v.channelSections(p, rules)
}

// fromOf is where the visitor came from, as the form or the address says.
func (v *visit) fromOf(f *form) string {
	if from := f.Value("from"); from != "" {
		return from
	}
	return v.URL.Query().Get("from")
}

// aboutContact fills in what stands beside the form.
func (v *visit) aboutContact(p *contactEditor, rules *ruleset.Set) error {
	c := p.Contact
	var err error
	if p.Meta, err = v.meta(changelog.Contact, &c.Meta); err != nil {
		return err
	}
	p.Other = otherValues(rules.Fields(customfield.Contact), c.CustomFields)
	if c.LinkedOrganization != "" && v.principal.Can(auth.ViewOrganization) {
		found, err := organization.Get(v.Context(), v.admin.DB, v.workspaceID(), c.LinkedOrganization)
		if err != nil && !problem.Is(err, problem.NotFound) { // deleted just now
			return err
		}
		if err == nil {
			p.Path = found.Path
		}
	}
	d := v.differ()
	p.Reach = d.reach(c)
	p.Facts = d.facts(c, rules)
	return d.err
}

// optionChoices are the values of an option list that a record may take, and the
// one that it has, which may have been retired.
func (v *visit) optionChoices(rules *ruleset.Set, list, has string) ([]choice, error) {
	facet, err := option.Facet(v.Context(), v.admin.DB, v.workspaceID(), list)
	if err != nil {
		return nil, err
	}
	var choices []choice
	known := false
	for _, o := range facet.Values {
		known = known || o.Value == has
		switch {
		case rules.Options.Allows(list, o.Value):
			choices = append(choices, choice{o.Value, o.Label})
		case o.Value == has:
			choices = append(choices, choice{o.Value, v.t("%s (retired)", o.Label)})
		}
	}
	if !known && has != "" {
		choices = append(choices, choice{has, has})
	}
	return choices, nil
}

// externalIDs fills in the rows of the ids in other systems.
func (p *contactEditor) externalIDs() {
	p.IDs = slices.DeleteFunc(p.Form.rows(externalIDsList), formRow.blank)
	p.Spare = []formRow{spare(externalIDsList, p.IDs, 0)}
}

// spare is the row behind the last of some.
func spare(list string, rows []formRow, more int) formRow {
	place := 0
	if len(rows) > 0 {
		place, _ = strconv.Atoi(rows[len(rows)-1].Place) // digits
		place++
	}
	text := strconv.Itoa(place + more)
	return formRow{At: list + "." + text, Place: text, values: url.Values{}}
}

// channelSections fills in the rows of the channels.
func (v *visit) channelSections(p *contactEditor, rules *ruleset.Set) error {
	w, err := workspace.ByID(v.Context(), v.admin.DB, v.workspaceID())
	if err != nil {
		return err
	}
	p.Region = address.CountryName(w.DefaultRegion)
	used := map[string]int64{}
	if p.Contact != nil {
		if used, err = v.usedBy(p.Contact); err != nil {
			return err
		}
	}
	sections := map[string]channelSection{
		emails:    {List: emails, Title: v.t("Email addresses"), Icon: "mail", Add: v.t("Add an email address")},
		phones:    {List: phones, Title: v.t("Phone numbers"), Icon: "phone", Add: v.t("Add a phone number")},
		addresses: {List: addresses, Title: v.t("Addresses"), Icon: "map-pin", Add: v.t("Add an address")},
	}
	for _, list := range channelLists {
		b := rowBuilder{v: v, p: p, rules: rules, list: list, region: w.DefaultRegion, used: used, types: map[string][]choice{}}
		section := sections[list]
		b.fill(&section)
		if b.err != nil {
			return b.err
		}
		p.Channels = append(p.Channels, section)
	}
	return nil
}

// usedBy says of each address of a contact by how many it is shared.
func (v *visit) usedBy(c *contact.Contact) (map[string]int64, error) {
	used := map[string]int64{}
	for i := range c.Addresses {
		id := c.Addresses[i].Address.ID
		_, n, err := address.Get(v.Context(), v.admin.DB, v.workspaceID(), id)
		if err != nil && !problem.Is(err, problem.NotFound) { // it went just now
			return nil, err
		}
		used[id] = n
	}
	return used, nil
}

// rowBuilder makes the rows of one list of channels.
type rowBuilder struct {
	v      *visit
	p      *contactEditor
	rules  *ruleset.Set
	list   string
	region string           // the workspace's country
	used   map[string]int64 // by how many addresses are shared
	types  map[string][]choice
	err    error
}

// typeFields are the fields of the channels' types, which are option lists.
var typeFields = map[string]string{emails: option.EmailType, phones: option.PhoneType, addresses: option.AddressType}

// fill puts the rows into a section. A new contact has one to begin with, and
// those who cannot add any by a script have some to spare.
func (b *rowBuilder) fill(section *channelSection) {
	rows := slices.DeleteFunc(b.p.Form.rows(b.list), formRow.blank)
	if b.p.Contact == nil && len(rows) == 0 && b.list != addresses {
		rows = append(rows, spare(b.list, nil, 0))
	}
	for _, row := range rows {
		section.Rows = append(section.Rows, b.row(row))
	}
	section.Spare = append(section.Spare, b.row(spare(b.list, rows, 0)))
	if b.list != addresses {
		section.Spare = append(section.Spare, b.row(spare(b.list, rows, 1)))
	}
	blank := formRow{At: b.list + "." + blankRow, Place: blankRow, values: url.Values{}}
	if b.list == addresses {
		b.p.Form.values.Set(blank.At+".address.country", b.region)
		blank.values.Set("preset", b.region)
	}
	section.Blank = b.row(blank)
}

func (b *rowBuilder) row(row formRow) channelRow {
	field, f := typeFields[b.list], b.p.Form
	r := channelRow{formRow: row, List: b.list, Type: f.Value(row.At + "." + field), Preset: row.values.Get("preset")}
	r.Primary = f.Value(b.list+".primary") == row.Place
	if r.Type == "" {
		r.Type = b.rules.Options.Default(field)
	}
	r.Types = b.choices(field, r.Type)
	if b.list != addresses {
		return r
	}
	at, fields := row.At+".address", b.rules.Fields(customfield.Address)
	if row.ID == "" && len(row.values) <= 1 { // nobody typed into it yet
		showDefaults(fields, at+".custom_fields", f.values)
	}
	id := f.Value(at + ".id")
	r.Address = b.v.addressInputs(f, fields, at, b.usedBy(id))
	return r
}

func (b *rowBuilder) choices(field, has string) []choice {
	if b.types[has] == nil {
		choices, err := b.v.optionChoices(b.rules, field, has)
		if err != nil && b.err == nil {
			b.err = err
		}
		b.types[has] = choices
	}
	return b.types[has]
}

// usedBy is by how many an address of the form is shared: the contact's own, or
// one that was picked.
func (b *rowBuilder) usedBy(id string) int64 {
	if n, known := b.used[id]; known || id == "" {
		return n
	}
	_, n, err := address.Get(b.v.Context(), b.v.admin.DB, b.v.workspaceID(), id)
	if err != nil && !problem.Is(err, problem.NotFound) && b.err == nil {
		b.err = err
	}
	if err == nil {
		n++ // with this one
	}
	b.used[id] = n
	return n
}

// reach is one way to reach a contact, with what can be done with it.
type reach struct {
	Kind    string // mail, phone or map-pin
	Text    string
	Lines   []string // of an address
	Type    string
	Notes   string
	Primary bool
	Link    string // behind mailto: or tel:, or the whole address of a map
}

// reach returns the ways to reach a contact, of each kind the primary first.
func (d *differ) reach(c *contact.Contact) []reach {
	var list []reach
	for i := range c.EmailAddresses {
		e := &c.EmailAddresses[i]
		list = append(list, reach{
			Kind: "mail", Text: e.Email, Link: url.PathEscape(e.Email),
			Type: d.option(option.EmailType, e.Type), Notes: e.Notes, Primary: e.IsPrimary,
		})
	}
	for i := range c.PhoneNumbers {
		p := &c.PhoneNumbers[i]
		one := reach{
			Kind: "phone", Text: p.Number, Link: p.Number,
			Type: d.option(option.PhoneType, p.Type), Notes: p.Notes, Primary: p.IsPrimary,
		}
		if p.Extension != "" {
			one.Link += ";ext=" + p.Extension
			one.Text = d.v.t("%s ext. %s", p.Number, p.Extension)
		}
		list = append(list, one)
	}
	for i := range c.Addresses {
		a := &c.Addresses[i]
		list = append(list, reach{
			Kind: "map-pin", Text: strings.Join(a.Address.Lines(), "\n"), Lines: a.Address.Lines(), Link: mapOf(&a.Address),
			Type: d.option(option.AddressType, a.Type), Notes: a.Notes, Primary: a.IsPrimary,
		})
	}
	return list
}

// mapOf is the address of a map that shows where an address is. Nothing is asked
// of it unless somebody goes there.
func mapOf(a *address.Address) string {
	if a.Latitude != nil && a.Longitude != nil {
		lat, lon := degrees(a.Latitude), degrees(a.Longitude)
		return "https://www.openstreetmap.org/?" + url.Values{"mlat": {lat}, "mlon": {lon}}.Encode() + "#map=17/" + lat + "/" + lon
	}
	return "https://www.openstreetmap.org/search?" + url.Values{"query": {a.OneLine()}}.Encode()
}

// contactFact is a field of a contact as text.
type contactFact struct{ Label, Text string }

// facts are the fields of a contact for those who may only read it.
func (d *differ) facts(c *contact.Contact, rules *ruleset.Set) []contactFact {
	d.kind = changelog.Contact
	var list []contactFact
	add := func(label, text string) {
		if text != "" {
			list = append(list, contactFact{label, text})
		}
	}
	for _, name := range contactTexts {
		value, _ := contactText(name, c, &contact.Patch{})
		text := *value
		if name == "contact_type" || name == "source" || name == "status" {
			text = d.named(name, text)
		}
		add(d.label(name), text)
	}
	add(d.label("organization_name"), c.OrganizationName)
	fields := rules.Fields(customfield.Contact)
	for i := range fields.List {
		add(fields.List[i].Label, d.text("", c.CustomFields[fields.List[i].Key]))
	}
	for _, system := range slices.Sorted(maps.Keys(c.ExternalIDs)) {
		add(d.v.t("%s in %s", d.label("external_ids"), system), c.ExternalIDs[system])
	}
	return list
}

// StatusLabel is what people read for a status.
func (v *visit) StatusLabel(status string) string { return v.statusLabel(status) }

// Languages are the tags of languages that many people speak.
func (v *visit) Languages() []string { return locales }
