// Package bulk owns actions on many records at once: on a selection of contacts
// or organizations, by their ids or by the query of a list. It says before what an
// action will do (Preview), notes down the records that it is about (Start) and
// works them off in parts, each a transaction in which every record is written by
// the rules of its own package. What is left to do stands in the database, so that
// a restart loses none of it and several processes may work side by side. A whole
// action is undone by another one.
//
// It owns no rule of any record, and nothing personal stands in its tables.
package bulk

import (
	"encoding/json"
	"log/slog"
	"net/url"
	"slices"
	"strconv"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/tag"
)

// Verb is what an action does to each of its records. It stands in the database.
type Verb string

// The verbs.
const (
	AddTags    Verb = "add_tags"
	RemoveTags Verb = "remove_tags"
	SetStatus  Verb = "set_status"
	Delete     Verb = "delete"
	Undo       Verb = "undo" // of another action; see Store.Undo
)

// State is how far an action is. It stands in the database.
type State string

// The states. Of a cancelled or stopped action the records that were done stay so.
const (
	Running   State = "running"
	Done      State = "done"
	Cancelled State = "cancelled"
	Stopped   State = "stopped" // by the program; Reason says why
)

const (
	// MaxIDs is how many records a selection may name one by one.
	MaxIDs = 10_000
	// AtOnce is how many records are worked off before Start returns.
	AtOnce = 200

	idsInQuery = 500 // as many values as a filter takes
)

// Task is what is to be done to each record of a selection.
type Task struct {
	Verb   Verb
	Tags   []string // of AddTags and RemoveTags: names
	Status string   // of SetStatus
}

// Selection says which records an action is about: those named or, if All, those
// that a query of their list finds, whatever page it asks for.
type Selection struct {
	IDs   []string
	All   bool
	Query url.Values
}

// Action is an action on many records, as it stands at the moment.
type Action struct {
	ID     string // also the request id of its changes
	Kind   changelog.Kind
	Task   Task
	Undoes string // id of the action that this one undoes, "" for none
	State  State
	Reason string // why it was stopped

	Total, Done, Unchanged, Refused int64 // records
	CreatedAt                       database.Time
	EndedAt                         database.Time // zero while it runs
	Actor                           changelog.Actor

	workspace string
	backward  bool // the records come from the last one on
}

// Left is the number of records that are yet to come.
func (a *Action) Left() int64 { return a.Total - a.Done - a.Unchanged - a.Refused }

// Undoable reports whether there is something to be undone.
func (a *Action) Undoable() bool { return a.State != Running && a.Done > 0 }

// Store begins actions, reads them and works them off.
type Store struct {
	db    *database.DB
	rules *ruleset.Store
	log   *slog.Logger
	part  int // records in a transaction
}

// partSize keeps the writers of SQLite, where one transaction writes at a time,
// from waiting for long.
const partSize = 50

// New returns a store for all workspaces of a database. rules are those that the
// program checks by; log may be nil for a store that is not asked to Run.
func New(db *database.DB, rules *ruleset.Store, log *slog.Logger) *Store {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Store{db: db, rules: rules, log: log, part: partSize}
}

// check brings a task into its normal form; what breaks a rule is an error.
func (t *Task) check(k *kind) error {
	var faults problem.Fields
	switch t.Verb {
	case AddTags, RemoveTags:
		t.Status = ""
		if t.Tags = tag.CleanAll(t.Tags, &faults); len(t.Tags) == 0 {
			faults.Add("/tags", "required", "At least one tag is required.")
		}
	case SetStatus:
		t.Tags = nil
		if !slices.Contains(k.statuses, t.Status) {
			faults.Add("/status", "unknown_value", problem.MustBe("The status", k.statuses, ""))
		}
	case Delete:
		t.Tags, t.Status = nil, ""
	default:
		faults.Add("/action", "unknown_value", "No such action.")
	}
	return faults.Err()
}

// permission is what somebody must have for the task.
func (t *Task) permission(k *kind) auth.Permission {
	switch t.Verb {
	case Delete:
		return k.remove
	case Undo:
		return auth.UndoChange
	default:
		return k.change
	}
}

// allow returns why somebody may not do the task, nil if they may.
func (t *Task) allow(k *kind, p *auth.Principal) error {
	for _, needed := range []auth.Permission{k.view, t.permission(k)} {
		if !p.Can(needed) {
			return problem.New(problem.Forbidden, "This requires the permission "+string(needed)+".")
		}
	}
	return nil
}

// parameters is how the task's are stored.
type parameters struct {
	Tags   []string `json:"tags,omitempty"`
	Status string   `json:"status,omitempty"`
}

func (t *Task) encode() (string, error) {
	encoded, err := json.Marshal(parameters{t.Tags, t.Status})
	return string(encoded), err
}

func (t *Task) decode(stored string) error {
	var p parameters
	err := json.Unmarshal([]byte(stored), &p)
	t.Tags, t.Status = p.Tags, p.Status
	return err
}

// Queries returns the queries that together find the records of a selection, each
// record once: one for a query, several for many ids.
func (s *Selection) Queries(spec func() *listing.Spec) ([]*listing.Query, error) {
	if s.All {
		values := url.Values{}
		for name, given := range s.Query {
			values[name] = given
		}
		for _, paging := range []string{"page", "cursor", "page_size", "count", "fields"} {
			values.Del(paging)
		}
		q, faults := listing.Parse(spec(), values)
		return []*listing.Query{q}, faults.Err()
	}
	ids, err := s.ids()
	if err != nil {
		return nil, err
	}
	var all []*listing.Query
	for some := range slices.Chunk(ids, idsInQuery) {
		q, faults := listing.Parse(spec(), url.Values{"id": some})
		if err := faults.Err(); err != nil {
			return nil, err
		}
		all = append(all, q)
	}
	return all, nil
}

// ids returns the ids, each once and in their order.
func (s *Selection) ids() ([]string, error) {
	var faults problem.Fields
	switch {
	case len(s.IDs) == 0:
		faults.Add("/ids", "required", "Nothing is selected.")
	case len(s.IDs) > MaxIDs:
		faults.Add("/ids", "too_many", "At most "+strconv.Itoa(MaxIDs)+" records can be selected by id; select them with a filter instead.")
	}
	for i := range s.IDs {
		if len(faults) == 0 && !record.ValidID(s.IDs[i]) {
			faults.Add(problem.Pointer("ids", i), "invalid_id", "The value must be an id (a UUID).")
		}
	}
	ids := slices.Clone(s.IDs)
	slices.Sort(ids)
	return slices.Compact(ids), faults.Err()
}
