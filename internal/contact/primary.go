package contact

import "slices"

// decidePrimary is the single-primary rule, for all kinds of channel: at most
// one channel of a kind is primary.
//
//   - A channel written as primary makes the others non-primary; two in one
//     body are a fault at the second.
//   - What the writer says explicitly stands: nothing is promoted in place of
//     what was demoted or deleted.
//   - When the kind then has no primary, the first new channel that left
//     is_primary out becomes it.
func decidePrimary[C, P any, PC channel[C], PP channelPatch[C, P]](m *merger[C, P, PC, PP]) {
	const none = -1
	chosen, candidate := none, none
	for i, item := range m.origin {
		if item == nobody {
			continue
		}
		said := PP(&m.edit.Items[item]).Patch().IsPrimary
		isNew := m.index[PC(&m.result[i]).base().ID] == nil
		switch {
		case said.Given && said.Value && chosen != none:
			m.faults.Add(m.edit.at(PC(&m.result[i]).kind(), item)+"/is_primary", "one_primary",
				"Another channel of the list is already primary; at most one may be.")
		case said.Given && said.Value:
			chosen = i
		case !said.Given && isNew && candidate == none:
			candidate = i
		}
	}
	if chosen == none && candidate != none && !anyPrimary[C, PC](m.result) {
		chosen = candidate
	}
	if chosen == none {
		return
	}
	for i := range m.result {
		PC(&m.result[i]).base().IsPrimary = i == chosen
	}
}

func anyPrimary[C any, PC channel[C]](list []C) bool {
	return slices.ContainsFunc(list, func(c C) bool { return PC(&c).base().IsPrimary })
}
