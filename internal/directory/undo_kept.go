package directory

import (
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/record"
)

// Kept is something that an undo left as it is, because somebody changed it since.
type Kept struct {
	Kind   changelog.Kind
	Record string // id
	Field  string // of the record; a custom value is custom_fields.KEY
	Number int64  // of the newest change of it since
}

// MostKept bounds how many things that were kept an undo names.
const MostKept = 100

// Undone is what an undo did: the change that takes the other one back, and what
// stayed as it is.
type Undone struct {
	*changelog.Change

	KeptCount int
	Kept      []Kept // the first MostKept of them
}

// JSON returns the change as it is shown, with a number that is known before the
// transaction ends, and what was kept.
func (u *Undone) JSON(number int64) []byte {
	change := *u.Change
	change.Number = number
	o := change.Object()
	o.Int("kept_count", int64(u.KeptCount))
	o.List("kept", len(u.Kept), func(i int) []byte { return u.Kept[i].json() })
	return o.JSON()
}

func (k *Kept) json() []byte {
	var o record.Object
	o.Text("kind", string(k.Kind))
	o.Text("record", k.Record)
	o.Text("field", k.Field)
	o.Int("number", k.Number)
	return o.JSON()
}

// keep notes something that stays as it is.
func (u *undoing) keep(k Kept) {
	u.kept.KeptCount++
	if len(u.kept.Kept) < MostKept {
		u.kept.Kept = append(u.kept.Kept, k)
	}
}
