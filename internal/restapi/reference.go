package restapi

import (
	"maps"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/external"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/text"
)

// reference reads a link to a contact or an organization: its id, null, or an
// object that names it otherwise, which goes to by.
func (o *object) reference(name string, kind changelog.Kind, dest *record.Opt[string], by **external.Reference) {
	switch o.fields[name].Kind() {
	case jsontext.KindInvalid, '"', 'n':
		o.text(name, dest)
	case '{':
		if named := o.namesOf(name, kind); named != nil {
			*dest, *by = record.Some(""), named
		}
	default:
		o.take(name)
		o.wrong(name, "an id, or an object that names the record")
	}
}

// namesOf reads the object of a reference, nil for one that is wrong.
func (o *object) namesOf(name string, kind changelog.Kind) *external.Reference {
	before := len(*o.faults)
	inner, err := asObject(o.take(name), o.pointer(name), o.faults)
	if err != nil { // cannot be: the whole was read before
		o.wrong(name, "an object")
		return nil
	}
	r, ways := &external.Reference{}, "an external_id"
	if _, given := inner.fields["external_id"]; given {
		r.IDs = inner.externalIDs("external_id")
	}
	if kind == changelog.Organization {
		ways += " or a code"
		if _, given := inner.fields["code"]; given {
			r.Code = inner.name("code")
		}
	}
	if inner.done(); len(*o.faults) == before && len(r.IDs) == 0 && r.Code == "" {
		o.faults.Add(o.pointer(name), "required", "The reference needs "+ways+".")
	}
	if len(*o.faults) > before {
		return nil
	}
	return r
}

// name reads a text that must not be blank.
func (o *object) name(name string) string {
	var given record.Opt[string]
	o.text(name, &given)
	if !given.Given {
		return ""
	}
	clean, fault := text.Clean(given.Value, record.MaxKey)
	o.faults.Fault(o.pointer(name), fault)
	if fault == nil && clean == "" {
		o.faults.Add(o.pointer(name), "required", "The value must not be blank.")
	}
	return clean
}

// externalIDs reads an object of systems and the ids of a record in them, of
// which there is at least one. What is wrong with it is noted.
func (o *object) externalIDs(name string) []external.ID {
	value, at := o.take(name), o.pointer(name)
	if value.Kind() != '{' {
		o.wrong(name, "an object")
		return nil
	}
	pairs, err := record.Fields(value)
	switch {
	case err != nil || len(pairs) == 0:
		o.faults.Add(at, "one_pair", "An external id must name a system and the record's id in it, such as {\"crm\": \"4711\"}.")
		return nil
	case len(pairs) > external.MaxNames:
		o.faults.Add(at, "too_many", "There may be at most "+strconv.Itoa(external.MaxNames)+" of them.")
		return nil
	}
	list := make([]external.ID, 0, len(pairs))
	for _, system := range slices.Sorted(maps.Keys(pairs)) {
		inside := at + problem.Pointer(system)
		if len(inside) > 256 {
			inside = at
		}
		if pairs[system].Kind() != '"' {
			o.faults.Add(inside, "invalid_type", "An external id must be a string.")
			continue
		}
		id, fault := cleanExternalID(system, record.TextOf(pairs[system]))
		o.faults.Fault(inside, fault)
		list = append(list, id)
	}
	return list
}

// cleanExternalID brings an external id into the form in which it is kept. One
// whose system is wrong is returned without it.
func cleanExternalID(system, id string) (clean external.ID, fault *problem.Fault) {
	if clean.System, fault = text.Clean(system, record.MaxKey); fault != nil {
		return external.ID{}, fault
	}
	if clean.ID, fault = text.Clean(id, record.MaxKey); fault == nil && (clean.System == "" || clean.ID == "") {
		fault = &problem.Fault{Code: "required", Detail: "The system and the id must not be blank."}
	}
	return clean, fault
}
