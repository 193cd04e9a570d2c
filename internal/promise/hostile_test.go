package promise_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/database"
)

const limit = 1 << 20 // bytes of a body

// hostile is a body that must be refused.
type hostile struct {
	name    string
	body    func() any
	want    []int // statuses
	headers []string
}

func text(s string) func() any { return func() any { return s } }

// chunked hides the length of a body, so that it is sent in chunks.
func chunked(s string) func() any {
	return func() any { return struct{ io.Reader }{strings.NewReader(s)} }
}

// many is a list of n items, or an object if item has a %d for its key.
func many(field, item string, n int) string {
	var b strings.Builder
	open, end := "[", "]"
	if strings.Contains(item, "%d") && strings.Contains(item, ":") && !strings.HasPrefix(item, "{") {
		open, end = "{", "}"
	}
	fmt.Fprintf(&b, `{%q:%s`, field, open)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strings.ReplaceAll(item, "%d", strconv.Itoa(i)))
	}
	b.WriteString(end + "}")
	return b.String()
}

func zeros(n int) string { return strings.Repeat("0", n) }

func hostiles() []hostile {
	var bomb bytes.Buffer
	packed := gzip.NewWriter(&bomb)
	for range 100 {
		_, _ = packed.Write(make([]byte, limit))
	}
	_ = packed.Close()
	tooLong := `{"first_name":"` + strings.Repeat("a", limit+1-len(`{"first_name":""}`)) + `"}`
	large, bad := []int{413}, []int{400}
	return []hostile{
		{"limit and one more", text(tooLong), large, nil},
		{"limit and one more, chunked", chunked(tooLong), large, nil},
		{"64 MB, chunked", chunked(`{"first_name":"` + strings.Repeat("a", 64*limit)), large, nil},
		{"a gzip bomb", text(bomb.String()), []int{415}, []string{"Content-Encoding: gzip"}},
		{"a gzip bomb that does not say so", text(bomb.String()), bad, nil},
		{"1,000,001 brackets", text(strings.Repeat("[", 1_000_001)), bad, nil},
		{"1,000,001 brackets, chunked", chunked(strings.Repeat("[", 1_000_001)), bad, nil},
		{"300,000 nested objects", text(strings.Repeat(`{"":`, limit/4-1)), bad, nil},
		{"a number of 1 MB", text("1" + zeros(1_000_000)), bad, nil},
		{"a name of 1 MB", text(`{"` + strings.Repeat("a", 1_000_000) + `":1}`), bad, nil},
		{"a number of 1 MB for a text", text(`{"first_name":1` + zeros(1_000_000) + `}`), bad, nil},
		{"a number of 1 MB for a field", text(`{"custom_fields":{"n":1` + zeros(1_000_000) + `}}`), bad, nil},
		{"a fraction of 1 MB", text(`{"latitude":0.` + zeros(1_000_000) + `1,"longitude":0,"city":""}`), bad, nil},
		{"an exponent of 1 MB", text(`{"latitude":1e` + zeros(1_000_000) + `9,"longitude":0}`), bad, nil},
		{"100,000 fields", text(many("x", `"f%d":0`, 90_000)[5:]), bad, nil},
		{"100,000 custom fields", text(many("custom_fields", `"%d":0`, 90_000)), bad, nil},
		{"100,000 external ids", text(many("external_ids", `"%d":"0"`, 80_000)), bad, nil},
		{"100,000 tags", text(many("tags", `"%d"`, 100_000)), bad, nil},
		{"200,000 tags that are blank", text(many("tags", `""`, 200_000)), bad, nil},
		{"100,000 tags of the wrong type", text(many("tags", `{}`, 200_000)), bad, nil},
		{"300,000 e-mail addresses without anything", text(many("email_addresses", `{}`, 300_000)), bad, nil},
		{"40,000 e-mail addresses", text(many("email_addresses", `{"email":"%d@a.bc"}`, 38_000)), bad, nil},
		{"30,000 numbers", text(many("phone_numbers", `{"phone_number":"+44207%d"}`, 29_000)), bad, nil},
		{"30,000 addresses", text(many("addresses", `{"address":{"city":"%d"}}`, 32_000)), bad, nil},
		{"100,000 links to addresses", text(many("addresses", `{"address":"0"}`, 65_000)), bad, nil},
	}
}

// routesOfBodies are paths that take a body of their own kind.
var routesOfBodies = []string{"POST /contacts", "PATCH CONTACT", "POST /organizations", "POST /addresses", "POST CONTACT/email_addresses"}

// Clients send all of them at once; each is refused at once, nothing is
// written, nobody waits and the server takes little memory.
func TestHostileBodies_RES_02(t *testing.T) {
	const mostMemory = 512 // MB, of 16 bodies at once
	s := newPlace(t, database.SQLite).start(t, "")
	contact := "/contacts/" + s.must(http.StatusCreated, "POST", "/contacts", newPerson("a")).json().text("id")
	before := s.must(http.StatusOK, "GET", contact, nil)
	type job struct {
		hostile
		method, path string
	}
	jobs := make(chan job, 10*len(hostiles())*len(routesOfBodies))
	for range sized(2, 10) {
		for _, h := range hostiles() {
			for _, route := range routesOfBodies {
				method, path, _ := strings.Cut(strings.ReplaceAll(route, "CONTACT", contact), " ")
				jobs <- job{h, method, path}
			}
		}
	}
	close(jobs)
	atOnce(sized(16, 64), func(int) {
		for j := range jobs {
			began := time.Now()
			a := s.do(j.method, j.path, j.body(), j.headers...)
			took := time.Since(began)
			if !slices.Contains(j.want, a.status) || len(a.body) > 32<<10 {
				t.Errorf("%s to %s %s: %d after %v, %d bytes: %.300s", j.name, j.method, j.path, a.status, took, len(a.body), a.body)
			}
			if t.Failed() {
				return // a server that hangs would take all of them long
			}
		}
	})
	peak := s.peakMemory()
	t.Logf("the server had %d MB at most", peak)
	if peak > mostMemory {
		t.Errorf("that is more than %d MB", mostMemory)
	}
	if t.Failed() {
		return
	}
	if after := s.must(http.StatusOK, "GET", contact, nil); string(after.body) != string(before.body) {
		t.Errorf("the contact was changed: %s", after.body)
	}
	for path, want := range map[string]int{"/contacts": 1, "/organizations": 0, "/addresses": 1, "/tags": 2} {
		if got := len(s.everything(path)); got != want {
			t.Errorf("there are %d in %s, want %d", got, path, want)
		}
	}
	s.must(http.StatusCreated, "POST", "/contacts", newPerson("b"))
	s.stop()
	s.place.check(t)
}

// peakMemory is the most memory that the server has had, in MB; 0 where the
// system does not say.
func (s *server) peakMemory() int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.ID()))
	if err != nil {
		return 0
	}
	peak := regexp.MustCompile(`VmHWM:\s*(\d+) kB`).FindSubmatch(status)
	if peak == nil {
		return 0
	}
	kB, _ := strconv.Atoi(string(peak[1]))
	return kB >> 10
}
