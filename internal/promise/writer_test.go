package promise_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
)

// writers write contacts of their own, each one request after the other, and
// keep account of what they were told.
type writers struct {
	t     *testing.T
	list  []*writer
	acked atomic.Int64
	all   sync.WaitGroup
}

type writer struct {
	of     *writers
	number int
	rng    *rand.Rand
	made   int
	kept   []*kept
	open   *attempt // sent last and not answered
}

// kept is what a writer knows of one of its contacts.
type kept struct {
	id      string
	state   state
	emails  []string // ids
	phones  []string
	address string // id of the channel
	deleted bool
}

// state is what a contact must show: what its last acknowledged write said.
type state struct {
	stamp   string // stands in every part of the contact
	primary string // id of the e-mail address
	version int
}

// attempt is a request and what it makes of the contact.
type attempt struct {
	method, path, key string
	body              object
	on                *kept // nil for a new one
	after             state
}

// newWriters makes writers; the seed is in the log.
func newWriters(t *testing.T, n int) *writers {
	w := &writers{t: t}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	for i := range n {
		w.list = append(w.list, &writer{of: w, number: i, rng: rand.New(rand.NewPCG(seed, uint64(i)))})
	}
	return w
}

// start lets all of them write until a request is not answered.
func (ws *writers) start(s *server) {
	for _, w := range ws.list {
		ws.all.Go(func() {
			for w.open == nil && !ws.t.Failed() {
				w.try(s, w.next())
			}
		})
	}
}

// try sends an attempt and notes what came of it.
func (w *writer) try(s *server, a *attempt) (replayed bool) {
	var got *answer
	if a.method == http.MethodDelete {
		got = s.do(a.method, a.path, nil)
	} else {
		got = s.do(a.method, a.path, a.body, "Idempotency-Key: "+a.key)
	}
	again := w.open == a
	switch {
	case got.status == 0:
		w.open = a
		return false
	case got.status < 300, again && a.method == http.MethodDelete && got.status == http.StatusNotFound:
		w.open = nil
		w.learn(a, got)
		w.of.acked.Add(1)
	default:
		w.of.t.Errorf("%s %s: %v", a.method, a.path, got)
		w.open = nil
	}
	return got.header.Get("Idempotent-Replayed") == "true"
}

// learn takes note of an answer.
func (w *writer) learn(a *attempt, got *answer) {
	k := a.on
	switch {
	case k == nil:
		k = &kept{}
		w.kept = append(w.kept, k)
	case a.method == http.MethodDelete:
		k.deleted = true
		return
	}
	k.state = a.after
	c := got.json()
	if len(c.list("email_addresses")) == 0 {
		return // the answer is a channel
	}
	k.id, k.emails, k.phones = c.text("id"), ids(c.list("email_addresses")), ids(c.list("phone_numbers"))
	k.address = c.list("addresses")[0].text("id")
	k.state.primary = k.emails[0]
}

func ids(list []object) []string {
	found := make([]string, len(list))
	for i, o := range list {
		found[i] = o.text("id")
	}
	return found
}

// next is what the writer does next: make, change, flip the primary or delete.
func (w *writer) next() *attempt {
	w.made++
	stamp := fmt.Sprintf("w%d-%d", w.number, w.made)
	var alive []*kept
	for _, k := range w.kept {
		if !k.deleted {
			alive = append(alive, k)
		}
	}
	choice := w.rng.IntN(100)
	if len(alive) < 2 || choice < 35 {
		return &attempt{"POST", "/contacts", stamp, newPerson(stamp), nil, state{stamp: stamp, version: 1}}
	}
	k := alive[w.rng.IntN(len(alive))]
	path := "/contacts/" + k.id
	after := k.state
	after.version++
	switch {
	case choice < 65:
		after.stamp = stamp
		return &attempt{"PATCH", path, stamp, changedPerson(stamp, k), k, after}
	case choice < 90:
		for after.primary == k.state.primary {
			after.primary = k.emails[w.rng.IntN(len(k.emails))]
		}
		return &attempt{"PATCH", path + "/email_addresses/" + after.primary, stamp, object{"is_primary": true}, k, after}
	}
	return &attempt{"DELETE", path, "", nil, k, state{}}
}

// newPerson has the stamp in every part.
func newPerson(stamp string) object {
	return object{
		"nickname": stamp, "title": stamp, "notes": stamp, "tags": []string{stamp, "all"},
		"email_addresses": []object{
			{"email": stamp + "@a.example.org", "notes": stamp},
			{"email": stamp + "@b.example.org", "notes": stamp},
			{"email": stamp + "@c.example.org", "notes": stamp},
		},
		"phone_numbers": []object{
			{"phone_number": "+442079460018", "notes": stamp}, {"phone_number": "+442079460019", "notes": stamp},
		},
		"addresses": []object{{"address": object{"city": stamp}, "notes": stamp}},
	}
}

// changedPerson puts a new stamp into every part of a contact but its nickname.
func changedPerson(stamp string, k *kept) object {
	list := func(ids []string) []object {
		channels := make([]object, len(ids))
		for i, id := range ids {
			channels[i] = object{"id": id, "notes": stamp}
		}
		return channels
	}
	return object{
		"title": stamp, "notes": stamp, "tags": []string{stamp, "all"},
		"email_addresses": list(k.emails), "phone_numbers": list(k.phones),
		"addresses": []object{{"id": k.address, "notes": stamp, "address": object{"city": stamp}}},
	}
}

// look returns the state that a contact shows, and what is torn about it.
func look(c object) (s state, torn string) {
	s.stamp, s.version = c.text("title"), int(c["version"].(float64))
	stamps := []string{c.text("notes")}
	tags, _ := c["tags"].([]any)
	tagged := false
	for _, tag := range tags {
		tagged = tagged || tag == s.stamp
	}
	counts := map[string]int{"email_addresses": 3, "phone_numbers": 2, "addresses": 1}
	for name, want := range counts {
		primaries := 0
		for _, channel := range c.list(name) {
			stamps = append(stamps, channel.text("notes"))
			if address, ok := channel["address"].(map[string]any); ok {
				stamps = append(stamps, object(address).text("city"), c.text("primary_address"))
			}
			if channel["is_primary"] == true {
				primaries++
				if name == "email_addresses" {
					s.primary = channel.text("id")
					if channel.text("email") != c.text("primary_email") {
						torn += " primary_email"
					}
				}
			}
		}
		if primaries != 1 || len(c.list(name)) != want {
			torn += fmt.Sprintf(" %d %s with %d primaries", len(c.list(name)), name, primaries)
		}
	}
	for _, stamp := range stamps {
		if stamp != s.stamp {
			torn += fmt.Sprintf(" %s beside %s", stamp, s.stamp)
		}
	}
	if !tagged || len(tags) != 2 {
		torn += fmt.Sprintf(" tags %v", tags)
	}
	return s, torn
}

// verify reads all contacts and fails the test if one that was acknowledged is
// not there as it must be, if one is torn, or if there is one too many. What
// was not answered may have happened or not, but whole.
func (ws *writers) verify(s *server) {
	s.t.Helper()
	found := map[string]object{}
	for _, c := range s.everything("/contacts?page_size=200&ordering=created_at") {
		found[c.text("id")] = c
	}
	expected := 0
	for _, w := range ws.list {
		for _, k := range w.kept {
			c := found[k.id]
			delete(found, k.id)
			if !k.deleted {
				expected++
			}
			w.compare(s.t, k, c)
		}
	}
	for _, c := range found {
		if _, torn := look(c); torn != "" {
			s.t.Errorf("a contact that was not acknowledged is torn:%s: %v", torn, c)
		}
		if w := ws.creating(c.text("nickname")); w == nil {
			s.t.Errorf("nobody asked for %v", c)
		}
	}
	s.t.Logf("%d contacts are acknowledged, %d more were made without an answer", expected, len(found))
	count := s.must(http.StatusOK, "GET", "/contacts?page_size=1&count=exact", nil).json()["count"]
	if want := s.must(http.StatusOK, "GET", "/contacts?page_size=1", nil).json()["count"]; count != want {
		s.t.Errorf("%v contacts were counted, the workspace remembers %v", count, want)
	}
}

// creating is the writer whose open attempt makes the contact with the stamp.
func (ws *writers) creating(stamp string) *writer {
	for _, w := range ws.list {
		if w.open != nil && w.open.on == nil && w.open.after.stamp == stamp {
			return w
		}
	}
	return nil
}

// compare fails the test unless c, nil if there is none, is what the writer
// knows of the contact.
func (w *writer) compare(t *testing.T, k *kept, c object) {
	t.Helper()
	open := w.open != nil && w.open.on == k
	switch {
	case c == nil && (k.deleted || open && w.open.method == http.MethodDelete):
		return
	case c == nil:
		t.Errorf("contact %s is lost: %+v", k.id, k.state)
		return
	case k.deleted:
		t.Errorf("contact %s was deleted and is there again", k.id)
		return
	}
	got, torn := look(c)
	if torn != "" {
		t.Errorf("contact %s is torn:%s: %v", k.id, torn, c)
	}
	if got != k.state && (!open || got != w.open.after) {
		t.Errorf("contact %s is %+v, acknowledged was %+v", k.id, got, k.state)
	}
}

// retry sends what was not answered again, twice, with the same key.
func (ws *writers) retry(s *server) {
	s.t.Helper()
	retried, happened := 0, 0
	for _, w := range ws.list {
		a := w.open
		if a == nil {
			continue
		}
		retried++
		if w.try(s, a) {
			happened++
		}
		if w.open != nil {
			s.t.Errorf("%s %s was not answered again", a.method, a.path)
			continue
		}
		if a.method != http.MethodDelete {
			again := s.do(a.method, a.path, a.body, "Idempotency-Key: "+a.key)
			if again.status >= 300 || again.header.Get("Idempotent-Replayed") != "true" {
				s.t.Errorf("a third try of %s answers %v", a.key, again)
			}
		}
	}
	s.t.Logf("%d requests were tried again, %d of them had happened already", retried, happened)
}
