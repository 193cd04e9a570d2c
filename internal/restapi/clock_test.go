package restapi_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/testkit"
)

const (
	oneDay   = 24 * time.Hour
	tenYears = 10 * 365 * oneDay
)

// jumping is a clock that is set while requests are at work, in a zone with
// summer time. Its ids follow it: a
// process makes each later than the one before, but a restart, or another process,
// does begin anew after the clock was set back.
type jumping struct {
	ahead atomic.Int64
	zone  *time.Location
}

func (j *jumping) now() time.Time { return time.Now().Add(time.Duration(j.ahead.Load())).In(j.zone) }

func (j *jumping) set(ahead time.Duration) { j.ahead.Store(int64(ahead)) }

func (j *jumping) newID() string {
	id := uuid.New()
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(j.now().UnixMilli())) //nolint:gosec // after 1970
	copy(id[:6], ms[2:])
	id[6] = 0x70 | id[6]&0x0f
	return id.String()
}

// eachJumping runs fn on both engines with a clock that can be set.
func eachJumping(t *testing.T, fn func(a *api, clock *jumping)) {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	j := &jumping{zone: berlin}
	testkit.EachEngineWith(t, database.Options{Fast: true, Now: j.now, NewID: j.newID}, func(t *testing.T, db *database.DB) {
		j.set(0)
		a := newAPI(t, db, &clock{})
		var err error
		_, a.key, err = auth.New(db, nil).CreateKey(t.Context(), a.ws, operator, auth.NewKey{Name: "forever", Role: "admin", Forever: true})
		if err != nil {
			t.Fatal(err)
		}
		fn(a, j)
	})
}

// moment reads a time as all times go out: in UTC with milliseconds.
func (a *api) moment(text string) time.Time {
	a.Helper()
	at, err := time.Parse("2006-01-02T15:04:05.000Z", text)
	if err != nil {
		a.Errorf("a time is %q", text)
	}
	return at
}

// stays fails the test unless a record's times, version and ETag go on from what
// they were before, nil for a new record, whatever the clock does.
func (a *api) stays(before *answer, after *answer) {
	a.Helper()
	now := after.json()
	created, updated := a.moment(now.text("created_at")), a.moment(now.text("updated_at"))
	if updated.Before(created) {
		a.Errorf("updated at %v, before it was created at %v", updated, created)
	}
	if before == nil {
		return
	}
	old := before.json()
	if was := a.moment(old.text("updated_at")); updated.Before(was) || now.text("created_at") != old.text("created_at") {
		a.Errorf("updated_at goes from %v to %v", was, updated)
	}
	if now["version"] != old["version"].(float64)+1 || after.header.Get("ETag") == before.header.Get("ETag") {
		a.Errorf("version %v follows %v, ETag %s follows %s", now["version"], old["version"], after.header.Get("ETag"), before.header.Get("ETag"))
	}
}

// walk reads a list page by page and does something between two pages.
func (a *api) walk(path string, between func()) (ids []string) {
	a.Helper()
	for next := path; next != ""; {
		page := a.get(next).want(http.StatusOK).json()
		for _, r := range page.list("results") {
			ids = append(ids, r.text("id"))
		}
		next = page.text("next")
		between()
	}
	return ids
}

// TestRecordsWhenTheClockIsSet_OPS_06: what is written while the clock goes ten
// years on, back, and back by a day before it all began.
func TestRecordsWhenTheClockIsSet_OPS_06(t *testing.T) {
	eachJumping(t, func(a *api, clock *jumping) {
		var steady []string
		last := map[string]*answer{}
		jumps := []time.Duration{0, tenYears, -oneDay, time.Hour, -tenYears, 0}
		for i, ahead := range jumps {
			clock.set(ahead)
			for id, before := range last {
				after := a.patch("/contacts/"+id, object{"notes": fmt.Sprint(i)}, "If-Match: "+before.header.Get("ETag")).want(http.StatusOK)
				a.stays(before, after)
				a.patch("/contacts/"+id, object{"notes": "late"}, "If-Match: "+before.header.Get("ETag")).want(http.StatusPreconditionFailed)
				last[id] = after
			}
			for n := range 5 {
				made := a.post("/contacts", object{"first_name": "Ada", "last_name": fmt.Sprint(i, n)}).want(http.StatusCreated)
				a.stays(nil, made)
				if n == 0 {
					last[made.id()] = made
				} else {
					steady = append(steady, made.id())
				}
			}
		}
		for _, order := range []string{"", "?ordering=created_at", "?ordering=-updated_at", "?search=ada"} {
			i := 0
			path := "/contacts" + order + map[bool]string{true: "?", false: "&"}[order == ""] + "page_size=4"
			ids := a.walk(path, func() {
				clock.set(jumps[i%len(jumps)])
				a.post("/contacts", object{"first_name": "Ada", "last_name": "Between"}).want(http.StatusCreated)
				if i++; i > 60 {
					a.Fatalf("%s does not end", path)
				}
			})
			for _, id := range steady {
				if n := len(slices.DeleteFunc(slices.Clone(ids), func(other string) bool { return other != id })); n != 1 {
					a.Errorf("%s has %s %d times", path, id, n)
				}
			}
		}
		a.feedIsWhole()
		a.sound()
	})
}

// feedIsWhole fails the test unless the change log counts without a gap.
func (a *api) feedIsWhole() {
	a.Helper()
	number := 0
	for {
		changes := a.get("/changes?page_size=200&after=" + strconv.Itoa(number)).results()
		if len(changes) == 0 {
			break
		}
		for _, c := range changes {
			a.moment(c.text("at"))
			if number++; c["number"] != float64(number) {
				a.Fatalf("change %v follows %d", c["number"], number-1)
			}
		}
	}
	if n := a.count("changes"); n != number {
		a.Errorf("the feed has %d changes, the log %d", number, n)
	}
}

// TestWritersWhileTheClockJumps_OPS_06: nobody fails, and all that was written is
// there once.
func TestWritersWhileTheClockJumps_OPS_06(t *testing.T) {
	eachJumping(t, func(a *api, clock *jumping) {
		shared := a.post("/contacts", object{"first_name": "Shared"}).want(http.StatusCreated).id()
		done := make(chan struct{})
		var jumper, writers sync.WaitGroup
		jumper.Go(func() {
			for {
				select {
				case <-done:
					return
				case <-time.After(2 * time.Millisecond):
					// By less than a day, after which idempotency keys are over.
					clock.set(time.Duration(rand.Int64N(int64(oneDay-time.Hour))) - oneDay/2) //nolint:gosec // no secret
				}
			}
		})
		const many, each = 6, 15
		for w := range many {
			writers.Go(func() {
				for i := range each {
					body := object{"first_name": fmt.Sprint("W", w), "last_name": fmt.Sprint(i)}
					key := fmt.Sprintf("Idempotency-Key: %d-%d", w, i)
					first := a.post("/contacts", body, key)
					again := a.post("/contacts", body, key)
					read := a.get("/contacts?page_size=5&ordering=-created_at")
					change := a.patch("/contacts/"+shared, object{"notes": fmt.Sprint(w, " ", i)})
					if first.status != 201 || string(again.body) != string(first.body) || read.status != 200 || change.status != 200 {
						a.Errorf("statuses %d, %d, %d, %d: %s", first.status, again.status, read.status, change.status, again.body)
					}
				}
			})
		}
		writers.Wait()
		close(done)
		jumper.Wait()
		if n := a.count("contacts"); n != many*each+1 {
			a.Errorf("%d contacts, want %d", n, many*each+1)
		}
		if version := a.get("/contacts/" + shared).json()["version"]; version != float64(many*each+1) {
			a.Errorf("the shared contact has version %v, want %d", version, many*each+1)
		}
		a.feedIsWhole()
		a.sound()
	})
}

// TestIdempotencyKeysWhenTheClockIsSet_OPS_06: a retry over a clock that was set
// back is still a retry.
func TestIdempotencyKeysWhenTheClockIsSet_OPS_06(t *testing.T) {
	eachJumping(t, func(a *api, clock *jumping) {
		send := func() (string, bool) {
			got := a.post("/contacts", object{"first_name": "Ada"}, "Idempotency-Key: once").want(http.StatusCreated)
			return got.id(), got.header.Get("Idempotent-Replayed") == "true"
		}
		first, _ := send()
		for _, step := range []struct {
			ahead    time.Duration
			replayed bool
		}{{23 * time.Hour, true}, {-oneDay, true}, {-tenYears, true}, {oneDay + time.Minute, false}, {0, true}, {tenYears, false}, {0, true}} {
			clock.set(step.ahead)
			id, replayed := send()
			if replayed != step.replayed || replayed && id != first {
				a.Errorf("%v ahead: %s, replayed is %v; the first was %s", step.ahead, id, replayed, first)
			}
			first = id
		}
		a.sound()
	})
}

// TestSigningInWhenTheClockIsSet_OPS_06: tokens that are over, and those of a time
// to come, are refused; signing in and keys always work. A signing key that was made
// while the clock was ahead signs nothing afterwards.
func TestSigningInWhenTheClockIsSet_OPS_06(t *testing.T) {
	eachJumping(t, func(a *api, clock *jumping) {
		a.newUser(auth.NewUser{Username: "ada", Email: "ada@example.org", Role: "editor"})
		var access, refresh, signer string
		for _, ahead := range []time.Duration{0, tenYears, 0, 91 * oneDay, -oneDay} {
			clock.set(ahead)
			a.get("/contacts").want(http.StatusOK) // with a key that does not expire
			if access != "" {
				a.get("/auth/me", bearer(access)).want(http.StatusUnauthorized)
				a.post("/auth/token/refresh", object{"refresh": refresh}, nobody).want(http.StatusUnauthorized)
			}
			access, refresh = a.signIn("ada")
			a.get("/auth/me", bearer(access)).want(http.StatusOK)
			next := a.post("/auth/token/refresh", object{"refresh": refresh}, nobody).want(http.StatusOK).json()
			access, refresh = next.text("access"), next.text("refresh")
			header, _, _ := strings.Cut(access, ".") // names the signing key
			if header == signer {
				a.Errorf("%v ahead: signed with the key of another time", ahead)
			}
			signer = header
		}
	})
}

// TestWaitsWhenTheClockIsSet_OPS_06: who may not try again yet is never told to wait
// for less than a second or longer than the longest wait.
func TestWaitsWhenTheClockIsSet_OPS_06(t *testing.T) {
	eachJumping(t, func(a *api, clock *jumping) {
		a.newUser(auth.NewUser{Username: "ada", Email: "ada@example.org", Role: "editor"})
		refused := 0
		for _, ahead := range []time.Duration{0, 0, 0, 0, 0, 0, 0, -oneDay, -oneDay, -oneDay, tenYears, tenYears, 0, 0, time.Millisecond} {
			clock.set(ahead)
			got := a.post("/auth/token", object{"username": "ada", "password": "a wrong one of some length"}, nobody)
			if got.status == http.StatusUnauthorized {
				continue
			}
			refused++
			wait, err := strconv.Atoi(got.want(http.StatusTooManyRequests).header.Get("Retry-After"))
			if err != nil || wait < 1 || wait > int((15*time.Minute).Seconds()) {
				a.Errorf("%v ahead: wait %d s, %v", ahead, wait, err)
			}
		}
		if refused < 2 || refused > 7 {
			a.Errorf("%d of 15 attempts were refused", refused)
		}
		clock.set(16 * time.Minute)
		a.signIn("ada")
	})
}

// TestTheHourThatComesTwice_OPS_06: when summer time ends, the clock on the wall
// shows an hour again, and when it begins leaves one out.
func TestTheHourThatComesTwice_OPS_06(t *testing.T) {
	eachJumping(t, func(a *api, clock *jumping) {
		for _, change := range []string{"2027-03-28T00:30:00Z", "2027-10-31T00:30:00Z"} {
			before, err := time.Parse(time.RFC3339, change)
			if err != nil {
				a.Fatal(err)
			}
			clock.set(time.Until(before))
			first := a.post("/contacts", object{"first_name": "Ada"}).want(http.StatusCreated)
			clock.set(time.Until(before.Add(time.Hour)))
			second := a.patch("/contacts/"+first.id(), object{"notes": "an hour later"}).want(http.StatusOK)
			a.stays(first, second)
			created, updated := a.moment(second.json().text("created_at")), a.moment(second.json().text("updated_at"))
			if took := updated.Sub(created); took < 59*time.Minute || took > 61*time.Minute || created.Sub(before).Abs() > time.Minute {
				a.Errorf("created at %v, updated at %v, want an hour between", created, updated)
			}
			found := a.get("/contacts?created_at__lt=" + url.QueryEscape(before.Add(time.Minute).In(clock.zone).Format(time.RFC3339)) +
				"&id=" + first.id()).results()
			if len(found) != 1 {
				a.Errorf("a filter with a zone finds %d", len(found))
			}
		}
	})
}
