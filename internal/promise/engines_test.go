package promise_test

import (
	_ "embed"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/database"
)

//go:embed testdata/script.txt
var script string

// The same requests are answered alike on both engines, apart from ids, times
// and cursors.
func TestTheSameOnBothEngines_PG_07(t *testing.T) {
	said := map[database.Engine][]string{}
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			s := newPlace(t, engine).start(t, "none")
			s.key = strings.TrimSpace(s.Command(t, "api-key", "create", "--name=script", "--role=admin"))
			p := player{server: s, names: map[string]string{}, seen: map[string]string{}}
			for line := range strings.Lines(script) {
				if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
					p.play(line)
				}
			}
			said[engine] = p.said
			t.Logf("%d requests", len(p.said))
			s.stop()
			s.place.check(t)
		})
	}
	one, other := said[engines[0]], said[engines[1]]
	if len(one) < 200 || len(one) != len(other) {
		t.Fatalf("%d and %d answers, want the same and at least 200", len(one), len(other))
	}
	for i := range one {
		if one[i] != other[i] {
			at := 0
			for at < min(len(one[i]), len(other[i])) && one[i][at] == other[i][at] {
				at++
			}
			at = max(0, at-100)
			request, _, _ := strings.Cut(one[i], "\n")
			t.Errorf("%s\n%s: …%.300s\n%s: …%.300s", request, engines[0], one[i][at:], engines[1], other[i][min(at, len(other[i])):])
		}
	}
}

// player sends the requests of a script and writes down what is said.
type player struct {
	*server

	names map[string]string // name → id, name.etag → ETag
	seen  map[string]string // id → what it is written down as
	said  []string
}

var (
	reference = regexp.MustCompile(`\{(\w+(?:\.etag)?)\}`)
	naming    = regexp.MustCompile(`^(\w+) = `)
	request   = regexp.MustCompile(`^([A-Z]+) (\S+)(?: ([A-Z][A-Za-z-]+: .*?))?(?: ([{\[n"].*))?$`)
	uuids     = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	times     = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`)
	users     = regexp.MustCompile(`api-key-[0-9a-f]{12}`) // names of service users
	cursors   = regexp.MustCompile(`cursor=[\w%.~-]+`)
)

// play plays a line of the script.
func (p *player) play(line string) {
	p.t.Helper()
	if words, ok := strings.CutPrefix(line, "EACH "); ok {
		parts := strings.Split(words, "|")
		template := strings.TrimSpace(parts[len(parts)-2])
		if strings.HasPrefix(template, "POST") {
			template += " "
		}
		for _, word := range parts[:len(parts)-2] {
			p.play(template + word)
		}
		return
	}
	name := ""
	if found := naming.FindStringSubmatch(line); found != nil {
		name, line = found[1], line[len(found[0]):]
	}
	line = reference.ReplaceAllStringFunc(line, func(s string) string {
		if value, ok := p.names[s[1:len(s)-1]]; ok {
			return value
		}
		p.t.Fatalf("%s stands for nothing in %s", s, line)
		return ""
	})
	if path, ok := strings.CutPrefix(line, "WALK "); ok {
		p.walk(path)
		return
	}
	a := p.request(line)
	if name != "" {
		if a.status != http.StatusCreated {
			p.t.Fatalf("%s: %v", line, a)
		}
		p.names[name], p.names[name+".etag"] = a.json().text("id"), a.header.Get("ETag")
	}
}

// request sends one request and writes down what is said.
func (p *player) request(line string) *answer {
	p.t.Helper()
	parts := request.FindStringSubmatch(line)
	if parts == nil {
		p.t.Fatalf("no request: %s", line)
	}
	var body any
	if parts[4] != "" {
		body = parts[4]
	}
	var headers []string
	if parts[3] != "" {
		headers = []string{parts[3]}
	}
	var path strings.Builder
	for _, b := range []byte(parts[2]) {
		if b < 0x80 {
			path.WriteByte(b)
		} else {
			fmt.Fprintf(&path, "%%%02X", b)
		}
	}
	a := p.do(parts[1], path.String(), body, headers...)
	if a.status == 0 || a.status >= 500 {
		p.t.Errorf("%s: %v", line, a)
	}
	said := fmt.Sprintf("%s\n%d", line, a.status)
	for _, h := range []string{"ETag", "Location", "Content-Type", "Allow", "Retry-After", "Idempotent-Replayed", "WWW-Authenticate"} {
		said += "\n" + h + ": " + a.header.Get(h)
	}
	p.said = append(p.said, p.normal(said+"\n"+string(a.body)))
	if parts[1] != http.MethodGet {
		time.Sleep(2 * time.Millisecond) // so that no two records are of one time
	}
	return a
}

// normal replaces what may differ: ids by their order of appearance.
func (p *player) normal(said string) string {
	said = strings.ReplaceAll(said, p.URL, "URL")
	said = cursors.ReplaceAllString(times.ReplaceAllString(said, "TIME"), "cursor=CURSOR")
	said = users.ReplaceAllString(said, "api-key")
	return uuids.ReplaceAllStringFunc(said, func(id string) string {
		if p.seen[id] == "" {
			p.seen[id] = fmt.Sprintf("id-%d", len(p.seen)+1)
		}
		return p.seen[id]
	})
}

// walk follows a list to its end and back, which must show the same.
func (p *player) walk(path string) {
	p.t.Helper()
	var there, back []string
	first := path
	for path != "" {
		page := p.request("GET " + path).json()
		there = append(there, mustJSON(page["results"]))
		if path = page.text("next"); path == "" && page["previous"] != nil {
			back = append(back, mustJSON(page["results"]))
			path = page.text("previous")
			break
		}
	}
	for path != "" {
		page := p.request("GET " + path).json()
		back = append(back, mustJSON(page["results"]))
		path = page.text("previous")
	}
	slices.Reverse(back)
	if len(back) > 0 && !slices.Equal(there, back) {
		p.t.Errorf("%s shows %d pages forward and %d back, which are not the same:\n%.2000s\n%.2000s", first, len(there), len(back), there, back)
	}
}
