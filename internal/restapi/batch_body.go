package restapi

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/external"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// The actions of an operation.
const (
	batchCreate = "create"
	batchUpdate = "update"
	batchDelete = "delete"
	batchUpsert = "upsert" // changes the record that has an external id, or creates one with it
)

var batchActions = []string{batchCreate, batchUpdate, batchDelete, batchUpsert}

// operation is one of a batch.
type operation struct {
	at         string // pointer to it
	action     string
	id         string      // "" for none
	externalID external.ID // the zero value for none
	draft      *draft      // nil for one that deletes
	needs      []auth.Permission
	faults     problem.Fields // what is wrong with it, its body apart
	refusal    *problem.Error // why it is not even tried, nil if it is
}

// batchBody reads the body of a batch. What is wrong with an operation fails
// that one; the error is of what is wrong with the whole.
func (r *request) batchBody(kind *batchKind) ([]byte, *batch, error) {
	region, err := r.regionOf(kind)
	if err != nil {
		return nil, nil, err
	}
	body, err := r.readBody()
	if err != nil {
		return nil, nil, err
	}
	var faults problem.Fields
	o, err := readObject(body, &faults)
	if err != nil {
		return nil, nil, err
	}
	atomic := record.Some(true)
	o.boolean("atomic", &atomic)
	o.require("operations")
	items, given := o.list("operations")
	if given && len(items) == 0 {
		faults.Add("/operations", "required", "A batch must have at least one operation.")
	}
	o.done()
	if err := faults.Err(); err != nil {
		return nil, nil, err
	}
	b := &batch{kind: kind, atomic: atomic.Value, operations: make([]operation, len(items)), shape: r.shape}
	for i, item := range items {
		items[i] = nil // it may be large
		if err := r.Context().Err(); err != nil {
			return nil, nil, fmt.Errorf("read the operations: %w", err)
		}
		op := &b.operations[i]
		op.at = problem.Pointer("operations", i)
		op.readFrom(item, kind, region)
		op.refusal = op.refused(r.principal)
	}
	return body, b, nil
}

func (op *operation) readFrom(item jsontext.Value, kind *batchKind, region string) {
	if item.Kind() != '{' {
		op.faults.Add(op.at, "invalid_type", "An operation must be an object.")
		return
	}
	o, err := asObject(item, op.at, &op.faults)
	if err != nil { // cannot be: the whole was read before
		op.faults.Add(op.at, "invalid_json", "The operation is not valid JSON.")
		return
	}
	o.require("action")
	var action, id record.Opt[string]
	o.choice("action", &action)
	op.action = action.Value
	if !o.without("id") {
		o.text("id", &id)
		op.id = strings.ToLower(id.Value)
	}
	if !o.without("external_id") {
		op.readExternalID(o)
	}
	if !o.without("body") {
		op.readBody(o, kind.draft(region))
	}
	o.done()
	op.check(o, kind)
}

// without reports whether a field was left out; null means that too.
func (o *object) without(name string) bool {
	o.seen[name] = true
	kind := o.fields[name].Kind()
	return kind == jsontext.KindInvalid || kind == 'n'
}

// readExternalID reads an object with one system and the id in it.
func (op *operation) readExternalID(o *object) {
	names := o.externalIDs("external_id")
	switch {
	case len(names) == 1:
		op.externalID = names[0]
	case len(names) > 1:
		o.faults.Add(o.pointer("external_id"), "one_pair", "The external id must be an object with one system and the record's id in it.")
	}
}

// readBody reads what is written, which by itself may be as large as the body
// of a request.
func (op *operation) readBody(o *object, d *draft) {
	value := o.take("body")
	switch {
	case value.Kind() != '{':
		o.wrong("body", "an object")
		return
	case len(value) > largeBody:
		o.faults.Add(o.pointer("body"), "too_large", "The body of one operation may have at most 1 MiB.")
		return
	}
	inner, err := asObject(value, "", d.faults)
	if err != nil || len(inner.fields) > maxItems { // no record has as many; to name them all would take long
		o.tooMany("body")
		return
	}
	op.draft = d
	d.read(inner)
	if len(*d.faults) > maxItems {
		*d.faults = slices.Clone((*d.faults)[:maxItems]) // a hostile body has any number of them
	}
}

// check notes what does not go together, and which permissions it needs.
func (op *operation) check(o *object, kind *batchKind) {
	hasID, hasExternal, hasBody := given(o, "id"), given(o, "external_id"), given(o, "body")
	needsBody := true
	switch op.action {
	case batchCreate:
		op.needs = []auth.Permission{kind.add}
		op.refuse(o, hasID, "id")
		op.refuse(o, hasExternal, "external_id")
	case batchUpdate, batchDelete:
		op.needs = []auth.Permission{kind.change}
		if op.action == batchDelete {
			op.needs, needsBody = []auth.Permission{kind.remove}, false
			op.refuse(o, hasBody, "body")
		}
		if hasID && hasExternal {
			op.refuse(o, true, "external_id")
		} else if !hasID && !hasExternal {
			o.faults.Add(o.pointer("id"), "required", "The id or external_id of a record is required.")
		}
	case batchUpsert:
		op.needs = []auth.Permission{kind.add, kind.change}
		op.refuse(o, hasID, "id")
		if !hasExternal {
			o.faults.Add(o.pointer("external_id"), "required", "The external_id of a record is required.")
		}
		if op.draft != nil && op.externalID.ID != "" {
			op.draft.claim(op.externalID)
		}
	default:
		needsBody = false
		o.faults.Add(o.pointer("action"), "unknown_value", problem.MustBe("The action", batchActions, ""))
	}
	if needsBody && !hasBody {
		o.faults.Add(o.pointer("body"), "required", "The body of the operation is required.")
	}
}

// given reports whether a field stands in the object and is not null.
func given(o *object, name string) bool { return !o.without(name) }

// refuse notes a field that does not go with the action.
func (op *operation) refuse(o *object, given bool, name string) {
	switch {
	case !given:
	case name == "external_id" && op.action != batchCreate:
		o.faults.Add(o.pointer(name), "not_allowed", "Give either id or external_id, not both.")
	default:
		o.faults.Add(o.pointer(name), "not_allowed", "This field is not allowed with this action.")
	}
}

// claim gives the record the external id that it is written by.
func (d *draft) claim(name external.ID) {
	theirs := d.externalIDs
	if theirs.Given && theirs.Value == nil {
		d.faults.Add("/external_ids", "contradiction", "The external id that identifies the record cannot be removed.")
		return
	}
	if said, is := theirs.Value[name.System]; is {
		if said.Kind() != '"' || strings.TrimSpace(record.TextOf(said)) != name.ID {
			d.faults.Add(problem.Pointer("external_ids", name.System), "contradiction",
				"This external id differs from the one that identifies the record.")
		}
		return
	}
	all := record.Values{name.System: record.TextValue(name.ID)}
	maps.Copy(all, theirs.Value)
	*theirs = record.Some(all)
}

// refused returns why an operation is not even tried, nil if it is.
func (op *operation) refused(p *auth.Principal) *problem.Error {
	if len(op.faults) > 0 {
		faults := slices.Clone(op.faults)
		if op.draft != nil {
			faults = append(faults, op.inBody(*op.draft.faults)...)
		}
		return badInput(faults)
	}
	for _, permission := range op.needs {
		if !p.Can(permission) {
			failure := problem.New(problem.Forbidden, "This requires the permission "+string(permission)+".")
			failure.Fields.Add(op.at+"/action", "forbidden", failure.Detail)
			return failure
		}
	}
	return nil
}

// located returns a failure with pointers into the body of the batch.
func (op *operation) located(failure *problem.Error) *problem.Error {
	if failure == nil {
		return nil
	}
	located := *failure
	located.Fields = op.inBody(failure.Fields)
	switch {
	case len(located.Fields) > 0:
	case failure.Kind == problem.NotFound && op.externalID.System != "":
		located.Fields.Add(op.at+"/external_id", "not_found", failure.Detail)
	case failure.Kind == problem.NotFound:
		located.Fields.Add(op.at+"/id", "not_found", failure.Detail)
	case failure.Kind == problem.Conflict:
		located.Fields.Add(op.at, "conflict", failure.Detail)
	default:
		located.Fields.Add(op.at, "refused", failure.Detail)
	}
	return &located
}

// inBody returns the errors of the operation's body as those of the batch.
func (op *operation) inBody(fields problem.Fields) problem.Fields {
	moved := slices.Clone(fields)
	for i := range moved {
		if moved[i].Parameter == "" {
			moved[i].Pointer = op.at + "/body" + moved[i].Pointer
		}
	}
	return moved
}

// lostRace reports whether an upsert may have failed because the record, which was
// not there, came while this one was made.
func (op *operation) lostRace(failure *problem.Error) bool {
	return op.action == batchUpsert && isTaken(failure)
}

// isTaken reports whether a write failed because another record has a value that
// must be unique.
func isTaken(failure *problem.Error) bool {
	return slices.ContainsFunc(failure.Fields, func(f problem.Field) bool { return f.Code == "unique" })
}

// badInput returns the problem of some errors, nil for none.
func badInput(faults problem.Fields) *problem.Error {
	var p *problem.Error
	errors.As(faults.Err(), &p)
	return p
}
