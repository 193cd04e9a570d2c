package restapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/external"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/ruleset"
	"github.com/liaison/liaison/internal/tag"
)

// The bounds of a batch.
const (
	maxBatchBody   = 10 << 20 // bytes
	maxBatchAnswer = 32 << 20 // bytes of all its records together
	maxBatchErrors = 1_000    // of all its problems together, beside one for each
)

// writing is a transaction with the rules that it checks by.
type writing struct {
	*changelog.Tx

	rules *ruleset.Set
}

// changing says which record is changed or deleted, and what is asked of the
// version found before.
type changing struct {
	id    string
	check func(version int64) error
}

func anyVersion(int64) error { return nil }

// batchKind is a kind of record of which batches are taken, and that is written by
// an external id.
type batchKind struct {
	kind                      changelog.Kind
	view, add, change, remove auth.Permission
	notFound                  error
	region                    bool // phone_region may be given
	format                    int64
	required                  []string // what PUT asks for

	draft      func(region string) *draft
	retag      func(ctx context.Context, w writing, change changing, retag tag.Retag) (*response, error)
	deleteFrom func(ctx context.Context, tx *changelog.Tx, change changing) (*response, error)
}

// draft is what a body says of a record, before it is known whether it makes or
// changes one.
type draft struct {
	faults      *problem.Fields // what was found wrong while it was read
	externalIDs *record.Opt[record.Values]

	read   func(o *object)
	insert func(ctx context.Context, w writing) (*response, error)
	update func(ctx context.Context, w writing, change changing) (*response, error)
}

// batches bounds what batches take of the machine at once.
type batches struct {
	large chan struct{} // a place for each large body that is worked on
	mu    sync.Mutex
	turns map[string]chan struct{} // by workspace
}

const (
	largeBody     = 1 << 20          // bytes, from which on a body needs a place
	largeBodies   = 3                // places
	largePatience = 10 * time.Second // of the 15 that a request has
)

func newBatches() *batches {
	return &batches{large: make(chan struct{}, largeBodies), turns: map[string]chan struct{}{}}
}

// admit waits for a place for the body of a request, which comes to many times
// its size while it is worked on, and returns what gives the place back.
func (b *batches) admit(ctx context.Context, r *request) (leave func(), err error) {
	if r.ContentLength >= 0 && r.ContentLength <= largeBody {
		return func() {}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, largePatience)
	defer cancel()
	if leave, err = enter(ctx, b.large); err != nil {
		return nil, &problem.Error{
			Kind: problem.Unavailable, Detail: "The server is busy with other large batches; try again.", RetryAfter: 5, Err: err,
		}
	}
	return leave, nil
}

// turn waits until no other batch of the workspace is written. Two at once
// could make the same tags or external ids in different orders: each would wait
// for the other until the database ends one. They wait here, where they hold no
// connection.
func (b *batches) turn(ctx context.Context, workspace string) (leave func(), err error) {
	b.mu.Lock()
	place := b.turns[workspace]
	if place == nil {
		place = make(chan struct{}, 1)
		b.turns[workspace] = place
	}
	b.mu.Unlock()
	return enter(ctx, place)
}

func enter(ctx context.Context, place chan struct{}) (leave func(), err error) {
	select {
	case place <- struct{}{}:
		return func() { <-place }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for other batches: %w", ctx.Err())
	}
}

// batchOf returns what serves the batches of a kind of record.
func (a *API) batchOf(kind *batchKind) func(ctx context.Context, r *request) (*response, error) {
	return func(ctx context.Context, r *request) (*response, error) {
		leave, err := a.batches.admit(ctx, r)
		if err != nil {
			return nil, err
		}
		defer leave()
		body, b, err := r.batchBody(kind)
		if err != nil {
			return nil, err
		}
		return r.once(body, func(key *idempotencyKey) (*response, error) {
			leave, err := a.batches.turn(ctx, r.workspace())
			if err != nil {
				return nil, err
			}
			defer leave()
			return b.write(ctx, r, key)
		})
	}
}

// batch is a batch of operations and, once they were tried, what came of them.
type batch struct {
	kind       *batchKind
	atomic     bool
	operations []operation
	results    []result
	size       int // bytes of the records in results

	shape func(*response) error // what the request asks of each answer
}

// result is what came of one operation: an answer or a failure.
type result struct {
	status   int
	record   []byte // nil where the client prefers none
	location string // of a record that was created, where it is not shown
	failure  *problem.Error
}

var (
	// errNothingWritten undoes an atomic batch in which an operation failed.
	errNothingWritten = errors.New("an operation of the batch failed")
	// errLargeAnswer undoes a batch whose answer nobody could keep in memory.
	errLargeAnswer = errors.New("the answer of the batch is too large")
)

func (b *batch) write(ctx context.Context, r *request, key *idempotencyKey) (*response, error) {
	resp, err := r.inTx(ctx, key, func(tx *changelog.Tx) (*response, error) {
		b.results, b.size = make([]result, len(b.operations)), 0 // it may be run again
		if err := b.run(ctx, r, tx); err != nil {
			return nil, err
		}
		if b.atomic && b.failed() > 0 {
			return nil, errNothingWritten
		}
		return b.response(r), nil
	})
	switch {
	case errors.Is(err, errNothingWritten):
		return b.refusal(r), nil
	case errors.Is(err, errLargeAnswer):
		var faults problem.Fields
		faults.Add("/operations", "too_large", "The records in the response would exceed 32 MiB; send fewer operations.")
		return nil, faults.Err()
	}
	return resp, err
}

// together is how many operations share a savepoint. One for each would make
// every row that all of them refer to, such as the workspace's, a longer list of
// lockers on PostgreSQL with each operation; one for all, a longer list of pages
// on SQLite with each statement.
const together = 20

// run tries all operations in order, each of which sees what those before it
// did.
func (b *batch) run(ctx context.Context, r *request, tx *changelog.Tx) error {
	rules, err := r.api.Rules.For(ctx, tx)
	if err != nil {
		return err
	}
	if err := b.hold(ctx, tx); err != nil {
		return err
	}
	var failure *problem.Error // of the operation at end, nil if it has not failed yet
	raced := map[int]bool{}    // upserts that lost a race
	for start, end := 0, 0; start < len(b.operations); {
		if failure == nil {
			end = min(start+together, len(b.operations))
		}
		failed, why, err := b.try(ctx, writing{tx, rules}, start, end)
		switch {
		case err != nil:
			return err
		case why == nil && failure == nil:
			start = end
		case why == nil: // what comes before the failure is done again, and stays
			b.fail(end, failure)
			start, failure = end+1, nil
		case b.operations[failed].lostRace(why) && !raced[failed]:
			raced[failed], failure = true, nil // now the record is there
		case failed == start:
			b.fail(failed, why)
			start, failure = failed+1, nil
		default:
			end, failure = failed, why
		}
	}
	return nil
}

// fail notes that an operation failed.
func (b *batch) fail(i int, why *problem.Error) {
	b.results[i] = result{status: httpserver.StatusOf(why.Kind), failure: b.operations[i].located(why)}
}

// hold locks the records that the operations name.
func (b *batch) hold(ctx context.Context, tx *changelog.Tx) error {
	named := directory.Named{Kind: b.kind.kind}
	for i := range b.operations {
		op := &b.operations[i]
		switch {
		case op.refusal != nil:
		case op.externalID.System != "":
			named.ExternalIDs = append(named.ExternalIDs, op.externalID)
		case record.ValidID(op.id):
			named.IDs = append(named.IDs, op.id)
		}
	}
	return directory.Hold(ctx, tx, named)
}

// try does the operations from start to before end. If one fails, nothing is
// left of them all, and it returns which one failed and why.
func (b *batch) try(ctx context.Context, w writing, start, end int) (failed int, why *problem.Error, err error) {
	size := b.size
	why, err = w.Try(ctx, func() error {
		for failed = start; failed < end; failed++ {
			op := &b.operations[failed]
			if op.refusal != nil {
				b.results[failed] = result{status: httpserver.StatusOf(op.refusal.Kind), failure: op.refusal}
				continue
			}
			resp, err := b.do(ctx, w, op)
			if err != nil {
				return err
			}
			if err := b.shape(resp); err != nil {
				return err
			}
			b.results[failed] = result{status: resp.status, record: resp.body, location: resp.location}
			if b.size += len(resp.body); b.size > maxBatchAnswer {
				return errLargeAnswer
			}
		}
		return nil
	})
	if why == nil {
		return 0, nil, err
	}
	if why.Kind == problem.Unavailable || why.Kind == problem.TooManyRequests {
		return 0, nil, why // not for what the operation says
	}
	b.size = size
	return failed, why, nil
}

// do does one operation.
func (b *batch) do(ctx context.Context, w writing, op *operation) (*response, error) {
	if op.action == batchCreate {
		return op.draft.insert(ctx, w)
	}
	change := changing{op.id, anyVersion}
	if op.externalID.System != "" {
		var err error
		if change.id, err = external.Find(ctx, w.DB, w.Workspace, b.kind.kind, op.externalID); err != nil {
			return nil, err
		}
	}
	switch {
	case change.id == "" && op.action == batchUpsert:
		return op.draft.insert(ctx, w)
	case !record.ValidID(change.id):
		return nil, b.kind.notFound
	case op.action == batchDelete:
		return b.kind.deleteFrom(ctx, w.Tx, change)
	}
	return op.draft.update(ctx, w, change)
}

// failed is how many operations failed.
func (b *batch) failed() (n int) {
	for _, r := range b.results {
		if r.failure != nil {
			n++
		}
	}
	return n
}

// response answers what came of each operation.
func (b *batch) response(r *request) *response {
	var o record.Object
	o.Grow(b.size + 100*len(b.results))
	b.list(&o, r)
	return &response{status: http.StatusOK, body: o.JSON(), applied: r.preference()}
}

// refusal answers a batch of which nothing was written: as a problem with the
// status of the first failure, the errors of all, and beside them what would
// have come of each.
func (b *batch) refusal(r *request) *response {
	first := slices.IndexFunc(b.results, func(r result) bool { return r.failure != nil })
	p := &problem.Error{Kind: b.results[first].failure.Kind}
	p.Detail = fmt.Sprintf("%d of %d operations failed, so nothing was written.", b.failed(), len(b.results))
	for i := range b.results {
		if b.results[i].failure == nil {
			b.results[i] = result{status: http.StatusFailedDependency}
			continue
		}
		p.Fields = append(p.Fields, b.results[i].failure.Fields...)
	}
	p.Fields = badInput(p.Fields).Fields // not too many
	var o record.Object
	b.list(&o, r)
	// The results stand beside the fields of a problem (RFC 9457, section 3.2).
	body := httpserver.ProblemJSON(r.Request, p)
	body = append(append(body[:len(body)-1], ','), o.JSON()[1:]...)
	return &response{status: b.results[first].status, body: body, contentType: "application/problem+json"}
}

// list writes what came of each operation, with a bounded number of errors.
func (b *batch) list(o *record.Object, r *request) {
	left := maxBatchErrors
	o.List("results", len(b.results), func(i int) []byte {
		var item record.Object
		got := b.results[i]
		item.Grow(len(got.record) + 50)
		item.Int("status", int64(got.status))
		if len(got.record) > 0 {
			item.Raw("record", got.record)
		} else if got.location != "" {
			item.Text("location", Base+got.location)
		}
		if p := got.failure; p != nil {
			some := *p
			some.Fields = p.Fields[:min(len(p.Fields), max(left, 1))]
			left -= len(some.Fields)
			item.Raw("problem", httpserver.ProblemJSON(r.Request, &some))
		}
		return item.JSON()
	})
}
