package admin

import (
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/record"
)

// shownNotes is how much of a long text a list shows.
const shownNotes = 120

// columns are those that the list of contacts can show; which it shows unless
// others are asked for are the ones that are not hidden.
func (w *contactWords) columns() []column[contactRow] {
	texts := func(name, title string) column[contactRow] {
		return column[contactRow]{name: name, title: title, hidden: true, cell: func(c *contactRow) cell { return nameCell(c.Text(name)) }}
	}
	ordered := func(c column[contactRow], by string) column[contactRow] {
		c.ordering = by
		return c
	}
	return []column[contactRow]{
		{name: "full_name", title: "Name", ordering: "last_name,first_name", cell: func(c *contactRow) cell { return nameCell(c.Text("full_name")) }},
		ordered(texts("first_name", "First name"), "first_name"), texts("middle_name", "Middle name"),
		ordered(texts("last_name", "Last name"), "last_name,first_name"),
		texts("prefix", "Prefix"), texts("suffix", "Suffix"), texts("nickname", "Nickname"),
		{name: "primary_email", title: "Email", cell: func(c *contactRow) cell { return cell{Kind: "email", Text: c.Text("primary_email")} }},
		{name: "primary_phone", title: "Phone", cell: func(c *contactRow) cell { return cell{Kind: "phone", Text: c.Text("primary_phone")} }},
		{name: "organization", title: "Organization", ordering: "organization_name", cell: w.organization},
		texts("title", "Job title"),
		{name: "contact_type", title: "Type", hidden: true, cell: w.labelled("contact_type")},
		{name: "tags", title: "Tags", cell: func(c *contactRow) cell { return cell{Kind: "tags", Texts: c.Texts("tags")} }},
		{name: "status", title: "Status", ordering: "status", cell: func(c *contactRow) cell {
			return cell{Kind: "status", Text: w.status(c.Text("status")), Value: c.Text("status")}
		}},
		{name: "source", title: "Source", hidden: true, cell: w.labelled("source")},
		{name: "email_addresses", title: "All email addresses", hidden: true, cell: channelCells("email_addresses", "email", "emails")},
		{name: "phone_numbers", title: "All phone numbers", hidden: true, cell: channelCells("phone_numbers", "phone_number", "phones")},
		texts("primary_address", "Address"),
		{name: "country", title: "Country", hidden: true, cell: countryCell},
		{name: "birth_date", title: "Birth date", hidden: true, cell: func(c *contactRow) cell { return cell{Kind: "date", Text: c.Text("birth_date")} }},
		{name: "language", title: "Language", hidden: true, cell: func(c *contactRow) cell { return cell{Kind: "language", Text: c.Text("language")} }},
		{name: "notes", title: "Notes", hidden: true, cell: func(c *contactRow) cell { return textCell(shortened(c.Text("notes"))) }},
		{name: "external_ids", title: "External IDs", hidden: true, cell: externalIDs},
		{name: "created_at", title: "Created", ordering: "created_at", hidden: true, cell: momentCell("created_at")},
		{name: "updated_at", title: "Changed", ordering: "updated_at", hidden: true, cell: momentCell("updated_at")},
		texts("id", "ID"),
	}
}

func momentCell(name string) func(c *contactRow) cell {
	return func(c *contactRow) cell { return timeCell(c.Time(name)) }
}

// labelled shows the label of an option.
func (w *contactWords) labelled(name string) func(c *contactRow) cell {
	return func(c *contactRow) cell { return textCell(w.value(name, c.Text(name))) }
}

// organization shows the organization that somebody works for, with a link if it
// is a record here.
func (w *contactWords) organization(c *contactRow) cell {
	id := c.Text("linked_organization")
	if id == "" {
		return nameCell(c.Text("organization_name"))
	}
	name := nameCell(c.Text("linked_organization_name"))
	if w.v.Can("view_organization") {
		return name.to(w.v.Path("/organizations/" + id))
	}
	return name
}

// channelCells shows a field of each channel of a kind.
func channelCells(list, field, kind string) func(c *contactRow) cell {
	return func(c *contactRow) cell {
		shown := cell{Kind: kind}
		for _, item := range c.List(list) {
			if channel, err := record.Read(item); err == nil {
				shown.Texts = append(shown.Texts, channel.Text(field))
			}
		}
		return shown
	}
}

// countryCell shows the country of the first address.
func countryCell(c *contactRow) cell {
	for _, item := range c.List("addresses") {
		channel, err := record.Read(item)
		if err != nil {
			break
		}
		if where, err := record.Read(channel.Value("address")); err == nil {
			return textCell(where.Text("country_name"))
		}
	}
	return textCell("")
}

// custom are the custom fields, read once however many columns show one.
func (c *contactRow) custom() record.Values {
	if c.fields == nil {
		c.fields = c.Values("custom_fields")
	}
	return c.fields
}

// externalIDs shows what other systems know the contact as.
func externalIDs(c *contactRow) cell {
	var all []string
	ids := c.Values("external_ids")
	for _, system := range slices.Sorted(maps.Keys(ids)) {
		all = append(all, system+": "+record.TextOf(ids[system]))
	}
	return textCell(strings.Join(all, ", "))
}

// shortened is the beginning of a long text.
func shortened(s string) string {
	runes := []rune(s)
	if len(runes) <= shownNotes {
		return s
	}
	return strings.TrimSpace(string(runes[:shownNotes])) + "…"
}

// customColumns are those of the custom fields.
func (w *contactWords) customColumns() []column[contactRow] {
	var columns []column[contactRow]
	for i := range w.fields.List {
		f := &w.fields.List[i]
		columns = append(columns, column[contactRow]{
			name: customfield.FilterPrefix + f.Key, title: f.Label, hidden: true,
			cell: func(c *contactRow) cell { return customCell(w.v, f, c.custom()[f.Key]) },
		})
	}
	return columns
}

// customCell shows a value of a custom field by its type.
func customCell(v *visit, f *customfield.Field, value jsontext.Value) cell {
	if len(value) == 0 || value.Kind() == 'n' {
		return textCell("")
	}
	text := record.TextOf(value)
	switch f.Type {
	case customfield.Boolean:
		if value.Kind() == 't' {
			return textCell(v.t("Yes"))
		}
		return textCell(v.t("No"))
	case customfield.Integer, customfield.Number:
		return cell{Kind: "plain", Text: string(value)}
	case customfield.Date:
		return cell{Kind: "date", Text: text}
	case customfield.DateTime:
		var at database.Time
		if at.Scan(text) != nil {
			return textCell(text)
		}
		return timeCell(at)
	case customfield.Choices:
		all, _ := record.Read([]byte(`{"all":` + string(value) + `}`)) // a value that was stored is JSON
		return cell{Kind: "tags", Texts: all.Texts("all")}
	case customfield.Email:
		return cell{Kind: "email", Text: text}
	case customfield.URL:
		return textCell(text).to(text)
	default:
		return textCell(shortened(text))
	}
}
