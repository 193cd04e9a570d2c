package restapi_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestIdempotencyKeys_CON_08(t *testing.T) {
	eachAPI(t, func(a *api) {
		const header = "Idempotency-Key: order-4711"
		first := a.post("/contacts", full(), header).want(http.StatusCreated)
		again := a.post("/contacts", full(), header).want(http.StatusCreated)
		if string(again.body) != string(first.body) || again.header.Get("Idempotent-Replayed") != "true" {
			a.Errorf("replayed %q: %s", again.header.Get("Idempotent-Replayed"), again.body)
		}
		for _, name := range []string{"ETag", "Location"} {
			if again.header.Get(name) != first.header.Get(name) {
				a.Errorf("%s is %q, was %q", name, again.header.Get(name), first.header.Get(name))
			}
		}
		if first.header.Get("Idempotent-Replayed") != "" || a.count("contacts") != 1 {
			a.Errorf("%d contacts", a.count("contacts"))
		}
		a.post("/contacts", object{"first_name": "other"}, header).want(http.StatusUnprocessableEntity)
		a.post("/contacts?phone_region=FR", full(), header).want(http.StatusUnprocessableEntity)
		// The same key on another path, or of another user, is another key.
		path := "/contacts/" + first.id()
		a.patch(path, object{"nickname": "x"}, header).want(http.StatusOK)
		a.patch(path, object{"nickname": "y"}).want(http.StatusOK)
		replayed := a.patch(path, object{"nickname": "x"}, header).want(http.StatusOK).json()
		if replayed.text("nickname") != "x" || a.get(path).json().text("nickname") != "y" {
			a.Error("a replay wrote again")
		}
		other := *a
		other.key = a.newKey("editor")
		other.post("/contacts", full(), header).wantFault("/external_ids/crm")
		a.clock.ahead = 23*time.Hour + 59*time.Minute
		a.post("/contacts", full(), header).want(http.StatusCreated)
		a.clock.ahead = 24*time.Hour + time.Minute
		a.post("/contacts", object{"first_name": "new"}, header).want(http.StatusCreated)
	})
}

func TestIdempotencyKeysAtOnce_CON_08(t *testing.T) {
	eachAPI(t, func(a *api) {
		var mu sync.Mutex
		statuses, bodies := map[int]int{}, map[string]bool{}
		var wg sync.WaitGroup
		for range 64 {
			wg.Go(func() {
				r := a.post("/contacts", object{"first_name": "once"}, "Idempotency-Key: k")
				mu.Lock()
				defer mu.Unlock()
				statuses[r.status]++
				if r.status == http.StatusCreated {
					bodies[string(r.body)] = true
				}
			})
		}
		wg.Wait()
		if statuses[201]+statuses[409] != 64 || len(bodies) != 1 || a.count("contacts") != 1 {
			a.Errorf("statuses %v, %d answers, %d contacts", statuses, len(bodies), a.count("contacts"))
		}
	})
}

// A refused request has changed nothing, so its key is free.
func TestARefusedRequestKeepsNoKey(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.post("/contacts", object{"first_name": 5}, "Idempotency-Key: k").wantFault("/first_name")
		a.post("/contacts", object{"first_name": "A"}, "Idempotency-Key: k").want(http.StatusCreated)
		for _, bad := range []string{strings.Repeat("k", 256), "k\tk"} {
			a.post("/contacts", object{"first_name": "A"}, "Idempotency-Key: "+bad).wantFault("Idempotency-Key")
		}
	})
}
