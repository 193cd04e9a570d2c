package directory

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/option"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
)

// Undo takes the change with a number back, and returns the change that does so,
// which gets its number when the transaction ends, and what stayed as it is. An update is taken back field
// by field, by an ordinary update; what was deleted comes back with its ids; what
// was created is deleted. by is who undoes, nil for an operator, and has been let
// in: see UndoPermission. What stands in the way is a Conflict, with the fields
// that it is about; a number that there is not is changelog.ErrNotFound. The rules
// are read in the transaction; after the commit the caller makes the ruleset.Store
// and the auth.Store forget what they keep.
func Undo(ctx context.Context, tx *changelog.Tx, by *auth.Principal, number int64) (*Undone, error) {
	return in(tx).undo(ctx, by, number)
}

func (a *action) undo(ctx context.Context, by *auth.Principal, number int64) (*Undone, error) {
	tx := a.tx
	c, err := changelog.Get(ctx, tx.DB, tx.Workspace, number)
	if err != nil {
		return nil, err
	}
	if c.Cause != 0 {
		return nil, conflict("Change %d follows from change %d; undo that one.", c.Number, c.Cause)
	}
	if tx.Engine == database.Postgres {
		// Of those who undo one is at work at a time: what the second one finds is
		// what the first one left. The tree comes before every other lock.
		if err := organization.LockTree(ctx, tx); err != nil {
			return nil, err
		}
	}
	rules, err := ruleset.Read(ctx, tx.DB, tx.Workspace)
	if err != nil {
		return nil, err
	}
	tx.Rely(rules.Version)
	// What comes back may be retired by now: only what was deleted stands in the way.
	if rules.Options, err = option.ReadAllLists(ctx, tx.DB, tx.Workspace); err != nil {
		return nil, err
	}
	u := &undoing{action: a, c: c, rules: rules, by: by}
	done := tx.Watch(c.Kind, c.Record)
	if err := u.run(ctx); err != nil {
		return nil, err
	}
	if change := done(); change != nil {
		u.kept.Change = change
		return &u.kept, nil
	}
	return nil, u.nothingLeft(ctx)
}

// UndoPermission returns the permission that undoing a change needs beside
// undo_change: that of what the undo does to a record of its kind.
func UndoPermission(c *changelog.Change) auth.Permission {
	create, update, remove := auth.ManageWorkspace, auth.ManageWorkspace, auth.ManageWorkspace
	switch c.Kind {
	case changelog.Contact:
		create, update, remove = auth.AddContact, auth.ChangeContact, auth.DeleteContact
	case changelog.Organization:
		create, update, remove = auth.AddOrganization, auth.ChangeOrganization, auth.DeleteOrganization
	case changelog.OrganizationType:
		create, update, remove = auth.AddOrganizationType, auth.ChangeOrganizationType, auth.DeleteOrganizationType
	case changelog.Address:
		create, update, remove = auth.AddAddress, auth.ChangeAddress, auth.DeleteAddress
	case changelog.Tag:
		create, update, remove = auth.AddTag, auth.ChangeTag, auth.DeleteTag
	case changelog.CustomField:
		create, update, remove = auth.AddCustomField, auth.ChangeCustomField, auth.DeleteCustomField
	case changelog.Export: // it cannot be undone, which whoever may export may know
		create, update, remove = auth.ExportData, auth.ExportData, auth.ExportData
	}
	switch c.Action {
	case changelog.Create:
		return remove
	case changelog.Delete:
		return create
	}
	return update
}

// Undoable reports whether changes such as this one can be undone at all: some
// kinds of record are neither deleted nor brought back.
func Undoable(c *changelog.Change) bool {
	way := undoOf(c.Kind)
	switch c.Action {
	case changelog.Create:
		return way.remove != nil
	case changelog.Delete:
		return way.restore != nil
	}
	return way.update != nil
}

// undoing is one change on its way back.
type undoing struct {
	*action

	c     *changelog.Change
	rules *ruleset.Set
	by    *auth.Principal
	kept  Undone // but for its change

	definedBy int64 // number of the newest change of the custom field whose change is undone
}

// undo is how the changes of one kind of record are taken back. What is nil
// cannot be.
type undo struct {
	// now returns the record as it is.
	now func(u *undoing, ctx context.Context) ([]byte, error)
	// update takes an update back, and returns the names of the fields that were
	// changed again since: then nothing is written.
	update func(u *undoing, ctx context.Context) (clashes []string, err error)
	// remove deletes what was created.
	remove func(u *undoing, ctx context.Context, check func(version int64) error) error
	// restore brings back what was deleted.
	restore func(u *undoing, ctx context.Context) error
}

// errMoved says that the record was changed between two looks at it.
var errMoved = errors.New("the record was changed meanwhile")

// only returns a precondition: the record is the one that was looked at.
func only(version int64) func(int64) error {
	return func(now int64) error {
		if now != version {
			return errMoved
		}
		return nil
	}
}

// run takes the change back. If the record moves away below it, it looks again: by
// then the record is locked.
func (u *undoing) run(ctx context.Context) error {
	var err error
	for range 2 {
		u.kept = Undone{}
		if err = u.once(ctx); !errors.Is(err, errMoved) {
			break
		}
	}
	var p *problem.Error
	switch {
	case errors.Is(err, errMoved):
		return conflict("The record was changed at the same time; try again.")
	case problem.Is(err, problem.NotFound):
		return u.gone(ctx)
	case problem.Is(err, problem.BadInput) && errors.As(err, &p):
		return &problem.Error{Kind: problem.Conflict, Detail: "What stands in the way of the undo is named in errors.", Fields: p.Fields}
	}
	return err
}

func (u *undoing) once(ctx context.Context) error {
	way := undoOf(u.c.Kind)
	switch u.c.Action {
	case changelog.Create:
		if way.remove == nil {
			return u.never()
		}
		return u.removeUnchanged(ctx, way)
	case changelog.Delete:
		if way.restore == nil {
			return u.never()
		}
		_, err := way.now(u, ctx)
		if err == nil {
			return conflict("The record is there again already.")
		}
		if !problem.Is(err, problem.NotFound) {
			return err
		}
		later, err := u.tx.LaterChanges(ctx, u.c)
		if err != nil {
			return err
		}
		if n := len(later); n > 0 { // its version would begin anew
			return conflict("The record came back since, and went again by change %d; undo that one.", later[n-1].Number)
		}
		return way.restore(u, ctx)
	}
	if way.update == nil {
		return u.never()
	}
	clashes, err := way.update(u, ctx)
	if err == nil && len(clashes) > 0 {
		err = u.changedSince(ctx, clashes)
	}
	return err
}

func (u *undoing) never() error {
	if u.c.Kind == changelog.Export {
		return conflict("An export cannot be undone: the data has already been downloaded.")
	}
	doing := map[changelog.Action]string{changelog.Create: "Creating", changelog.Update: "Changing", changelog.Delete: "Deleting"}
	name := strings.NewReplacer("api_key", "API key", "_", " ").Replace(string(u.c.Kind))
	article := "a"
	if strings.ContainsAny(name[:1], "Aaeio") { // "a user"
		article = "an"
	}
	return conflict("%s %s %s cannot be undone.", doing[u.c.Action], article, name)
}

// derived are fields of records that follow from others, or from other records.
var derived = []string{
	"country_name", "formatted", "full_name", "linked_organization_name", "organization_type_name", "position",
	"primary_email", "primary_phone", "slug",
}

// holding are fields that hold records, or lists of them, which have versions of
// their own.
var holding = []string{"addresses", "email_addresses", "phone_numbers", "primary_address"}

// differing returns the names of the fields in which two records differ, whatever
// the versions of the records that they hold.
func differing(before, after []byte) ([]string, error) {
	changed, err := record.Changed(before, after)
	if err != nil {
		return nil, err
	}
	old, err := record.Read(before)
	if err != nil {
		return nil, err
	}
	now, err := record.Read(after)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(changed, func(name string) bool {
		return slices.Contains(holding, name) && slices.Equal(words(old, name), words(now, name))
	}), nil
}

// words are what a field that holds records says.
func words(r *record.Reader, name string) (list []string) {
	items := r.List(name)
	if one := r.Value(name); one.Kind() == '{' {
		items = []jsontext.Value{one}
	}
	for _, item := range items {
		list = append(list, string(unversioned(item)))
	}
	return list
}

// unversioned returns a record, and the address that it holds, without what every
// change changes.
func unversioned(rec jsontext.Value) []byte {
	fields, err := record.Fields(rec)
	if err != nil {
		return rec
	}
	for _, name := range []string{"version", "updated_at", "updated_by"} {
		delete(fields, name)
	}
	if fields["address"].Kind() == '{' {
		fields["address"] = unversioned(fields["address"])
	}
	return record.Values(fields).JSON()
}

// removeUnchanged deletes what was created, unless it says something else by now.
func (u *undoing) removeUnchanged(ctx context.Context, way undo) error {
	now, err := way.now(u, ctx)
	if err != nil {
		return err
	}
	changed, err := differing(u.c.After, now)
	if err != nil {
		return err
	}
	changed = slices.DeleteFunc(changed, func(name string) bool { return slices.Contains(derived, name) })
	if len(changed) > 0 {
		return u.changedSince(ctx, changed)
	}
	r, err := record.Read(now)
	if err != nil {
		return err
	}
	return way.remove(u, ctx, only(r.Int("version")))
}

// mostNamed bounds how many changes a refusal names.
const mostNamed = 20

// later returns the numbers of the newest changes of the record that came since
// and are about some of the fields.
func (u *undoing) later(ctx context.Context, fields []string) (numbers []string, err error) {
	list, err := u.tx.LaterChanges(ctx, u.c)
	for _, l := range list {
		about := func(name string) bool { return slices.Contains(fields, name) }
		if slices.ContainsFunc(l.Changed, about) {
			numbers = append(numbers, strconv.FormatInt(l.Number, 10))
		}
	}
	return numbers[max(0, len(numbers)-mostNamed):], err
}

// changedSince is the conflict of an undo whose fields were changed again.
func (u *undoing) changedSince(ctx context.Context, names []string) error {
	slices.Sort(names)
	names = slices.Compact(names)
	refusal := &problem.Error{Kind: problem.Conflict}
	for _, name := range names {
		numbers, err := u.later(ctx, []string{name})
		if err != nil {
			return err
		}
		refusal.Fields.Add(problem.Pointer(name), "changed_since", "The field was changed again since"+byChanges(numbers)+".")
	}
	numbers, err := u.later(ctx, names)
	if err != nil {
		return err
	}
	refusal.Detail = fmt.Sprintf("Changed again since: %s%s. Undo that first.", strings.Join(names, ", "), byChanges(numbers))
	return refusal
}

// byChanges names changes by their numbers.
func byChanges(numbers []string) string {
	switch len(numbers) {
	case 0:
		return ""
	case 1:
		return ", by change " + numbers[0]
	}
	return ", by the changes " + strings.Join(numbers, ", ")
}

func (u *undoing) nothingLeft(ctx context.Context) error {
	if slices.Equal(u.c.Changed, []string{"password"}) {
		return conflict("A password cannot be brought back.")
	}
	numbers, err := u.later(ctx, u.c.Changed)
	if err != nil {
		return err
	}
	more := ""
	if len(numbers) > 0 {
		more = " Later changes of them: " + strings.Join(numbers, ", ") + "."
	}
	return conflict("Nothing is left to undo: the fields are as they were before.%s", more)
}

// gone is the conflict of an undo whose record is not there any more.
func (u *undoing) gone(ctx context.Context) error {
	list, err := u.tx.LaterChanges(ctx, u.c)
	if err != nil {
		return err
	}
	for _, l := range slices.Backward(list) {
		if l.Action == changelog.Delete {
			return conflict("The record is gone, by change %d.", l.Number)
		}
	}
	return conflict("The record is gone.")
}

func conflict(format string, args ...any) error {
	return problem.New(problem.Conflict, fmt.Sprintf(format, args...))
}
