package restapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/restapi"
	"github.com/liaison/liaison/internal/ruleset"
)

// lastNumber is the last_number of an answer.
func lastNumber(a *answer) int64 {
	a.Helper()
	number, ok := a.want(http.StatusOK).json()["last_number"].(float64)
	if !ok {
		a.Fatalf("there is no last_number: %s", a.body)
	}
	return int64(number)
}

// head is the number of the newest change.
func (a *api) head() int64 {
	a.Helper()
	return lastNumber(a.get("/changes?ordering=-number&limit=1&fields=number&count=none"))
}

func TestLastNumber(t *testing.T) {
	eachAPI(t, func(a *api) {
		start := a.head()
		var people []string
		for i := range 6 {
			people = append(people, a.post("/contacts", object{"first_name": fmt.Sprint(i)}).want(http.StatusCreated).id())
			a.post("/tags", object{"name": fmt.Sprint(i)}).want(http.StatusCreated)
		}
		head := start + 12
		for query, want := range map[string]int64{
			"":                                       head,       // all there is
			"&kind=contact":                          head,       // the last one is a tag's
			"&kind=address":                          head,       // nothing matches
			"&limit=5":                               start + 5,  // there are more
			"&limit=2&kind=contact":                  start + 3,  // the second contact
			"&limit=6&kind=contact":                  head,       // there are no more, though the page is full
			"&limit=12":                              head,       //
			"&record=" + people[0]:                   head,       //
			"&limit=2&fields=kind":                   start + 2,  //
			"&page=2&limit=5":                        start + 10, //
			"&page=3&limit=5":                        head,       //
			"&ordering=-number":                      head,       //
			"&ordering=-number&limit=2&kind=contact": head,       //
		} {
			if got := lastNumber(a.get(fmt.Sprint("/changes?after=", start, query))); got != want {
				t.Errorf("%q: got last_number %d, want %d", query, got, want)
			}
		}
		if got := lastNumber(a.get(fmt.Sprint("/changes?after=", head+1000))); got != head {
			t.Errorf("after what is not there yet: got %d, want %d", got, head)
		}
		if got := a.get("/contacts/" + people[0] + "/history").want(http.StatusOK).json(); got["last_number"] != nil {
			t.Errorf("a history has a last_number: %v", got)
		}
	})
}

// TestNothingIsMissedByLastNumber: a reader who goes on from last_number, with a
// filter, while others write, reads each change that matches once.
func TestNothingIsMissedByLastNumber(t *testing.T) {
	eachAPI(t, func(a *api) {
		from := a.head()
		const writers, each = 6, 10
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					path, body := "/contacts", object{"first_name": fmt.Sprint(w, " ", i)}
					if i%2 == 1 {
						path, body = "/tags", object{"name": fmt.Sprint(w, " ", i)}
					}
					if got := a.post(path, body); got.status != http.StatusCreated {
						t.Errorf("got %d %s", got.status, got.body)
					}
				}
			})
		}
		done := make(chan struct{})
		go func() {
			wg.Wait()
			close(done)
		}()
		seen := map[string]int{}
		for last := false; ; {
			page := a.get(fmt.Sprint("/changes?kind=contact&limit=7&count=none&after=", from))
			for _, change := range page.results() {
				seen[change.object("after").text("first_name")]++
			}
			if next := lastNumber(page); next < from {
				t.Fatalf("last_number goes back from %d to %d", from, next)
			} else if from = next; last && page.json()["next"] == nil {
				break
			}
			select {
			case <-done:
				last = true
			default:
			}
		}
		if len(seen) != writers*each/2 {
			t.Errorf("%d contacts were seen", len(seen))
		}
		for name, times := range seen {
			if times != 1 {
				t.Errorf("%s was seen %d times", name, times)
			}
		}
	})
}

func TestWaitIsChecked(t *testing.T) {
	eachAPI(t, func(a *api) {
		for _, wait := range []string{"61", "-1", "1.5", "x", "", "1&wait=1"} {
			a.get("/changes?wait=" + wait).wantFault("wait")
		}
		a.get("/changes?wait=60&kind=nothing").wantFault("kind")
		a.get("/contacts?wait=1").wantFault("wait")
		a.post("/tags", object{"name": "x"}).want(http.StatusCreated)
		a.get("/changes?wait=60&limit=1").want(http.StatusOK) // there is something already
		head := a.head()
		empty := a.get(fmt.Sprint("/changes?wait=1&after=", head))
		if got := empty.results(); len(got) != 0 || lastNumber(empty) != head {
			t.Errorf("got %s", empty.body)
		}
		a.get("/changes?wait=60", bearer(a.keyWith(auth.ViewContact))).want(http.StatusForbidden)
	})
}

// waitFor sends a request that waits for changes of a kind behind a number, and
// returns what gives its answer.
func (a *api) waitFor(kind string, after int64) func() *answer {
	got := make(chan *answer, 1)
	go func() {
		for { // as long as allWait has its place
			answer := a.get(fmt.Sprint("/changes?wait=60&count=none&kind=", kind, "&after=", after))
			if answer.status != http.StatusTooManyRequests {
				got <- answer
				return
			}
		}
	}()
	return func() *answer { return <-got }
}

// allWait returns when as many requests of the key wait as may.
func (a *api) allWait() {
	a.Helper()
	for {
		refused := a.get(fmt.Sprint("/changes?wait=1&count=none&after=", 1<<40))
		if refused.status == http.StatusTooManyRequests {
			if refused.header.Get("Retry-After") == "" {
				a.Errorf("there is no Retry-After: %v", refused.header)
			}
			return
		}
		refused.want(http.StatusOK)
	}
}

// TestWaitForChanges: 20 requests of a key may wait, and all are answered when
// something matches, whoever wrote it; those before it, which do not match, are not
// what they wait for.
func TestWaitForChanges(t *testing.T) {
	eachAPI(t, func(a *api) {
		other := newAPI(a.T, a.db, a.clock)
		head := a.head()
		var answers []func() *answer
		for range 20 {
			answers = append(answers, a.waitFor("contact", head))
		}
		a.allWait()
		if got := lastNumber(other.get(fmt.Sprint("/changes?wait=1&after=", head+1000))); got < head { // another key waits
			t.Errorf("got last_number %d", got)
		}
		a.post("/tags", object{"name": "another kind"}).want(http.StatusCreated)
		made := a.writeBeside("Ada")
		for _, answer := range answers {
			got := answer()
			if list := got.results(); len(list) != 1 || list[0].text("record") != made || lastNumber(got) < int64(list[0]["number"].(float64)) {
				t.Errorf("got %s", got.body)
			}
		}
		a.waitFor("contact", head)().want(http.StatusOK) // their places are free again
	})
}

// writeBeside makes a contact as another process does, and returns its id.
func (a *api) writeBeside(name string) (id string) {
	a.Helper()
	err := changelog.InTx(a.Context(), a.db, a.ws, operator, func(tx *changelog.Tx) error {
		rules, err := new(ruleset.Store).For(a.Context(), tx)
		if err != nil {
			return err
		}
		made, err := contact.NewStore(tx.DB, tx.Workspace, rules).Create(a.Context(), tx, &contact.Patch{FirstName: record.Some(name)})
		if err == nil {
			id = made.Contact.ID
		}
		return err
	})
	if err != nil {
		a.Fatal(err)
	}
	return id
}

// TestChangesOfOthersWakeNobody_TEN_02: a workspace waits for its own changes.
func TestChangesOfOthersWakeNobody_TEN_02(t *testing.T) {
	eachAPI(t, func(a *api) {
		b := *a
		b.ws = a.newWorkspace("b")
		b.key = b.newKey("admin")
		head := a.head()
		answer := a.waitFor("contact", head)
		for i := range 5 {
			b.post("/contacts", object{"first_name": fmt.Sprint(i)}).want(http.StatusCreated)
		}
		own := a.post("/contacts", object{"first_name": "Ada"}).want(http.StatusCreated).id()
		if got := answer().results(); len(got) != 1 || got[0].text("record") != own {
			t.Errorf("got %v", got)
		}
	})
}

// TestClientsThatStopWaiting: a client that goes away gives up its place.
func TestClientsThatStopWaiting(t *testing.T) {
	eachAPI(t, func(a *api) {
		head := a.head()
		ctx, cancel := context.WithCancel(a.Context())
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				var err error
				for status := http.StatusTooManyRequests; err == nil && status == http.StatusTooManyRequests; {
					status, err = a.waitUntil(ctx, head)
				}
				if !errors.Is(err, context.Canceled) {
					t.Errorf("got %v", err)
				}
			})
		}
		a.allWait()
		cancel()
		wg.Wait()
		for { // the server sees it in its own time
			got := a.get(fmt.Sprint("/changes?wait=1&after=", head))
			if got.status == http.StatusOK {
				break
			}
			got.want(http.StatusTooManyRequests)
		}
	})
}

// waitUntil waits for changes behind a number until ctx ends.
func (a *api) waitUntil(ctx context.Context, after int64) (status int, err error) {
	r, err := http.NewRequestWithContext(ctx, "GET", fmt.Sprint(a.server.URL, restapi.Base, "/changes?wait=60&after=", after), nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+a.key)
	resp, err := a.server.Client().Do(r)
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, err
}

// TestWaitingEndsWithTheServer: when the server stops, whoever waits is answered at
// once with what there is.
func TestWaitingEndsWithTheServer(t *testing.T) {
	eachAPI(t, func(a *api) {
		stopping := make(chan struct{})
		keys := auth.New(a.db, nil)
		stopped := *a
		stopped.server = httptest.NewServer(httpserver.Handler(httpserver.Options{
			Keys: keys, Log: slog.New(slog.DiscardHandler), Metrics: httpserver.NewMetrics(), NewID: a.db.NewID,
		}, restapi.New(restapi.Config{DB: a.db, Keys: keys, Rules: new(ruleset.Store), Version: "test", Stopping: stopping})))
		t.Cleanup(stopped.server.Close)
		head := a.head()
		var answers []func() *answer
		for range 20 {
			answers = append(answers, stopped.waitFor("contact", head))
		}
		stopped.allWait()
		close(stopping)
		for _, answer := range answers {
			got := answer()
			if diff := cmp.Diff(0, len(got.results())); diff != "" || lastNumber(got) != head {
				t.Errorf("got %s", got.body)
			}
		}
	})
}
