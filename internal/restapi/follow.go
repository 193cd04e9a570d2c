package restapi

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
)

const (
	waitParameter = "wait"
	longestWait   = 60                     // seconds
	mostWaits     = 20                     // of one key at once
	headEvery     = 100 * time.Millisecond // how often the log is looked at while anybody waits
	readingTime   = 15 * time.Second       // beside the wait, for what the database takes
)

// listChanges answers a page of the change feed with the number up to which it is
// complete. With wait it answers an empty page only when the time is up.
func (a *API) listChanges(ctx context.Context, r *request) (*response, error) {
	values, err := r.query()
	if err != nil {
		return nil, err
	}
	f := &follower{request: r, values: values}
	faults := f.readWait()
	_, more := listing.Parse(changelog.FeedSpec(), values)
	if err := append(faults, more...).Err(); err != nil {
		return nil, err
	}
	if f.wait == 0 {
		if err := f.fetch(ctx); err != nil {
			return nil, err
		}
		return f.response()
	}
	leave, err := a.waits.enter(r.principal)
	if err != nil {
		return nil, err
	}
	defer leave()
	ctx, cancel := httpserver.Patient(ctx, f.wait+readingTime)
	defer cancel()
	if err := f.follow(ctx); err != nil {
		return nil, err
	}
	return f.response()
}

// follower is a request for the change feed, and the last page that it read.
type follower struct {
	*request

	values url.Values // without wait
	wait   time.Duration
	query  *listing.Query
	page   listing.Page[changelog.Change]
	last   int64 // the page is complete up to it
}

// readWait takes the parameter out of the others, which are those of any list.
func (f *follower) readWait() (faults problem.Fields) {
	given := f.values[waitParameter]
	f.values.Del(waitParameter)
	if len(given) > 1 {
		faults.Parameter(waitParameter, listing.CodeRepeated, "The parameter may be given once.")
		return faults
	}
	if len(given) == 1 {
		seconds, err := strconv.Atoi(given[0])
		if err != nil || seconds < 0 || seconds > longestWait {
			faults.Parameter(waitParameter, listing.CodeOutOfRange, fmt.Sprintf("wait is a number of seconds from 0 to %d.", longestWait))
		}
		f.wait = time.Duration(seconds) * time.Second
	}
	return faults
}

// follow reads the feed until there is a page that is not empty, the wait is over
// or the server stops.
func (f *follower) follow(ctx context.Context) error {
	head, leave := f.api.heads.join(f.workspace())
	defer leave()
	waiting, cancel := context.WithTimeout(ctx, f.wait)
	defer cancel()
	for {
		if err := f.fetch(ctx); err != nil || len(f.page.Items) > 0 {
			return err
		}
		if !f.api.heads.beyond(waiting, f.api.Stopping, head, f.last) {
			return ctx.Err() // of a client that went away
		}
	}
}

// fetch reads the page that is asked for, leaving out what was looked through
// before. The head is read first: what comes after it may be missing in the page.
func (f *follower) fetch(ctx context.Context) error {
	head, err := changelog.Head(ctx, f.api.DB, f.workspace())
	if err != nil {
		return err
	}
	var faults problem.Fields
	if f.query, faults = listing.Parse(changelog.FeedSpec(), f.values); len(faults) > 0 {
		return faults.Err() // cannot be: they were read before
	}
	if f.last > 0 {
		changelog.Beyond(f.query, f.last)
	}
	if f.page, err = changelog.List(ctx, f.api.DB, f.workspace(), f.query); err != nil {
		return err
	}
	f.last = f.completeUpTo(head)
	return nil
}

// completeUpTo is the number up to which the page has all that matches: that of
// its last change if there are more, else of the newest one that anybody had seen.
// The newest first, nothing is complete but what was there at all.
func (f *follower) completeUpTo(head int64) int64 {
	newestFirst := strings.HasPrefix(strings.TrimSpace(f.values.Get("ordering")), "-")
	n := len(f.page.Items)
	switch {
	case n == 0:
		return head
	case newestFirst:
		return max(head, f.page.Items[0].Number)
	case f.page.Next != "":
		return f.page.Items[n-1].Number
	}
	return max(head, f.page.Items[n-1].Number)
}

func (f *follower) response() (*response, error) {
	o, err := pageOf(f.request, f.query, &f.page, (*changelog.Change).JSON)
	if err != nil {
		return nil, err
	}
	o.Int("last_number", f.last)
	return &response{status: http.StatusOK, body: o.JSON()}, nil
}

// waits counts the requests that wait, by key.
type waits struct {
	mu sync.Mutex
	of map[string]int
}

// enter counts one more request of p, and refuses one too many.
func (w *waits) enter(p *auth.Principal) (leave func(), err error) {
	who := cmp.Or(p.KeyID, p.SessionID, p.UserID)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.of[who] >= mostWaits {
		return nil, &problem.Error{
			Kind: problem.TooManyRequests, RetryAfter: 1,
			Detail: fmt.Sprintf("At most %d requests of one key may wait at once.", mostWaits),
		}
	}
	if w.of == nil {
		w.of = map[string]int{}
	}
	w.of[who]++
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.of[who]--; w.of[who] == 0 {
			delete(w.of, who)
		}
	}, nil
}
