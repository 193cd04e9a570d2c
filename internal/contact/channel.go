package contact

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/liaison/liaison/internal/record"
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
	name  string // of the list in a contact: email_addresses
	table string
	join  string // of another table that columns are read from
	value string // the field that names the channel: email
	list  string // the option list of its type, and the type's field: email_type

	insertSQL string // without the rows of VALUES
	updateSQL string
	columns   string // that dest scans
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
	k.columns = "c.id, " + read + ", c.is_primary, c.notes, " + record.ColumnsOf("c")
	return &k
}

// from is what the columns are read from: the channels' table, as c.
func (k *kind) from() string { return k.table + " c" + k.join }

// channel is implemented by a pointer to each kind of channel C.
type channel[C any] interface {
	*C
	base() *Channel
	kind() *kind
	key() string      // two channels of a contact with the same key are the same
	shortKey() string // what a patch can name the channel by instead, "" for nothing
	values() []any    // for the kind's own columns, is_primary and notes
	dest() []any      // for scanning the kind's columns
	JSON() []byte
}

// ChannelPatch is what a writer says of a channel of any kind; what is left
// out stays.
type ChannelPatch struct {
	ID        record.Opt[string] // of an existing channel
	Type      record.Opt[string]
	IsPrimary record.Opt[bool]
	Notes     record.Opt[string]

	// restored is what a channel that comes back had, nil for a new one.
	restored *record.Meta
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
	key() string      // of the channel that it names, "" for none
	shortKey() string // of a channel that it names if none has its key
	applyTo(c *C)
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
		return cmp.Or(primary, x.CreatedAt.Compare(y.CreatedAt.Time), strings.Compare(x.ID, y.ID))
	})
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

// byID returns the channels of a list by their ids.
func byID[C any, PC channel[C]](list []C) map[string]PC {
	index := make(map[string]PC, len(list))
	for i := range list {
		index[PC(&list[i]).base().ID] = &list[i]
	}
	return index
}
