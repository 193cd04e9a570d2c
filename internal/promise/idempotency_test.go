package promise_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/liaison/liaison/client"
)

// One key for many at once, then again after a crash and after a stop: one
// contact, always the same answer. What is another's is independent.
func TestIdempotencyKeysOutliveTheServer_CON_08(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			p := newPlace(t, engine)
			s := p.start(t, "")
			first := s.manyWithOneKey(sized(16, 64))
			other := s.Key(t, "editor")
			path := "/contacts/" + first["k0"].json().text("id")
			patched := s.must(http.StatusOK, "PATCH", path, object{"nickname": "x"}, "Idempotency-Key: k0")
			s.must(http.StatusOK, "PATCH", path, object{"nickname": "y"})
			s.Kill()
			s = p.start(t, s.key)
			s.sameAnswers(first)
			again := s.must(http.StatusOK, "PATCH", path, object{"nickname": "x"}, "Idempotency-Key: k0")
			if string(again.body) != string(patched.body) || again.header.Get("ETag") != patched.header.Get("ETag") {
				t.Errorf("a replayed PATCH answers %v, was %v", again, patched)
			}
			if got := s.must(http.StatusOK, "GET", path, nil).json().text("nickname"); got != "y" {
				t.Errorf("the replay wrote again: %q", got)
			}
			s.must(http.StatusUnprocessableEntity, "POST", "/contacts", object{"first_name": "another"}, "Idempotency-Key: k0")
			theirs := s.must(http.StatusCreated, "POST", "/contacts", person(0), "Idempotency-Key: k0", "Authorization: Bearer "+other)
			if theirs.json().text("id") == first["k0"].json().text("id") {
				t.Error("another user's key gave the same contact")
			}
			s.stop()
			s = p.start(t, s.key)
			s.sameAnswers(first)
			if n := len(s.everything("/contacts?page_size=200")); n != len(first)+1 {
				t.Errorf("%d contacts, want %d", n, len(first)+1)
			}
			s.Kill()
			p.check(t)
		})
	}
}

func person(i int) object {
	return object{"first_name": fmt.Sprintf("Person %d", i), "email_addresses": []object{{"email": fmt.Sprintf("p%d@example.org", i)}}}
}

// manyWithOneKey sends requests of n clients at once for each of several keys,
// and returns the one answer that each key got.
func (s *server) manyWithOneKey(n int) map[string]*answer {
	s.t.Helper()
	first := map[string]*answer{}
	for round := range sized(13, 20) {
		key := fmt.Sprintf("k%d", round)
		answers := make([]*answer, n)
		atOnce(n, func(i int) { answers[i] = s.do("POST", "/contacts", person(round), "Idempotency-Key: "+key) })
		for i, a := range answers {
			switch {
			case a.status == http.StatusConflict: // the first is still running
			case a.status != http.StatusCreated:
				s.t.Errorf("client %d got %v", i, a)
			case first[key] == nil:
				first[key] = a
			case string(a.body) != string(first[key].body):
				s.t.Errorf("client %d got %v, another one %v", i, a, first[key])
			}
		}
		if first[key] == nil {
			s.t.Fatalf("nobody created a contact with %s", key)
		}
	}
	return first
}

// sameAnswers fails the test unless each key gets its answer again.
func (s *server) sameAnswers(first map[string]*answer) {
	s.t.Helper()
	for round := range len(first) {
		key := fmt.Sprintf("k%d", round)
		again := s.must(http.StatusCreated, "POST", "/contacts", person(round), "Idempotency-Key: "+key)
		if string(again.body) != string(first[key].body) || again.header.Get("Idempotent-Replayed") != "true" {
			s.t.Errorf("%s: answers %v, was %v", key, again, first[key])
		}
		for _, name := range []string{"ETag", "Location"} {
			if got, want := again.header.Get(name), first[key].header.Get(name); got != want {
				s.t.Errorf("%s: %s is %q, was %q", key, name, got, want)
			}
		}
	}
}

// The key of one workspace is not that of another one.
func TestIdempotencyKeysOfTwoWorkspaces_CON_08(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			s := newPlace(t, engine).start(t, "")
			s.Command(t, "workspace", "create", "--slug=second", "--name=Second")
			key := strings.TrimSpace(s.Command(t, "api-key", "create", "--name=theirs", "--role=admin", "--workspace=second"))
			here, there := client.New(s.URL, s.key), client.New(s.URL, key)
			ada, once := client.ContactInput{FirstName: client.Set("Ada")}, client.IdempotencyKey("k")
			ours, err := here.CreateContact(t.Context(), ada, once)
			if err != nil {
				t.Fatal(err)
			}
			var header http.Header
			theirs, err := there.CreateContact(t.Context(), ada, once, client.Answer(&header))
			if err != nil || header.Get("Idempotent-Replayed") != "" || theirs.ID == ours.ID {
				t.Errorf("the other workspace got %+v, %v", theirs, err)
			}
			_, err = there.GetContact(t.Context(), ours.ID)
			if problem, ok := errors.AsType[*client.Problem](err); !ok || problem.Status != http.StatusNotFound {
				t.Errorf("the other workspace reads it: %v", err)
			}
		})
	}
}
