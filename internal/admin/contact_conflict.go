package admin

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
)

// contactMerge brings a form together with what others saved after it was shown:
// three forms, the one that was shown, the one that would be shown now and the
// one that was typed. What one side alone changed is taken; where both did,
// somebody chooses.
type contactMerge struct {
	Open []clash // what somebody has to choose

	v         *visit
	differ    *differ
	rules     *ruleset.Set
	base      *form
	known     bool // base is what was shown; else nothing is known of it
	theirs    *form
	mine      *form
	result    *form
	baseText  string // the version of base, as the form has it
	choosable bool   // what was chosen is of the version that is there now
	authors   map[string]changeLine
	now       *contact.Contact
}

// clash is a field that both sides changed.
type clash struct {
	Key          string // of the choice: keep.KEY
	Label        string
	Theirs, Mine string
	By           *changeLine // the change that made it theirs, nil if it is not known
}

// keepPrefix stands before the name of an input that says whose value is kept.
const keepPrefix = "keep."

// mergeContact merges a form with the contact as it is now.
func (v *visit) mergeContact(f *form, rules *ruleset.Set, now *contact.Contact) (*contactMerge, error) {
	m := &contactMerge{v: v, differ: v.differ(), rules: rules, mine: f, now: now, theirs: contactForm(rules, now)}
	m.result = &form{values: maps.Clone(m.theirs.values)}
	shown := strconv.FormatInt(now.Version, 10)
	m.baseText = f.Value("version")
	if base := f.Value("base"); base != "" {
		m.baseText, m.choosable = base, f.Value("version") == shown
	}
	if err := m.readBase(); err != nil {
		return nil, err
	}
	for _, name := range contactTexts {
		m.text(name, m.differ.label(name), name)
	}
	for _, field := range rules.Fields(customfield.Contact).List {
		m.text("custom_fields."+field.Key, field.Label, "custom_fields")
	}
	m.organization()
	m.tags()
	m.externalIDs()
	for _, list := range channelLists {
		m.channels(list)
	}
	m.result.values.Set("version", shown)
	for _, name := range []string{"from", "then"} {
		m.result.values.Set(name, f.Value(name))
	}
	return m, m.differ.err
}

// merged is the form that has both sides, once nothing is open any more.
func (m *contactMerge) merged() *form { return m.result }

// mostMerged is how many changes of others a form may be behind.
const mostMerged = "200"

// readBase finds the contact as it was when the form was shown, and who changed
// what since.
func (m *contactMerge) readBase() error {
	m.base, m.authors = newForm(), map[string]changeLine{}
	version, err := strconv.ParseInt(m.baseText, 10, 64)
	if err != nil {
		return nil //nolint:nilerr // a version that somebody made up: nothing is known of what was shown
	}
	page, err := m.v.changesOf(changelog.Contact, m.now.ID, map[string][]string{"limit": {mostMerged}, "count": {"none"}})
	if err != nil {
		return err
	}
	for i := range page.Items {
		c := &page.Items[i]
		if c.After == nil {
			continue
		}
		r, err := record.Read(c.After)
		if err != nil {
			return err
		}
		switch at := r.Meta().Version; {
		case at == version:
			old, err := contact.Parse(c.After)
			if err != nil {
				return err
			}
			m.base, m.known = contactForm(m.rules, old), true
			return nil
		case at < version:
			return nil
		}
		if err := m.note(c); err != nil {
			return err
		}
	}
	return nil
}

// note keeps who changed a field last.
func (m *contactMerge) note(c *changelog.Change) error {
	lines, err := m.v.lines([]changelog.Change{*c})
	if err != nil {
		return err
	}
	for _, name := range c.Changed {
		if _, later := m.authors[name]; !later {
			m.authors[name] = lines[0]
		}
	}
	return nil
}

// decision is whose value of a field is taken.
type decision bool

const (
	theirs decision = false
	mine   decision = true
)

// side is what one of the forms has in a field: a text to compare and one to
// show.
type side struct{ value, shown string }

// decide says whose value is taken, and notes a clash if that is open.
func (m *contactMerge) decide(key, label, field string, base, their, my side) decision {
	switch {
	case my.value == their.value:
		return theirs
	case m.known && my.value == base.value:
		return theirs
	case m.known && their.value == base.value:
		return mine
	}
	if m.choosable {
		switch m.mine.Value(keepPrefix + key) {
		case "mine":
			return mine
		case "theirs":
			return theirs
		}
	}
	c := clash{Key: key, Label: label, Theirs: their.shown, Mine: my.shown}
	if by, ok := m.authors[field]; ok {
		c.By = &by
	}
	m.Open = append(m.Open, c)
	return theirs
}

// text merges an input that has one value, or several boxes.
func (m *contactMerge) text(name, label, field string) {
	if !m.mine.values.Has(name) && !m.mine.values.Has(name+".shown") {
		return
	}
	if m.decide(name, label, field, m.input(m.base, name), m.input(m.theirs, name), m.input(m.mine, name)) == mine {
		m.result.values[name] = m.mine.values[name]
		m.result.values.Set(name+".shown", "1")
	}
}

func (m *contactMerge) input(f *form, name string) side {
	list := normalLines(f.values[name])
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	value := strings.Join(list, "\x00")
	shown := make([]string, len(list))
	for i := range list {
		shown[i] = m.differ.named(name, list[i])
	}
	return side{value, strings.Join(shown, ", ")}
}

// organization merges the link and the free text, of which a contact has one.
func (m *contactMerge) organization() {
	if !m.mine.values.Has("organization_name") && !m.mine.values.Has("linked_organization") {
		return
	}
	of := func(f *form) side {
		id, name, free := f.Value("linked_organization"), strings.TrimSpace(f.Value("linked_organization.name")), strings.TrimSpace(f.Value("organization_name"))
		value := id + "\x00" + free
		if id == "" {
			value = name + "\x00" + free // as somebody without scripts typed it
		}
		if free != "" {
			name = strings.TrimSpace(name + " " + free)
		}
		return side{value, name}
	}
	if m.decide("organization", m.differ.label("linked_organization"), "linked_organization", of(m.base), of(m.theirs), of(m.mine)) == mine {
		for _, name := range []string{"linked_organization", "linked_organization.name", "organization_name"} {
			m.result.values[name] = m.mine.values[name]
		}
	}
}

// tags merges the names: what either side added is there, what either side took
// away is not.
func (m *contactMerge) tags() {
	if !m.mine.values.Has("tags") {
		return
	}
	base, my := tagNames(m.base.Value("tags")), tagNames(m.mine.Value("tags"))
	var list []string
	for _, name := range tagNames(m.theirs.Value("tags")) {
		if slices.Contains(my, name) || !slices.Contains(base, name) {
			list = append(list, name)
		}
	}
	for _, name := range my {
		if !slices.Contains(base, name) && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	m.result.values.Set("tags", strings.Join(list, "\n"))
}

// externalIDs merges the ids in other systems, system by system.
func (m *contactMerge) externalIDs() {
	if !m.mine.values.Has(externalIDsList + ".shown") {
		return
	}
	of := func(f *form) map[string]string {
		ids := map[string]string{}
		for _, row := range f.filled(externalIDsList) {
			ids[strings.TrimSpace(row.values.Get("system"))] = strings.TrimSpace(row.values.Get("id"))
		}
		return ids
	}
	base, their, my := of(m.base), of(m.theirs), of(m.mine)
	all := maps.Clone(their)
	maps.Copy(all, my)
	m.clear(externalIDsList)
	place := 0
	for _, system := range slices.Sorted(maps.Keys(all)) {
		id := their[system]
		label := m.v.t("%s in %s", m.differ.label(externalIDsList), system)
		if m.decide(externalIDsList+"."+system, label, externalIDsList, side{value: base[system]}, side{id, id}, side{my[system], my[system]}) == mine {
			id = my[system]
		}
		if id == "" && system != "" {
			continue
		}
		at := externalIDsList + "." + strconv.Itoa(place)
		m.result.values.Set(at+".system", system)
		m.result.values.Set(at+".id", id)
		place++
	}
}

// clear takes the rows of a list out of the result.
func (m *contactMerge) clear(list string) {
	for name := range m.result.values {
		if parts := rowInput.FindStringSubmatch(name); parts != nil && parts[1] == list {
			m.result.values.Del(name)
		}
	}
	m.result.values.Del(list + ".primary")
}

// channels merges the rows of a list, channel by channel, and which one of them
// is the primary one. New ones are all there.
func (m *contactMerge) channels(list string) {
	if !m.mine.values.Has(list + ".shown") {
		return
	}
	base, their, my := byChannel(m.base, list), byChannel(m.theirs, list), byChannel(m.mine, list)
	primary := m.primary(list, base, their, my)
	m.clear(list)
	place := 0
	put := func(row formRow, key string) {
		at := list + "." + strconv.Itoa(place)
		for name, values := range row.values {
			m.result.values[at+"."+name] = values
		}
		if key == primary {
			m.result.values.Set(list+".primary", strconv.Itoa(place))
		}
		place++
	}
	for _, id := range channelOrder(m.theirs, m.mine, list) {
		row, there := their[id]
		label := m.v.t(channelNames[list])
		if m.decide(list+"."+id, label, list, m.row(list, base[id]), m.row(list, row), m.row(list, my[id])) == mine {
			wasThere := there
			if row, there = my[id]; there && !wasThere {
				row = row.anew() // theirs took it away
			}
		}
		if there {
			put(row, id)
		}
	}
	for _, row := range m.mine.filled(list) {
		if row.ID == "" {
			put(row, "new "+row.Place)
		}
	}
}

// byChannel are the rows of a list by the ids of their channels.
func byChannel(f *form, list string) map[string]formRow {
	rows := map[string]formRow{}
	for _, row := range f.filled(list) {
		if row.ID != "" {
			rows[row.ID] = row
		}
	}
	return rows
}

// channelOrder are the ids of the channels of both forms.
func channelOrder(a, b *form, list string) []string {
	var ids []string
	for _, row := range append(a.filled(list), b.filled(list)...) {
		if row.ID != "" && !slices.Contains(ids, row.ID) {
			ids = append(ids, row.ID)
		}
	}
	return ids
}

// anew returns the row as one of a new channel.
func (r formRow) anew() formRow {
	r.ID, r.values = "", maps.Clone(r.values)
	r.values.Del("id")
	r.values.Del("address.id")
	return r
}

// row is what a row has, but for whether it is the primary one.
func (m *contactMerge) row(list string, row formRow) side {
	if row.values == nil {
		return side{}
	}
	var value strings.Builder
	for _, name := range slices.Sorted(maps.Keys(row.values)) {
		text := strings.TrimSpace(strings.Join(normalLines(row.values[name]), "\x01"))
		if name == "id" || text == "" || strings.HasSuffix(name, ".shown") || strings.HasSuffix(name, ".share") {
			continue
		}
		value.WriteString(name + "\x00" + text + "\x00")
	}
	return side{value.String(), m.rowText(list, row)}
}

// rowText is a row as people read it: "ada@example.org (work)".
func (m *contactMerge) rowText(list string, row formRow) string {
	what := row.values.Get("email") + row.values.Get("phone_number")
	if list == addresses {
		what = address.Postal{
			StreetAddress1: row.values.Get("address.street_address_1"), StreetAddress2: row.values.Get("address.street_address_2"),
			City: row.values.Get("address.city"), StateProvince: row.values.Get("address.state_province"),
			PostalCode: row.values.Get("address.postal_code"), Country: row.values.Get("address.country"),
		}.OneLine()
	}
	var more []string
	for _, field := range channelFields[list] {
		if value := row.values.Get(field); value != "" {
			more = append(more, m.differ.named(field, value))
		}
	}
	if len(more) > 0 {
		what += " (" + strings.Join(more, ", ") + ")"
	}
	return what
}

// primary decides which channel of a list is the primary one: its id, or
// "new PLACE" for one that has none yet.
func (m *contactMerge) primary(list string, base, their, my map[string]formRow) string {
	of := func(f *form, rows map[string]formRow) side {
		place := f.Value(list + ".primary")
		if place == "" {
			return side{}
		}
		for id, row := range rows {
			if row.Place == place {
				return side{id, m.rowText(list, row)}
			}
		}
		for _, row := range f.filled(list) {
			if row.Place == place {
				return side{"new " + place, m.rowText(list, row)}
			}
		}
		return side{}
	}
	t, i := of(m.theirs, their), of(m.mine, my)
	if m.decide(list+".primary", m.v.t(primaryNames[list]), list, of(m.base, base), t, i) == mine {
		return i.value
	}
	return t.value
}

// conflictPage is what the template contact_conflict shows.
type conflictPage struct {
	Contact *contact.Contact
	Open    []clash
	Base    string   // the version that was shown
	Typed   []choice // all inputs of the form
	Form    *form
}

// showConflict asks what to keep.
func (v *visit) showConflict(m *contactMerge, c *contact.Contact) error {
	p := conflictPage{Contact: c, Open: m.Open, Base: m.baseText, Form: m.mine}
	for _, name := range slices.Sorted(maps.Keys(m.mine.values)) {
		if name == "version" || name == "base" || strings.HasPrefix(name, keepPrefix) {
			continue
		}
		for _, value := range m.mine.values[name] {
			p.Typed = append(p.Typed, choice{name, value})
		}
	}
	return v.show(answer{
		name: "contact_conflict", title: v.t("%s was changed in the meantime", c.FullName()), active: "contacts", status: http.StatusConflict, data: p,
	})
}
