package promise_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/database"
)

// kind is a kind of channel as the race for its primary needs to know it.
type kind struct {
	name    string // of the list
	primary string // the contact's field that follows the primary
	nth     func(i int) object
}

var kinds = []kind{
	{"email_addresses", "primary_email", func(i int) object { return object{"email": fmt.Sprintf("p%d@example.org", i)} }},
	{"phone_numbers", "primary_phone", func(i int) object { return object{"phone_number": fmt.Sprintf("+44207946%04d", i)} }},
	{"addresses", "primary_address", func(i int) object { return object{"address": object{"city": fmt.Sprintf("City %d", i)}} }},
}

func TestSinglePrimaryRace_CON_01(t *testing.T) { racePrimaries(t, database.SQLite) }

func TestSinglePrimaryRace_CON_02(t *testing.T) { racePrimaries(t, database.Postgres) }

// racePrimaries lets clients set different channels of one contact primary,
// many rounds for e-mails and fewer for the other kinds, then add channels that
// are primary, while readers look all the time.
func racePrimaries(t *testing.T, engine database.Engine) {
	clients, rounds := sized(16, 64), sized(11, 20)
	s := newPlace(t, engine).start(t, "")
	c := object{"first_name": "Ada"}
	for _, k := range kinds {
		list := make([]object, clients)
		for i := range list {
			list[i] = k.nth(i)
		}
		c[k.name] = list
	}
	path := "/contacts/" + s.must(http.StatusCreated, "POST", "/contacts", c).json().text("id")
	stop := s.watchPrimaries(path)
	for i, k := range kinds {
		n := rounds
		if i > 0 {
			n = sized(1, rounds)
		}
		for range n {
			s.flipAtOnce(path, k, clients)
		}
		s.addAtOnce(path, k, clients)
	}
	if reads := stop(); reads < 50 {
		t.Errorf("there were only %d reads", reads)
	}
	s.stop()
	s.place.check(t)
}

// watchPrimaries reads the contact in every way until the function that it
// returns is called, which says how often it was read.
func (s *server) watchPrimaries(path string) (stop func() int64) {
	var reads atomic.Int64
	done := make(chan struct{})
	var readers sync.WaitGroup
	id := path[len("/contacts/"):]
	for i := range 4 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				case <-time.After(3 * time.Millisecond):
				}
				var c object
				switch i {
				case 0, 1:
					c = s.do("GET", path, nil).json()
				case 2:
					if list := s.do("GET", "/contacts?count=none&id="+id, nil).json().list("results"); len(list) == 1 {
						c = list[0]
					}
				default:
					c = s.do("GET", path+"/channels", nil).json()
				}
				for _, k := range kinds {
					s.onePrimary(c, k, i < 3)
				}
				reads.Add(1)
			}
		})
	}
	return func() int64 {
		close(done)
		readers.Wait()
		return reads.Load()
	}
}

// onePrimary fails the test unless one channel of the kind is primary and, if
// asked to look, the contact's own field says the same.
func (s *server) onePrimary(c object, k kind, whole bool) (id string) {
	s.t.Helper()
	primaries, value := 0, ""
	for _, channel := range c.list(k.name) {
		if channel["is_primary"] == true {
			primaries++
			id = channel.text("id")
			value = channel.text("email") + channel.text("phone_number")
			if address, ok := channel["address"].(map[string]any); ok {
				value = object(address).text("city")
			}
		}
	}
	if primaries != 1 || (whole && c.text(k.primary) != value) {
		s.t.Errorf("a reader sees %d primaries of %d %s; %s is %q, the primary is %q", primaries, len(c.list(k.name)), k.name,
			k.primary, c.text(k.primary), value)
	}
	return id
}

// flipAtOnce lets each of n clients set another channel primary: most by the
// channel's own path, some with the whole list.
func (s *server) flipAtOnce(path string, k kind, n int) {
	s.t.Helper()
	before := s.must(http.StatusOK, "GET", path, nil).json()
	channels := before.list(k.name)
	statuses := make([]*answer, n)
	atOnce(n, func(i int) {
		id := channels[i].text("id")
		if i%4 != 3 {
			statuses[i] = s.do("PATCH", path+"/"+k.name+"/"+id, object{"is_primary": true})
			return
		}
		list := make([]object, len(channels))
		for j := range list {
			list[j] = object{"id": channels[j].text("id")}
		}
		list[i]["is_primary"] = true
		statuses[i] = s.do("PATCH", path, object{k.name: list})
	})
	for i, a := range statuses {
		if a.status != http.StatusOK {
			s.t.Errorf("client %d got %v", i, a)
		}
	}
	after := s.must(http.StatusOK, "GET", path, nil).json()
	s.sameChannels(k, before, after, 0)
	s.onePrimary(after, k, true)
	if grew := after["version"].(float64) - before["version"].(float64); grew < 1 || grew > float64(n) {
		s.t.Errorf("%d clients raised the version by %v", n, grew)
	}
}

// addAtOnce lets n clients add a channel each that is to be primary.
func (s *server) addAtOnce(path string, k kind, n int) {
	s.t.Helper()
	before := s.must(http.StatusOK, "GET", path, nil).json()
	added := make([]*answer, n)
	atOnce(n, func(i int) {
		channel := k.nth(n + i)
		channel["is_primary"] = true
		added[i] = s.do("POST", path+"/"+k.name, channel)
	})
	after := s.must(http.StatusOK, "GET", path, nil).json()
	primary := s.onePrimary(after, k, true)
	s.sameChannels(k, before, after, n)
	known := false
	for i, a := range added {
		id := a.json().text("id")
		if a.status != http.StatusCreated || !has(after.list(k.name), id) {
			s.t.Errorf("client %d added %v, which is lost", i, a)
		}
		known = known || id == primary
	}
	if !known {
		s.t.Errorf("the primary is none of the %s that were added as such", k.name)
	}
}

// sameChannels fails the test unless after has all the channels of before, and
// so many more.
func (s *server) sameChannels(k kind, before, after object, more int) {
	s.t.Helper()
	if got, want := len(after.list(k.name)), len(before.list(k.name))+more; got != want {
		s.t.Errorf("there are %d %s, want %d", got, k.name, want)
	}
	for _, channel := range before.list(k.name) {
		if !has(after.list(k.name), channel.text("id")) {
			s.t.Errorf("%v is lost", channel)
		}
	}
}

func has(list []object, id string) bool {
	for _, o := range list {
		if id != "" && o.text("id") == id {
			return true
		}
	}
	return false
}
