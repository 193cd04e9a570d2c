package promise_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/liaison/liaison/internal/browser"
	"github.com/liaison/liaison/internal/database"
)

// calls is a program in a page: it makes a contact, reads its ETag and Location,
// changes it under that ETag, and reads the problem of a key that is not good.
const calls = `(async (api, key) => {
	const headers = {Authorization: 'Bearer ' + key, 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID()}
	const made = await fetch(api + '/contacts', {method: 'POST', headers, body: '{"first_name": "Ada"}'})
	const {id} = await made.json()
	const changed = await fetch(api + '/contacts/' + id, {method: 'PATCH', headers: {...headers, 'If-Match': made.headers.get('ETag')}, body: '{"last_name": "King"}'})
	const refused = await fetch(api + '/contacts', {headers: {Authorization: 'Bearer nobody'}})
	return {made: made.status, location: made.headers.get('Location') !== null, id: made.headers.get('X-Request-ID') !== null,
		changed: changed.status, name: (await changed.json()).full_name, refused: refused.status, title: (await refused.json()).title}
})`

// TestPagesOfOtherOrigins_WEB_02: a real browser lets the page of an origin that is
// named call the API, and that of another not.
func TestPagesOfOtherOrigins_WEB_02(t *testing.T) {
	defer browser.Close()
	page := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!doctype html><link rel="icon" href="data:,"><title>application</title>`)
	})
	named, other := httptest.NewServer(page), httptest.NewServer(page)
	defer named.Close()
	defer other.Close()
	place := newPlace(t, database.SQLite)
	place.command.Args = []string{"--cors-origin=" + named.URL}
	s := place.start(t, "")
	tab := browser.New(t, named.URL)
	tab.Expect(s.URL) // another host it is, and 401 is what is asked for
	tab.Open("/")
	var got struct {
		Made, Changed, Refused int
		Location, ID           bool
		Name, Title            string
	}
	tab.Eval(calls+`('`+s.URL+`/api/v1', '`+s.key+`')`, &got)
	if got.Made != 201 || !got.Location || !got.ID || got.Changed != 200 || got.Name != "Ada King" || got.Refused != 401 || got.Title != "Unauthorized" {
		t.Errorf("the named origin gets %+v", got)
	}
	stranger := browser.New(t, other.URL)
	stranger.Expect(s.URL)
	stranger.Open("/")
	var said string
	stranger.Eval(`fetch('`+s.URL+`/api/v1/contacts', {headers: {Authorization: 'Bearer `+s.key+`'}}).then(() => 'answered', (e) => e.name)`, &said)
	if said != "TypeError" {
		t.Errorf("the other origin is %s", said)
	}
	stranger.Eval(`fetch('`+s.URL+`/api/v1/openapi.json').then(() => 'answered', (e) => e.name)`, &said)
	if said != "TypeError" {
		t.Errorf("the other origin, without a key, is %s", said)
	}
}
