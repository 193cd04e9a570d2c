package database

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
)

// groupSize bounds how many waiting transactions share one COMMIT.
const groupSize = 32

// writer runs the writing transactions of an SQLite database, one at a time
// and in order of arrival. Those that wait while another commits are committed
// together, each under a savepoint of its own: the one fsync of a COMMIT is
// then shared, and one writer's failure undoes only its own savepoint.
type writer struct {
	conn  *pool
	read  func(error) error // gives an error of the engine its meaning
	mu    sync.Mutex
	queue []*job
	busy  bool // somebody is working off the queue
}

type job struct {
	ctx  context.Context
	fn   func(session) error
	err  error
	done chan struct{}
	// panicked carries a panic of fn to the goroutine that asked for it.
	panicked any
}

// errGroupLost says that the engine rolled back the whole transaction of a
// group (disk full, I/O error); its members are run again.
var errGroupLost = fmt.Errorf("%w: the transaction was rolled back by the engine", ErrUnavailable)

// run waits for its turn, runs fn and returns once it is committed or undone.
// A caller whose context ends while it waits gives up its place.
func (w *writer) run(ctx context.Context, fn func(session) error) error {
	j := &job{ctx: ctx, fn: fn, done: make(chan struct{})}
	w.mu.Lock()
	w.queue = append(w.queue, j)
	lead := !w.busy
	w.busy = true
	w.mu.Unlock()
	if lead {
		go w.workOff()
	}
	<-j.done
	if j.panicked != nil {
		panic(j.panicked)
	}
	return j.err
}

func (w *writer) workOff() {
	for {
		w.mu.Lock()
		n := min(len(w.queue), groupSize)
		if n == 0 {
			w.busy = false
			w.mu.Unlock()
			return
		}
		group := w.queue[:n:n]
		w.queue = w.queue[n:]
		w.mu.Unlock()
		w.commit(group)
		for _, j := range group {
			close(j.done)
		}
	}
}

// commit runs a group in one transaction and sets each job's err.
func (w *writer) commit(group []*job) {
	ctx := context.Background()
	if err := w.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		failAll(group, fmt.Errorf("begin: %w", err))
		return
	}
	if len(group) == 1 {
		w.alone(ctx, group[0])
		return
	}
	for i, j := range group {
		if !w.savepoint(ctx, j) {
			// The engine undid the whole transaction: nobody's work is there.
			failAll(append(group[:i:i], group[i+1:]...), errGroupLost)
			return
		}
	}
	if err := w.exec(ctx, "COMMIT"); err != nil {
		_ = w.exec(ctx, "ROLLBACK")
		failAll(group, fmt.Errorf("commit: %w", err))
	}
}

// alone runs the one job of a transaction. A savepoint, which it does not need,
// would keep a copy of each page that it changes; SQLite walks through all of
// them after each statement, so that the time of a large transaction would grow
// with its square.
func (w *writer) alone(ctx context.Context, j *job) {
	if j.err = j.ctx.Err(); j.err == nil {
		j.call(w.conn)
	}
	if j.err == nil && j.panicked == nil {
		if j.err = w.exec(ctx, "COMMIT"); j.err == nil {
			return
		}
		j.err = fmt.Errorf("commit: %w", j.err)
	}
	_ = w.exec(ctx, "ROLLBACK") // the engine may have done so already
}

// savepoint runs one job and reports whether the transaction still stands.
func (w *writer) savepoint(ctx context.Context, j *job) bool {
	if j.err = j.ctx.Err(); j.err != nil {
		return true
	}
	if j.err = w.exec(ctx, "SAVEPOINT job"); j.err != nil {
		_ = w.exec(ctx, "ROLLBACK")
		return false
	}
	j.call(w.conn)
	if j.err == nil && j.panicked == nil {
		j.err = w.exec(ctx, "RELEASE job")
		if j.err == nil {
			return true
		}
	}
	if w.exec(ctx, "ROLLBACK TO job") != nil {
		_ = w.exec(ctx, "ROLLBACK")
		return false
	}
	return w.exec(ctx, "RELEASE job") == nil
}

func (j *job) call(s session) {
	defer func() { j.panicked = recover() }()
	j.err = j.fn(s)
}

func (w *writer) exec(ctx context.Context, query string) error {
	_, err := w.conn.ExecContext(ctx, query)
	return w.read(err)
}

// failAll gives err to the jobs that had not failed by themselves.
func failAll(group []*job, err error) {
	for _, j := range group {
		if j.err == nil {
			j.err = err
		}
	}
}

// newWriter takes the one connection of db for itself.
func newWriter(ctx context.Context, db *sql.DB, read func(error) error) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("take the writing connection: %w", err)
	}
	return &writer{conn: &pool{preparer: conn, stmts: map[string]*sql.Stmt{}}, read: read}, nil
}
