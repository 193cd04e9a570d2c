package contact

import (
	"slices"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// Channel is what the three kinds of channel have in common.
type Channel struct {
	record.Meta
	Type      string // of the kind's option list
	IsPrimary bool
	Notes     string
}

func (c *Channel) base() *Channel { return c }

// finish writes what the records of all kinds end with.
func (c *Channel) finish(o *record.Object) []byte {
	o.Bool("is_primary", c.IsPrimary)
	o.Text("notes", c.Notes)
	o.Meta(&c.Meta)
	return o.JSON()
}

// scan puts the destinations of what all kinds have in common around those of
// one kind.
func (c *Channel) scan(own ...any) []any {
	dest := append([]any{&c.ID}, own...)
	return append(append(dest, &c.IsPrimary, &c.Notes), c.Meta.Dest()...)
}

// kind says how one kind of channel is kept and called.
type kind struct {
	name        string // of the list in a contact: email_addresses
	table       string
	value       string // the field that names the channel: email
	list        string // the option list of its type, and the type's field: email_type
	defaultType string

	insertSQL string // without the rows of VALUES
	updateSQL string
	selectSQL string // without conditions
}

// newKind fills in the SQL of a kind: own are its columns before is_primary and
// notes, in the order of values; read those of them that are read back.
func newKind(k kind, own, read string) *kind {
	columns := "workspace_id, id, contact_id, " + own + ", is_primary, notes, " + record.Columns
	k.insertSQL = "INSERT INTO " + k.table + " (" + columns + ") VALUES "
	var set []string
	for i, column := range strings.Split(columns, ", ") {
		if i >= 3 {
			set = append(set, column+" = $"+strconv.Itoa(i+1))
		}
	}
	k.updateSQL = "UPDATE " + k.table + " SET " + strings.Join(set, ", ") +
		" WHERE workspace_id = $1 AND id = $2 AND contact_id = $3"
	k.selectSQL = "SELECT c.id, " + read + ", c.is_primary, c.notes, " + record.ColumnsOf("c") + " FROM " + k.table + " c"
	return &k
}

// channel is implemented by a pointer to each kind of channel C.
type channel[C any] interface {
	*C
	base() *Channel
	kind() *kind
	key() string   // two channels of a contact with the same key are the same
	values() []any // for the kind's own columns, is_primary and notes
	dest() []any   // for scanning the kind's selectSQL
	JSON() []byte
}

// ChannelPatch is what a writer says of a channel of any kind; what is left
// out stays.
type ChannelPatch struct {
	ID        record.Opt[string] // of an existing channel
	Type      record.Opt[string]
	IsPrimary record.Opt[bool]
	Notes     record.Opt[string]
}

// Patch returns what the kinds of channel have in common.
func (p *ChannelPatch) Patch() *ChannelPatch { return p }

func (p *ChannelPatch) apply(c *Channel) {
	p.Type.To(&c.Type)
	p.IsPrimary.To(&c.IsPrimary)
	p.Notes.To(&c.Notes)
}

// channelPatch is implemented by a pointer to what a writer says of a channel
// of the kind C.
type channelPatch[C, P any] interface {
	*P
	Patch() *ChannelPatch
	key() string // of the channel that it names, "" for none
	applyTo(c *C)
}

// Edit is what a writer does to one list of channels. The zero value leaves
// the list alone.
type Edit[P any] struct {
	Given  bool
	Single bool   // Items is one channel, written by itself: pointers start at the body's root
	Remove string // id of a channel to delete, "" for none
	Items  []P    // the whole list, or the one channel of Single
}

// at is the pointer to an item.
func (e *Edit[P]) at(k *kind, i int) string {
	if e.Single {
		return ""
	}
	return problem.Pointer(k.name, i)
}

// ErrNoChannel says that the contact has no such channel.
var ErrNoChannel = problem.New(problem.NotFound, "The contact has no such channel.")

// namesMissing reports whether the patch is about a single channel, by its id,
// that c does not have.
func (p *Patch) namesMissing(c *Contact) bool {
	return missing(&p.EmailAddresses, c.EmailAddresses) || missing(&p.PhoneNumbers, c.PhoneNumbers) ||
		missing(&p.Addresses, c.Addresses)
}

func missing[C, P any, PC channel[C], PP channelPatch[C, P]](e *Edit[P], list []C) bool {
	id := e.Remove
	if e.Single {
		id = PP(&e.Items[0]).Patch().ID.Value
	}
	return id != "" && find[C, PC](list, id) == nil
}

// merger applies an Edit to the channels of one kind of one contact.
type merger[C, P any, PC channel[C], PP channelPatch[C, P]] struct {
	edit     *Edit[P]
	existing []C
	fresh    func() C // an empty new channel
	faults   *problem.Fields

	taken  map[string]bool // ids of existing channels that an item speaks of
	result []C
	origin []int // for each of result the item it comes from, -1 for none
}

// merge returns the list as the edit leaves it, in no particular order.
func (m *merger[C, P, PC, PP]) merge() []C {
	if !m.edit.Given {
		return m.existing
	}
	m.taken = map[string]bool{}
	targets := m.targets()
	for i := range m.edit.Items {
		m.add(i, targets[i])
	}
	if m.edit.Single || m.edit.Remove != "" {
		m.keepOthers()
	}
	m.refuseDoubles()
	decidePrimary[C, P, PC, PP](m)
	return m.result
}

// targets finds the existing channel that each item speaks of: -1 for a new
// one, -2 for one that is not there. Items with an id come first, so that an
// item without one does not take the channel that another names by its id.
func (m *merger[C, P, PC, PP]) targets() []int {
	targets := make([]int, len(m.edit.Items))
	for i := range m.edit.Items {
		targets[i] = -1
		if id := PP(&m.edit.Items[i]).Patch().ID; id.Given && id.Value != "" {
			targets[i] = m.claim(m.edit.at(PC(new(C)).kind(), i), id.Value)
		}
	}
	for i := range m.edit.Items {
		item := PP(&m.edit.Items[i])
		if targets[i] != -1 || m.edit.Single || item.key() == "" {
			continue
		}
		targets[i] = slices.IndexFunc(m.existing, func(c C) bool {
			return PC(&c).key() == item.key() && !m.taken[PC(&c).base().ID]
		})
		if targets[i] >= 0 {
			m.taken[PC(&m.existing[targets[i]]).base().ID] = true
		}
	}
	return targets
}

func (m *merger[C, P, PC, PP]) claim(at, id string) int {
	found := slices.IndexFunc(m.existing, func(c C) bool { return PC(&c).base().ID == id })
	switch {
	case found < 0:
		m.faults.Add(at+"/id", "not_found", "The contact has no such channel.")
		return -2
	case m.taken[id]:
		m.faults.Add(at+"/id", "unique", "Another item of the list names the same channel.")
		return -2
	}
	m.taken[id] = true
	return found
}

func (m *merger[C, P, PC, PP]) add(i, target int) {
	if target == -2 {
		return
	}
	c := m.fresh()
	if target >= 0 {
		c = m.existing[target]
	}
	item := PP(&m.edit.Items[i])
	item.Patch().apply(PC(&c).base())
	item.applyTo(&c)
	m.result = append(m.result, c)
	m.origin = append(m.origin, i)
}

// keepOthers adds the existing channels that the edit does not speak of.
func (m *merger[C, P, PC, PP]) keepOthers() {
	for _, c := range m.existing {
		if id := PC(&c).base().ID; !m.taken[id] && id != m.edit.Remove {
			m.result = append(m.result, c)
			m.origin = append(m.origin, -1)
		}
	}
}

// refuseDoubles notes the channels that name the same as another one.
func (m *merger[C, P, PC, PP]) refuseDoubles() {
	first := map[string]int{}
	for _, others := range []bool{true, false} { // what is there already stands first
		for i := range m.result {
			c := PC(&m.result[i])
			if (m.origin[i] < 0) != others || c.key() == "" {
				continue
			}
			earlier, double := first[c.key()]
			if !double {
				first[c.key()] = i
				continue
			}
			conflict := PC(&m.result[earlier]).base()
			f := problem.Field{
				Pointer: m.edit.at(c.kind(), m.origin[i]) + "/" + c.kind().value,
				Code:    "unique", Detail: "The contact has this one already.",
			}
			if m.taken[conflict.ID] || m.origin[earlier] < 0 {
				f.Conflict = conflict.ID
			}
			*m.faults = append(*m.faults, f)
		}
	}
}

// sortChannels sorts a list as it is shown: primary first, then oldest first.
func sortChannels[C any, PC channel[C]](list []C) {
	slices.SortStableFunc(list, func(a, b C) int {
		x, y := PC(&a).base(), PC(&b).base()
		primary := 0
		if x.IsPrimary != y.IsPrimary {
			primary = 1
			if x.IsPrimary {
				primary = -1
			}
		}
		return cmpFirst(primary, x.CreatedAt.Compare(y.CreatedAt.Time), strings.Compare(x.ID, y.ID))
	})
}

// touchChanged raises the version of the channels that differ from what they
// were.
func touchChanged[C any, PC channel[C]](before, after []C, touch func(*record.Meta)) {
	for i := range after {
		c := PC(&after[i])
		if old := find[C, PC](before, c.base().ID); old != nil && !slices.Equal(old.values(), c.values()) {
			touch(&c.base().Meta)
		}
	}
}

// find returns the channel with an id, or nil.
func find[C any, PC channel[C]](list []C, id string) PC {
	for i := range list {
		if c := PC(&list[i]); c.base().ID == id {
			return c
		}
	}
	return nil
}

// checkChannels checks what the kinds have in common, of the channels that an
// edit wrote.
func checkChannels[C, P any, PC channel[C], PP channelPatch[C, P]](m *merger[C, P, PC, PP], allows func(list, value string) bool) {
	for i, item := range m.origin {
		if item < 0 {
			continue
		}
		c := PC(&m.result[i])
		at := m.edit.at(c.kind(), item)
		base := c.base()
		var fault *problem.Fault
		base.Notes, fault = text.CleanLines(base.Notes, maxNotes)
		m.faults.Fault(at+"/notes", fault)
		old := find[C, PC](m.existing, base.ID)
		if (old == nil || old.base().Type != base.Type) && !allows(c.kind().list, base.Type) {
			m.faults.Add(at+"/"+c.kind().list, "unknown_value", "The type is none of the option list "+c.kind().list+".")
		}
	}
}
