package admin

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/record"
)

// sentence puts parts into a text in the reader's language, at its %s; the text
// is escaped, the parts are HTML already.
func sentence(text string, parts ...template.HTML) template.HTML {
	values := make([]any, len(parts))
	for i, part := range parts {
		values[i] = part
	}
	return template.HTML(fmt.Sprintf(template.HTMLEscapeString(text), values...)) //nolint:gosec // escaped
}

// isolated shows a name, set apart from the direction of the text around it.
func isolated(name string) template.HTML {
	return template.HTML(`<bdi>` + template.HTMLEscapeString(name) + `</bdi>`) //nolint:gosec // escaped
}

// linked is a part of a sentence that leads somewhere, "" to nowhere.
func linked(address string, part template.HTML) template.HTML {
	if address == "" {
		return part
	}
	return template.HTML(`<a href="`+template.HTMLEscapeString(address)+`">`) + part + `</a>` //nolint:gosec // escaped
}

// recordMeta is when a record was made and changed, for the template record-meta.
type recordMeta struct {
	Created, Changed template.HTML
	Changes          string // the address of its changes, "" for who may not see them
}

// meta returns what is said of a record's making.
func (v *visit) meta(kind changelog.Kind, m *record.Meta) (*recordMeta, error) {
	names, err := v.admin.Keys.Usernames(v.Context(), m.CreatedBy, m.UpdatedBy)
	if err != nil {
		return nil, err
	}
	shown := &recordMeta{Created: sentence(v.t("Created %s"), timeElement(m.CreatedAt))}
	if name := names[m.CreatedBy]; name != "" {
		shown.Created = sentence(v.t("Created %s by %s"), timeElement(m.CreatedAt), isolated(name))
	}
	if m.Version > 1 {
		shown.Changed = sentence(v.t("Last changed %s"), timeElement(m.UpdatedAt))
		if name := names[m.UpdatedBy]; name != "" {
			shown.Changed = sentence(v.t("Last changed %s by %s"), timeElement(m.UpdatedAt), isolated(name))
		}
	}
	if v.Can("view_change") {
		shown.Changes = withParameter(withParameter(v.Path("/changes"), "kind", string(kind)), "record", m.ID)
	}
	return shown, nil
}

// changeLine is a change in one sentence.
type changeLine struct {
	*changelog.Change

	Sentence template.HTML // "Ada changed the contact Grace: email address added"
	Via      string        // the door, where it was not a person at these pages
	Undo     bool          // the visitor may undo it
}

// lines says changes in sentences.
func (v *visit) lines(changes []changelog.Change) ([]changeLine, error) {
	ids := make([]string, len(changes))
	for i := range changes {
		ids[i] = changes[i].Actor.UserID
	}
	names, err := v.admin.Keys.Usernames(v.Context(), ids...)
	if err != nil {
		return nil, err
	}
	list := make([]changeLine, len(changes))
	for i := range changes {
		c := &changes[i]
		list[i] = changeLine{Change: c, Sentence: v.said(c, names), Via: v.door(c.Actor), Undo: v.canUndo(c)}
	}
	return list, nil
}

// said is a change in one sentence.
func (v *visit) said(c *changelog.Change, names map[string]string) template.HTML {
	who := template.HTML(template.HTMLEscapeString(v.t("Liaison"))) //nolint:gosec // escaped
	if name := names[c.Actor.UserID]; name != "" {
		who = isolated(name)
	} else if c.Actor.Name != "" {
		who = isolated(c.Actor.Name)
	}
	if c.Kind == changelog.Export {
		return v.exportSaid(c, who)
	}
	r := v.recordOf(c)
	what := sentence(v.kindPhrase(c.Kind), linked(r.address, isolated(r.name)))
	switch c.Action {
	case changelog.Create:
		return sentence(v.t("%s created %s"), who, what)
	case changelog.Delete:
		return sentence(v.t("%s deleted %s"), who, what)
	}
	said := sentence(v.t("%s changed %s"), who, what)
	if fields := v.changedPhrases(c); len(fields) > 0 {
		said = sentence(v.t("%s: %s"), said, template.HTML(template.HTMLEscapeString(strings.Join(fields, ", ")))) //nolint:gosec // escaped
	}
	return said
}

// door says by which door a change came, "" for these pages.
func (v *visit) door(by changelog.Actor) string {
	switch by.Via {
	case changelog.ViaKey:
		if by.Name != "" {
			return v.t("by the API key %s", by.Name)
		}
		return v.t("by the API")
	case changelog.ViaImport:
		return v.t("by an import")
	case changelog.ViaCardDAV:
		return v.t("by CardDAV")
	case changelog.ViaCommand:
		return v.t("on the command line")
	case changelog.ViaSystem:
		return v.t("automatically")
	}
	return ""
}

// kindPhrase names a record of a kind; %s stands for its own name.
func (v *visit) kindPhrase(kind changelog.Kind) string {
	switch kind {
	case changelog.Contact:
		return v.t("the contact %s")
	case changelog.Organization:
		return v.t("the organization %s")
	case changelog.OrganizationType:
		return v.t("the organization type %s")
	case changelog.Address:
		return v.t("the address %s")
	case changelog.Tag:
		return v.t("the tag %s")
	case changelog.Option:
		return v.t("the option %s")
	case changelog.CustomField:
		return v.t("the custom field %s")
	case changelog.Workspace:
		return v.t("the workspace %s")
	case changelog.User:
		return v.t("the user %s")
	case changelog.Role:
		return v.t("the role %s")
	case changelog.APIKey:
		return v.t("the API key %s")
	case changelog.SavedView:
		return v.t("the saved view %s")
	}
	return string(kind) + " %s"
}

// kindOptions are the kinds of record that have changes, for choosing one.
func (v *visit) kindOptions() []choice {
	return []choice{
		{string(changelog.Contact), v.t("Contacts")},
		{string(changelog.Organization), v.t("Organizations")},
		{string(changelog.OrganizationType), v.t("Organization types")},
		{string(changelog.Address), v.t("Addresses")},
		{string(changelog.Tag), v.t("Tags")},
		{string(changelog.Option), v.t("Option lists")},
		{string(changelog.CustomField), v.t("Custom fields")},
		{string(changelog.Workspace), v.t("Workspace")},
		{string(changelog.User), v.t("Users")},
		{string(changelog.Role), v.t("Roles")},
		{string(changelog.APIKey), v.t("API keys")},
		{string(changelog.SavedView), v.t("Saved views")},
		{string(changelog.Export), v.t("Exports")},
	}
}

// changedRecord is the record that a change is about.
type changedRecord struct {
	name    string // never blank
	address string // of its page, "" for none
	list    string // the address of the list that it is in
}

// recordOf returns what a change is about, as the change left it.
func (v *visit) recordOf(c *changelog.Change) changedRecord {
	state := c.After
	if state == nil {
		state = c.Before
	}
	r, err := record.Read(state)
	if err != nil { // the log has nothing but records: whatever it is, it has its number
		r = &record.Reader{}
	}
	place := recordPlaces[c.Kind]
	if c.Kind == changelog.Export {
		return v.exported(r)
	}
	found := changedRecord{name: v.nameOf(c.Kind, r)}
	if place.path == "" || !v.Can(place.permission) {
		return found
	}
	found.list = v.Path(place.path)
	switch c.Kind {
	case changelog.Workspace:
		found.address = found.list
	case changelog.Option:
		found.list += "/" + r.Text("list")
		found.address = found.list + "#option-" + c.Record
	default:
		found.address = found.list + "/" + c.Record
	}
	return found
}

// nameOf is what a record is called, never blank.
func (v *visit) nameOf(kind changelog.Kind, r *record.Reader) string {
	for _, name := range recordPlaces[kind].names {
		if text := strings.ReplaceAll(r.Text(name), "\n", ", "); text != "" {
			return text
		}
	}
	return v.t("unnamed")
}

// recordPlaces say where the records of a kind have their pages, who may see
// them, and which of their fields they are named by.
var recordPlaces = map[changelog.Kind]struct {
	path, permission string
	names            []string
}{
	changelog.Contact: {"/contacts", "view_contact", []string{
		"full_name", "nickname", "linked_organization_name", "organization_name", "primary_email", "primary_phone",
	}},
	changelog.Organization:     {"/organizations", "view_organization", []string{"name"}},
	changelog.OrganizationType: {"/organization-types", "view_organizationtype", []string{"name"}},
	changelog.Address:          {"/addresses", "view_address", []string{"formatted"}},
	changelog.Tag:              {"/tags", "view_tag", []string{"name"}},
	changelog.Option:           {"/options", "view_contact", []string{"label", "value"}},
	changelog.CustomField:      {"/custom-fields", "view_customfield", []string{"label", "key"}},
	changelog.Workspace:        {"/settings", "manage_workspace", []string{"name"}},
	changelog.User:             {"/users", "manage_workspace", []string{"username"}},
	changelog.Role:             {"/roles", "manage_workspace", []string{"name"}},
	changelog.APIKey:           {"/api-keys", "manage_workspace", []string{"name"}},
	changelog.SavedView:        {"", "", []string{"name"}},
}

// followingFields are those that follow from others of the record, which say it
// already.
var followingFields = []string{
	"country_name", "formatted", "full_name", "linked_organization_name", "organization_type_name", "primary_address",
	"primary_email", "primary_phone", "slug",
}

// changedPhrases say in a few words what an update changed.
func (v *visit) changedPhrases(c *changelog.Change) []string {
	names := slices.DeleteFunc(slices.Clone(c.Changed), func(name string) bool { return slices.Contains(followingFields, name) })
	if len(names) == 0 { // what it shows of another record
		names = c.Changed
	}
	before, err := record.Read(c.Before)
	if err != nil {
		return names
	}
	after, err := record.Read(c.After)
	if err != nil {
		return names
	}
	phrases := make([]string, len(names))
	for i, name := range names {
		if name == "is_active" {
			phrases[i] = v.activePhrase(c.Kind, after.Bool(name))
			continue
		}
		phrases[i] = v.changedPhrase(name, len(before.List(name)), len(after.List(name)))
	}
	return phrases
}

// activePhrase says that something was put out of use or back into it.
func (v *visit) activePhrase(kind changelog.Kind, active bool) string {
	switch {
	case kind == changelog.Option && active:
		return v.t("brought back")
	case kind == changelog.Option:
		return v.t("retired")
	case active:
		return v.t("enabled")
	}
	return v.t("disabled")
}

// changedPhrase says that a field was changed or, of a list, that it became
// longer or shorter.
func (v *visit) changedPhrase(name string, before, after int) string {
	grown, shrunk := after > before, after < before
	switch {
	case name == "email_addresses" && grown:
		return v.t("email address added")
	case name == "email_addresses" && shrunk:
		return v.t("email address removed")
	case name == "phone_numbers" && grown:
		return v.t("phone number added")
	case name == "phone_numbers" && shrunk:
		return v.t("phone number removed")
	case name == "addresses" && grown:
		return v.t("address added")
	case name == "addresses" && shrunk:
		return v.t("address removed")
	case name == "tags" && grown:
		return v.t("tag added")
	case name == "tags" && shrunk:
		return v.t("tag removed")
	}
	return v.fieldPhrase(name)
}

// fieldPhrase names a field of a record within a sentence.
func (v *visit) fieldPhrase(name string) string {
	if phrase := fieldPhrases[name]; phrase != "" {
		return v.t(phrase)
	}
	return strings.ReplaceAll(name, "_", " ")
}

// fieldPhrases are the names of fields that are not their keys with spaces.
var fieldPhrases = map[string]string{
	"birth_date": "date of birth", "code": "code", "columns": "columns", "contact_type": "type", "country": "country",
	"custom_fields": "custom fields", "default": "default", "default_region": "default region", "description": "description",
	"email": "email address", "email_addresses": "email addresses", "end_date": "end date", "effective_date": "start date",
	"expires_at": "expiry", "filter": "filter", "format": "format", "external_ids": "IDs in other systems", "filterable": "filter", "first_name": "first name",
	"help": "help", "is_active": "in use", "is_superuser": "superuser", "key": "key", "label": "label",
	"last_name": "last name", "latitude": "place on the map", "linked_organization": "organization",
	"linked_organization_name": "name of the organization", "longitude": "place on the map", "maximum": "maximum",
	"metadata": "other data", "middle_name": "middle name", "minimum": "minimum", "name": "name", "notes": "notes",
	"organization_name": "organization", "organization_type": "type", "organization_type_name": "name of the type",
	"parent": "parent", "password": "password", "pattern": "pattern", "permissions": "permissions",
	"phone_numbers": "phone numbers", "position": "position", "postal_code": "postal code", "prefix": "prefix",
	"primary_address": "address", "primary_contact": "primary contact", "query": "filters", "required": "required or not",
	"record_count": "number of records", "record_kind": "records",
	"revoked_at": "revoked", "role": "role", "shared": "shared or not", "source": "source", "state_province": "state or province",
	"status": "status", "street_address_1": "street", "street_address_2": "second line of the street",
	"strict_custom_fields": "custom fields without a definition", "suffix": "suffix", "tags": "tags", "tax_id": "tax ID",
	"timezone": "time zone", "title": "title", "type": "type", "username": "username", "website": "website",
}
