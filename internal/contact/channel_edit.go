package contact

import (
	"slices"
	"strconv"

	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

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
var ErrNoChannel = problem.New(problem.NotFound, "The contact has no channel with this id.")

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

	index  map[string]PC   // the existing ones by id
	taken  map[string]bool // ids of existing channels that an item speaks of
	result []C
	origin []int // for each of result the item it comes from, or nobody
}

// nobody stands for the item of a channel that no item speaks of.
const nobody = -1

// maxChannels bounds the channels of one kind that a contact has.
const maxChannels = 1_000

// merge returns the list as the edit leaves it, in no particular order.
func (m *merger[C, P, PC, PP]) merge() []C {
	if !m.edit.Given {
		return m.existing
	}
	adds := m.edit.Single && PP(&m.edit.Items[0]).Patch().ID.Value == ""
	if len(m.edit.Items) > maxChannels || (adds && len(m.existing) >= maxChannels) {
		m.faults.Add(problem.Pointer(PC(new(C)).kind().name), "too_many",
			"A contact may have at most "+strconv.Itoa(maxChannels)+" channels of each kind.")
		return m.existing
	}
	m.index, m.taken = byID[C, PC](m.existing), map[string]bool{}
	m.addItems()
	if m.edit.Single || m.edit.Remove != "" {
		m.keepOthers()
	}
	m.refuseDoubles()
	decidePrimary[C, P, PC, PP](m)
	return m.result
}

// addItems adds the channel that each item makes or changes. Items with an id
// come first, so that an item without one does not take the channel that another
// names by its id; then those that name a channel exactly.
func (m *merger[C, P, PC, PP]) addItems() {
	targets := make([]PC, len(m.edit.Items))
	lost := make([]bool, len(m.edit.Items)) // names a channel that it may not
	for i := range m.edit.Items {
		if id := PP(&m.edit.Items[i]).Patch().ID.Value; id != "" {
			targets[i] = m.claim(m.edit.at(PC(new(C)).kind(), i), id)
			lost[i] = targets[i] == nil
		}
	}
	if !m.edit.Single {
		m.claimNamed(targets, lost, PC.key, PP.key)
		m.claimNamed(targets, lost, PC.shortKey, PP.shortKey)
	}
	for i, target := range targets {
		if !lost[i] {
			m.add(i, target)
		}
	}
}

// claimNamed takes the channels that items name by a key, for the items that
// have none yet.
func (m *merger[C, P, PC, PP]) claimNamed(targets []PC, lost []bool, channelKey func(PC) string, itemKey func(PP) string) {
	named := map[string][]PC{}
	for i := range m.existing {
		c := PC(&m.existing[i])
		named[channelKey(c)] = append(named[channelKey(c)], c)
	}
	for i := range m.edit.Items {
		item := PP(&m.edit.Items[i])
		if key := itemKey(item); targets[i] == nil && !lost[i] && key != "" && item.Patch().restored == nil {
			targets[i] = m.claimFree(named[key])
		}
	}
}

// claim takes the channel with an id, nil if it is not there or taken.
func (m *merger[C, P, PC, PP]) claim(at, id string) PC {
	found := m.index[id]
	switch {
	case found == nil:
		m.faults.Add(at+"/id", "not_found", "The contact has no channel with this id.")
		return nil
	case m.taken[id]:
		m.faults.Add(at+"/id", "unique", "Another item of the list refers to the same channel.")
		return nil
	}
	m.taken[id] = true
	return found
}

// claimFree takes the first channel that is not taken, nil if all are.
func (m *merger[C, P, PC, PP]) claimFree(channels []PC) PC {
	for _, c := range channels {
		if id := c.base().ID; !m.taken[id] {
			m.taken[id] = true
			return c
		}
	}
	return nil
}

// add adds what an item makes of a channel, or of a new one if that is nil.
func (m *merger[C, P, PC, PP]) add(i int, existing PC) {
	c := m.fresh()
	if existing != nil {
		c = *existing
	}
	item := PP(&m.edit.Items[i])
	if was := item.Patch().restored; was != nil {
		PC(&c).base().Meta = *was
	}
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
			m.origin = append(m.origin, nobody)
		}
	}
}

// refuseDoubles notes the channels that name the same as another one.
func (m *merger[C, P, PC, PP]) refuseDoubles() {
	first := map[string]int{}
	for _, others := range []bool{true, false} { // what is there already stands first
		for i := range m.result {
			c := PC(&m.result[i])
			if (m.origin[i] == nobody) != others || c.key() == "" {
				continue
			}
			earlier, double := first[c.key()]
			if !double {
				first[c.key()] = i
				continue
			}
			if m.origin[i] == nobody {
				continue // both were there before and are not spoken of
			}
			conflict := PC(&m.result[earlier]).base()
			f := problem.Field{
				Pointer: m.edit.at(c.kind(), m.origin[i]) + "/" + c.kind().value,
				Code:    "unique", Detail: "The contact already has this value.",
			}
			if m.taken[conflict.ID] || m.origin[earlier] == nobody {
				f.Conflict = conflict.ID
			}
			*m.faults = append(*m.faults, f)
		}
	}
}

// touchChanged raises the version of the channels that differ from what they
// were.
func touchChanged[C any, PC channel[C]](before, after []C, touch func(*record.Meta)) {
	old := byID[C, PC](before)
	for i := range after {
		c := PC(&after[i])
		if was := old[c.base().ID]; was != nil && !slices.Equal(was.values(), c.values()) {
			touch(&c.base().Meta)
		}
	}
}

// checkChannels checks what the kinds have in common, of the channels that an
// edit wrote.
func checkChannels[C, P any, PC channel[C], PP channelPatch[C, P]](m *merger[C, P, PC, PP], lists option.Lists) {
	for i, item := range m.origin {
		if item == nobody {
			continue
		}
		c := PC(&m.result[i])
		at := m.edit.at(c.kind(), item)
		base := c.base()
		var fault *problem.Fault
		base.Notes, fault = text.CleanLines(base.Notes, maxNotes)
		m.faults.Fault(at+"/notes", fault)
		old := m.index[base.ID]
		if (old == nil || old.base().Type != base.Type) && !lists.Allows(c.kind().list, base.Type) {
			m.faults.Add(at+"/"+c.kind().list, "unknown_value", lists.MustBe("The type", c.kind().list))
		}
	}
}
