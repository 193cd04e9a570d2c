package restapi_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/restapi"
)

// spellings are the ways to write a path of the document.
func spellings(path string) []string {
	swap := func(from, to string) string {
		segments := strings.Split(path, "/")
		for i, s := range segments {
			if !strings.HasPrefix(s, "{") {
				segments[i] = strings.ReplaceAll(s, from, to)
			}
		}
		return strings.Join(segments, "/")
	}
	all := []string{path, swap("-", "_"), swap("_", "-")}
	for _, p := range slices.Clone(all) {
		all = append(all, strings.TrimSuffix(p, "/")+"/")
	}
	return all
}

// TestEverySpellingOfAPath reads all that can be read, with hyphens and with
// underscores, with and without a slash at the end.
func TestEverySpellingOfAPath(t *testing.T) {
	eachAPI(t, func(a *api) {
		s := newSide(a, "alpha")
		tried := 0
		for path, item := range a.get("/openapi.json").want(http.StatusOK).json().object("paths") {
			real := s.real(path)
			if object(item.(map[string]any)).object("get") == nil || real == "" || strings.HasPrefix(path, "/openapi") {
				continue
			}
			want := string(a.get(real).want(http.StatusOK).body)
			for _, spelling := range spellings(path) {
				given := s.realAs(path, spelling)
				got := a.get(given)
				tried++
				if got.status != http.StatusOK || string(got.body) != want || got.header.Get("Location") != "" {
					a.Errorf("%s: %d %.300s\nwant %.300s", given, got.status, got.body, want)
				}
			}
		}
		if tried < 150 {
			a.Errorf("%d spellings were tried", tried)
		}
	})
}

// realAs is real of a path of the document that is spelled otherwise.
func (s *side) realAs(path, spelling string) string {
	real := strings.Split(s.real(path), "/")
	for i, segment := range strings.Split(spelling, "/") {
		switch {
		case i == len(real):
			real = append(real, segment) // the slash at the end
		case !strings.HasPrefix(segment, "{"):
			real[i] = segment
		}
	}
	return strings.Join(real, "/")
}

// What a path names is kept as it is: names have hyphens and underscores of their own.
func TestNamesInPathsKeepTheirSpelling(t *testing.T) {
	eachAPI(t, func(a *api) {
		for _, name := range []string{"joint-venture", "joint_venture", "a/b c", "organization-types", "organization_types"} {
			made := a.post("/organization_types/", object{"name": name}).want(http.StatusCreated)
			if got := made.header.Get("Location"); got != restapi.Base+"/organization-types/"+made.id() {
				a.Errorf("Location %q", got)
			}
			for _, path := range []string{"/organization-types/", "/organization_types/"} {
				if got := a.get(path + url.PathEscape(name)).want(http.StatusOK).json(); got["name"] != name {
					a.Errorf("%s%s is %v", path, name, got["name"])
				}
				a.patch(path+url.PathEscape(name)+"/", object{"description": path}).want(http.StatusOK)
			}
		}
		a.do("DELETE", "/organization_types/joint_venture", nil).want(http.StatusNoContent)
		a.get("/organization_types/joint_venture").want(http.StatusNotFound)
		a.get("/organization_types/joint-venture").want(http.StatusOK)
		for _, path := range []string{"/Contacts", "/organization.types", "/organization--types", "/contacts/batch/x", "/contacts/x/email addresses"} {
			a.get(strings.ReplaceAll(path, " ", "%20")).want(http.StatusNotFound)
		}
		if got := a.do("PUT", "/organization_types", object{}).want(http.StatusMethodNotAllowed).header.Get("Allow"); !strings.Contains(got, "POST") {
			a.Errorf("Allow: %s", got)
		}
		a.get("/contacts/batch").want(http.StatusMethodNotAllowed)
	})
}

// The spelling of a path is none of what an idempotency key or a link goes by.
func TestSpellingsAreOnePath(t *testing.T) {
	eachAPI(t, func(a *api) {
		first := a.post("/organization-types", object{"name": "A"}, "Idempotency-Key: k").want(http.StatusCreated)
		again := a.post("/organization_types/", object{"name": "A"}, "Idempotency-Key: k").want(http.StatusCreated)
		if again.id() != first.id() || again.header.Get("Idempotent-Replayed") != "true" {
			a.Errorf("got %s", again.body)
		}
		next := a.get("/organization_types?page_size=1").want(http.StatusOK).json().text("next")
		if !strings.HasPrefix(next, a.server.URL+restapi.Base+"/organization-types?") {
			a.Errorf("next is %q", next)
		}
	})
}

func TestIndex(t *testing.T) {
	eachAPI(t, func(a *api) {
		var bodies []string
		for _, path := range []string{"", "/"} {
			bodies = append(bodies, string(a.get(path, "Authorization: ").want(http.StatusOK).body))
		}
		index := a.get("/").json()
		if bodies[0] != bodies[1] || index["organization_types"] != a.server.URL+restapi.Base+"/organization-types" {
			a.Fatalf("got %s", bodies[0])
		}
		paths := a.get("/openapi.json").json().object("paths")
		for path, item := range paths {
			known := false
			for _, address := range index {
				known = known || address == a.server.URL+restapi.Base+path
			}
			reads := object(item.(map[string]any)).object("get") != nil
			if wanted := reads && path != "/" && !strings.Contains(path, "{"); known != wanted {
				a.Errorf("%s is in the index: %t", path, known)
			}
		}
		for name, address := range index {
			a.get(address.(string)).want(http.StatusOK)
			if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" {
				a.Errorf("%q is no name", name)
			}
		}
		a.get("/?x=1").wantFault("x")
		a.post("/", object{}).want(http.StatusMethodNotAllowed)
	})
}
