package admin

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// difference is one thing that a change did, as people read it: a field that has
// another value, an item of a list that came or went. Before or After is "" for
// nothing.
type difference struct {
	Label         string
	Before, After string
	Lines         []diffLine // of a long text, instead of the whole of both
}

// diffOf says what a change did. A creation is all that the record has, a
// deletion all that it had.
func (a *Admin) diffOf(v *visit, c *changelog.Change) ([]difference, error) {
	return v.differ().of(c)
}

// differ says what changes did, and keeps the names that it looked up.
type differ struct {
	v      *visit
	kind   changelog.Kind
	labels map[string]map[string]string // of the values of option lists
	names  map[string]string            // of organizations and contacts, by id
	list   []difference
	err    error // of the first lookup that failed
}

func (v *visit) differ() *differ {
	return &differ{v: v, labels: map[string]map[string]string{}, names: map[string]string{}}
}

// of says what a change did.
func (d *differ) of(c *changelog.Change) ([]difference, error) {
	before, err := record.Fields(c.Before)
	if err != nil {
		return nil, err
	}
	after, err := record.Fields(c.After)
	if err != nil {
		return nil, err
	}
	d.kind, d.list = c.Kind, nil
	for _, name := range fieldsOf(c, before, after) {
		d.field(name, before, after)
	}
	return d.list, d.err
}

// fieldOrder is the order of the fields in which people look at them; others
// come behind, by their names.
var fieldOrder = []string{
	"name", "username", "prefix", "first_name", "middle_name", "last_name", "suffix", "nickname", "title", "legal_name", "code",
	"linked_organization", "linked_organization_name", "organization_name", "organization_type", "parent",
	"email_addresses", "phone_numbers", "addresses", "street_address_1", "street_address_2", "city", "state_province",
	"postal_code", "country", "tags", "status", "contact_type", "source", "birth_date", "language", "description", "notes",
}

// unsaid are the fields that say nothing of what somebody did.
var unsaid = []string{"id", "created_at", "updated_at", "created_by", "updated_by", "version", "path", "depth"}

// fieldsOf are the names of the fields of which a change says something.
func fieldsOf(c *changelog.Change, before, after map[string]jsontext.Value) []string {
	names := c.Changed
	if c.Action != changelog.Update {
		all := maps.Clone(before)
		maps.Copy(all, after)
		names = slices.Collect(maps.Keys(all))
	}
	own := func(name string) bool {
		if slices.Contains(unsaid, name) {
			return false
		}
		switch name {
		case "linked_organization_name":
			return c.Action == changelog.Update && !slices.Contains(names, "linked_organization")
		case "organization_type_name":
			return c.Action == changelog.Update && !slices.Contains(names, "organization_type")
		case "primary_address": // of a contact it follows from its addresses
			return c.Kind == changelog.Organization
		}
		return !slices.Contains(followingFields, name)
	}
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !own(name) })
	place := func(name string) int {
		if i := slices.Index(fieldOrder, name); i >= 0 {
			return i
		}
		return len(fieldOrder)
	}
	slices.SortFunc(names, func(a, b string) int {
		if x, y := place(a), place(b); x != y {
			return x - y
		}
		return strings.Compare(a, b)
	})
	return names
}

// field says what became of a field.
func (d *differ) field(name string, before, after map[string]jsontext.Value) {
	old, now := before[name], after[name]
	switch name {
	case "email_addresses", "phone_numbers", "addresses":
		d.channels(name, old, now)
	case "custom_fields", "external_ids", "metadata":
		d.object(name, old, now)
	case "linked_organization":
		d.add(d.label(name), d.text("", before["linked_organization_name"]), d.text("", after["linked_organization_name"]))
	case "organization_type":
		d.add(d.label(name), d.text("", before["organization_type_name"]), d.text("", after["organization_type_name"]))
	case "primary_address":
		d.address(d.label(name), old, now)
	default:
		if isList(old) || isList(now) {
			d.items(d.label(name), name, old, now)
			return
		}
		d.add(d.label(name), d.text(name, old), d.text(name, now))
	}
}

// add notes that something has another value, unless it shows the same.
func (d *differ) add(label, before, after string) {
	if before == after {
		return
	}
	diff := difference{Label: label, Before: clipped(before), After: clipped(after)}
	if before != "" && after != "" && (strings.Contains(before, "\n") || strings.Contains(after, "\n")) {
		diff.Lines = diffLines(before, after)
	}
	d.list = append(d.list, diff)
}

// mostShown is how many characters of a text a difference has.
const mostShown = 2_000

func clipped(s string) string {
	if len(s) <= mostShown { // bytes: no more characters than that
		return s
	}
	if runes := []rune(s); len(runes) > mostShown {
		return string(runes[:mostShown]) + "…"
	}
	return s
}

// label names a field at the beginning of a line.
func (d *differ) label(name string) string { return capital(d.v.fieldPhrase(name)) }

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

func isList(value jsontext.Value) bool { return value.Kind() == '[' }

// items says which texts of a list came and went.
func (d *differ) items(label, name string, before, after jsontext.Value) {
	old, now := d.texts(name, before), d.texts(name, after)
	for _, s := range old {
		if !slices.Contains(now, s) {
			d.add(label, s, "")
		}
	}
	for _, s := range now {
		if !slices.Contains(old, s) {
			d.add(label, "", s)
		}
	}
}

func (d *differ) texts(name string, list jsontext.Value) []string {
	var all []string
	for _, value := range valuesIn(list) {
		all = append(all, d.text(name, value))
	}
	return all
}

// valuesIn are the values of a list; what is no list has none.
func valuesIn(list jsontext.Value) []jsontext.Value {
	var o record.Object
	o.Raw("list", orNothing(list))
	r, err := record.Read(o.JSON())
	if err != nil {
		return nil
	}
	return r.List("list")
}

func orNothing(list jsontext.Value) jsontext.Value {
	if !isList(list) {
		return jsontext.Value("[]")
	}
	return list
}

// object says what became of each key.
func (d *differ) object(name string, before, after jsontext.Value) {
	old, now := fieldsIn(before), fieldsIn(after)
	all := maps.Clone(old)
	maps.Copy(all, now)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		d.add(d.keyLabel(name, key), d.text("", old[key]), d.text("", now[key]))
	}
}

func fieldsIn(object jsontext.Value) map[string]jsontext.Value {
	if object.Kind() != '{' {
		return map[string]jsontext.Value{}
	}
	fields, err := record.Fields(object)
	if err != nil {
		return map[string]jsontext.Value{}
	}
	return fields
}

// keyLabel names a key of an object: a custom field by its label.
func (d *differ) keyLabel(name, key string) string {
	if name == "custom_fields" {
		rules, err := d.v.admin.Rules.Get(d.v.Context(), d.v.admin.DB, d.v.workspaceID())
		if err != nil {
			d.fail(err)
			return key
		}
		if f := rules.Fields(customfield.Kind(d.kind)).Field(key); f != nil {
			return f.Label
		}
		return key
	}
	return d.v.t("%s in %s", d.label(name), key)
}

func (d *differ) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// text is a value as people read it.
func (d *differ) text(name string, value jsontext.Value) string {
	switch value.Kind() {
	case jsontext.KindInvalid, 'n':
		return ""
	case 't':
		return d.v.t("yes")
	case 'f':
		return d.v.t("no")
	case '"':
		return d.named(name, record.TextOf(value))
	case '[':
		return strings.Join(d.texts(name, value), ", ")
	default:
		return string(value)
	}
}

// named is a text, or what it stands for in a field.
func (d *differ) named(name, s string) string {
	switch name {
	case option.ContactType, option.Source, option.EmailType, option.PhoneType, option.AddressType:
		return d.option(name, s)
	case "status":
		return d.v.statusLabel(s)
	case "record_kind":
		return d.v.kindLabel(s)
	case "format":
		return formatLabel(s)
	case "permissions":
		return d.v.permissionLabel(s)
	case "type":
		return labelOf(d.v.fieldTypes(), s)
	case "list":
		if l := d.v.titled(s); l != nil {
			return l.Title
		}
	case "parent":
		return d.organization(s)
	case "primary_contact":
		return d.contact(s)
	}
	return s
}

func (d *differ) option(list, value string) string {
	if d.labels[list] == nil {
		d.labels[list] = map[string]string{}
		facet, err := option.Facet(d.v.Context(), d.v.admin.DB, d.v.workspaceID(), list)
		if err != nil {
			d.fail(err)
		}
		for _, o := range facet.Values {
			d.labels[list][o.Value] = o.Label
		}
	}
	if label := d.labels[list][value]; label != "" {
		return label
	}
	return value
}

// organization is the name of an organization, as it is called now; one that is
// gone has its id.
func (d *differ) organization(id string) string {
	if _, known := d.names[id]; !known {
		d.names[id] = id
		found, err := organization.Read(d.v.Context(), d.v.admin.DB, d.v.workspaceID(), []string{id})
		if err != nil {
			d.fail(err)
		}
		if len(found) == 1 {
			d.names[id] = found[0].Name
		}
	}
	return d.names[id]
}

func (d *differ) contact(id string) string {
	if _, known := d.names[id]; !known {
		d.names[id] = id
		rec, err := contact.NewStore(d.v.admin.DB, d.v.workspaceID(), nil).Record(d.v.Context(), id)
		switch {
		case err == nil:
			d.names[id] = record.TextOf(fieldsIn(rec.JSON)["full_name"])
		case !problem.Is(err, problem.NotFound):
			d.fail(err)
		}
	}
	return d.names[id]
}

// statusLabel is what people read for a status of a contact, an organization or
// an address.
func (v *visit) statusLabel(status string) string {
	switch status {
	case contact.Active:
		return v.t("Active")
	case contact.Inactive:
		return v.t("Inactive")
	case contact.DoNotContact:
		return v.t("Do not contact")
	case organization.Archived:
		return v.t("Archived")
	}
	return status
}
