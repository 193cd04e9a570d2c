package restapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/check"
	"github.com/liaison/liaison/internal/database"
)

// canary stands in all that the other workspace holds; no answer to this one may
// show it.
const canary = "bravo"

// side is a workspace with a record of each kind, and a key of the role admin.
type side struct {
	*api

	word string            // stands in all its records
	ids  map[string]string // real paths by the part of a path that names them
	all  []string          // the ids of its records
}

// newSide fills a workspace. What is unique in a workspace is the same in both but
// for the word.
func newSide(a *api, word string) *side {
	a.Helper()
	s := &side{api: a, word: word, ids: map[string]string{}}
	made := func(path string, body object) *answer {
		s.Helper()
		got := s.post(path, body).want(http.StatusCreated)
		s.ids[path+"/{id}"] = path + "/" + got.id()
		return got
	}
	guild := made("/organization-types", object{"name": word + " guild", "description": word})
	made("/views", object{"list": "contacts", "name": word + " view", "query": "search=" + word, "shared": true})
	made("/custom-fields", object{"record_kind": "contact", "key": word, "type": "text", "label": word, "filterable": true})
	made("/options", object{"list": "source", "value": word, "label": word})
	made("/roles", object{"name": word + " role", "permissions": []string{"view_contact"}})
	made("/users", object{"username": word + ".user", "email": word + "@example.org", "role": word + " role"})
	made("/api-keys", object{"name": word + " key", "role": word + " role"})
	office := made("/addresses", object{"city": word, "street_address_1": word})
	organization := made("/organizations", object{
		"name": word + " works", "code": word, "organization_type": guild.id(), "primary_address": office.id(), "tags": []string{word},
		"external_ids": object{"erp": word}, "metadata": object{"note": word},
	})
	contact := made("/contacts", object{
		"first_name": word, "last_name": word, "notes": word, "linked_organization": organization.id(), "source": word,
		"tags": []string{word + " tag"}, "external_ids": object{"crm": word}, "custom_fields": object{word: word},
		"email_addresses": []object{{"email": word + "@example.com"}}, "phone_numbers": []object{{"phone_number": "+442079460123", "notes": word}},
		"addresses": []object{{"address": office.id(), "notes": word}},
	})
	s.patch(s.ids["/organizations/{id}"], object{"primary_contact": contact.id()}).want(http.StatusOK)
	for _, kind := range []string{"email_addresses", "phone_numbers", "addresses"} {
		s.ids["/contacts/{id}/"+kind+"/{channel}"] = s.ids["/contacts/{id}"] + "/" + kind + "/" + contact.json().list(kind)[0].text("id")
	}
	s.ids["/tags/{id}"] = "/tags/" + s.get("/tags?name=" + url.QueryEscape(word+" tag")).results()[0].text("id")
	s.ids["/contacts/by/{system}/{external}"] = "/contacts/by/crm/" + word
	s.ids["/organizations/by/{system}/{external}"] = "/organizations/by/erp/" + word
	s.ids["/contacts/{id}/tags/{tag}"] = s.ids["/contacts/{id}"] + "/tags/" + word + "%20tag"
	s.ids["/organizations/{id}/tags/{tag}"] = s.ids["/organizations/{id}"] + "/tags/" + word
	s.ids["/workspaces/{id}"] = "/workspaces/" + s.ws
	for _, path := range slices.Sorted(maps.Values(s.ids)) {
		s.all = append(s.all, anID.FindAllString(path, -1)...)
	}
	s.all = slices.Compact(append(s.all, guild.id()))
	slices.Sort(s.all)
	s.all = slices.Compact(s.all)
	return s
}

// real puts the side's records in the place of what a path names, "" if it does
// not know what that is.
func (s *side) real(path string) string {
	names := slices.SortedFunc(maps.Keys(s.ids), func(a, b string) int { return len(b) - len(a) })
	for _, name := range names {
		path = strings.Replace(path, name, s.ids[name], 1)
	}
	if strings.Contains(path, "{") {
		return ""
	}
	return path
}

// pair is a workspace, ours, that tries to get at another one, theirs. Both are
// of one installation with one server.
type pair struct {
	*api

	ours, theirs *side
	document     object
}

func eachPair(t *testing.T, fn func(p *pair)) {
	t.Helper()
	eachAPI(t, func(a *api) {
		b := *a
		b.ws = a.newWorkspace(canary)
		b.key = b.newKey("admin")
		p := &pair{api: a, ours: newSide(a, "alpha"), theirs: newSide(&b, canary)}
		longer := p.ours.get("/changes?ordering=-number&page_size=1").results()[0]["number"].(float64) + 10
		for n := 0.0; n < longer; n++ { // so that its last numbers are none of ours
			p.theirs.patch(p.theirs.ids["/contacts/{id}"], object{"title": fmt.Sprint(canary, n)}).want(http.StatusOK)
		}
		p.ours.ids["/changes/{number}"] = "/changes/2"
		p.theirs.ids["/changes/{number}"] = fmt.Sprintf("/changes/%d", int(longer)+20)
		p.theirs.get(p.theirs.ids["/changes/{number}"]).want(http.StatusOK)
		p.document = a.get("/openapi.json").want(http.StatusOK).json()
		before := p.theirs.content()
		fn(p)
		if diff := cmp.Diff(before, p.theirs.content()); diff != "" {
			t.Errorf("the other workspace changed (-before +after):\n%s", diff)
		}
		err := check.Run(t.Context(), a.db, func(b check.Breach) { t.Errorf("liaison check: %s", b) })
		if err != nil {
			t.Error(err)
		}
	})
}

// content is all that the database holds of a workspace, row by row.
func (s *side) content() []string {
	s.Helper()
	query := `SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'workspace_id'`
	if s.db.Engine == database.Postgres {
		query = `SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'workspace_id'`
	}
	rows, err := s.db.Query(s.Context(), query)
	if err != nil {
		s.Fatal(err)
	}
	tables, err := database.Texts(rows)
	if err != nil {
		s.Fatal(err)
	}
	var all []string
	for _, table := range tables {
		all = append(all, s.rowsOf(table)...)
	}
	if len(all) < 100 {
		s.Fatalf("the workspace has %d rows in %v", len(all), tables)
	}
	slices.Sort(all)
	return all
}

func (s *side) rowsOf(table string) (all []string) {
	s.Helper()
	rows, err := s.db.Query(s.Context(), "SELECT * FROM "+table+" WHERE workspace_id = $1", s.ws)
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		s.Fatal(err)
	}
	for rows.Next() {
		values, dest := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			dest[i] = &values[i]
		}
		if err := rows.Scan(dest...); err != nil {
			s.Fatal(err)
		}
		row := table
		for i, value := range values {
			row += fmt.Sprintf(" %s=%q", columns[i], fmt.Sprint(value))
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		s.Fatal(err)
	}
	return all
}

// operations runs fn on each operation that needs a permission, of the methods
// given.
func (p *pair) operations(fn func(p *pair, method, path string, operation object), methods ...string) {
	p.Helper()
	n := 0
	for _, path := range slices.Sorted(maps.Keys(p.document.object("paths"))) {
		for method, operation := range p.document.object("paths").object(path) {
			o := object(operation.(map[string]any))
			if !slices.Contains(methods, method) || permissionOf(o) == "" {
				continue
			}
			n++
			p.run(method+" "+path, func(a *api) {
				inner, ours, theirs := *p, *p.ours, *p.theirs
				other := *p.theirs.api
				other.T = a.T
				ours.api, theirs.api = a, &other
				inner.api, inner.ours, inner.theirs = a, &ours, &theirs
				fn(&inner, strings.ToUpper(method), path, o)
			})
		}
	}
	if n < 15 {
		p.Errorf("the document has %d such operations", n)
	}
}

// blind fails the test if an answer shows anything of the other workspace, or says
// that something went wrong here. sent is what the request itself said of it.
func (p *pair) blind(got *answer, sent ...string) *answer {
	p.Helper()
	body := string(got.body)
	for _, s := range sent {
		body = strings.ReplaceAll(body, s, "")
	}
	if got.status >= 500 || strings.Contains(strings.ToLower(body), canary) {
		p.Errorf("got %d %s", got.status, got.body)
	}
	for _, id := range p.theirs.all {
		if strings.Contains(body, id) {
			p.Errorf("the answer names %s of the other workspace: %s", id, got.body)
		}
	}
	return got
}

// body is one that an operation takes, nil for none.
func (p *pair) body(method, path string, operation object) any {
	p.Helper()
	media := operation.object("requestBody").object("content").object("application/json")
	switch {
	case media == nil:
		return nil
	case method == http.MethodPut:
		return p.ours.get(p.ours.real(path)).want(http.StatusOK).json()
	case strings.HasSuffix(path, "/merge"):
		return object{"into": p.ours.post("/tags", object{"name": "into " + p.db.NewID()}).id()}
	case strings.HasSuffix(path, "/move"):
		return object{"parent": nil}
	case method == http.MethodPost:
		return samples(p.T, path)
	default:
		return object{}
	}
}

// TestIDsOfOthersInPaths_TEN_02: through no route can a record of another
// workspace be told from one that never was.
func TestIDsOfOthersInPaths_TEN_02(t *testing.T) {
	eachPair(t, func(p *pair) {
		p.operations(func(p *pair, method, path string, operation object) {
			if !strings.Contains(path, "{") || isUpsert(method, path) { // which makes what is not there
				return
			}
			own, foreign := p.ours.real(path), p.theirs.real(path)
			if own == "" || foreign == "" {
				p.Fatal("nothing is known here of what the path names; see newSide")
			}
			unknown := anID.ReplaceAllStringFunc(foreign, func(string) string { return p.db.NewID() })
			unknown = strings.Replace(unknown, p.theirs.ids["/changes/{number}"], "/changes/987654", 1)
			if strings.Contains(path, "/by/") {
				unknown = strings.Replace(foreign, canary, "nothing", 1)
			}
			paths := map[string]string{foreign: unknown}
			if _, channel, nested := strings.Cut(path, "{channel}"); nested && channel == "" {
				cut := func(s string) (string, string) { i := strings.LastIndex(s, "/"); return s[:i], s[i:] }
				within, one := cut(own)
				elsewhere, other := cut(foreign)
				paths[within+other] = within + "/" + p.db.NewID()
				paths[elsewhere+one] = strings.Replace(elsewhere+one, anID.FindString(elsewhere), p.db.NewID(), 1)
			}
			if path == "/organization-types/{id}" {
				paths["/organization-types/"+canary+"%20guild"] = "/organization-types/nothing"
			}
			refusals := []int{http.StatusNotFound}
			if superusersAlone(operation) {
				refusals = []int{http.StatusForbidden}
			}
			body := p.body(method, path, operation)
			for real, unknown := range paths {
				p.asIfNotThere(refusals, method, real, unknown, body)
				p.asIfNotThere(append(refusals, http.StatusPreconditionFailed), method, real, unknown, body, `If-Match: "1.1"`)
				p.asIfNotThere(append(refusals, http.StatusPreconditionFailed), method, real, unknown, body, "If-None-Match: *")
			}
		}, "get", "post", "put", "patch", "delete")
	})
}

// isUpsert reports whether an operation makes a record that is not there.
func isUpsert(method, path string) bool {
	return method == http.MethodPut && strings.Contains(path, "/by/")
}

// asIfNotThere compares what is answered to a path of the other workspace with
// what is answered to one of nothing.
func (p *pair) asIfNotThere(refusals []int, method, real, unknown string, body any, headers ...string) {
	p.Helper()
	got, want := p.do(method, real, body, headers...), p.do(method, unknown, body, headers...)
	p.blind(got, append([]string{real}, anID.FindAllString(real, -1)...)...)
	if !slices.Contains(refusals, got.status) {
		p.Errorf("%s %s is answered with %d %s", method, real, got.status, got.body)
	}
	shown := func(a *answer) object {
		o := a.json()
		delete(o, "instance")
		delete(o, "request_id")
		return o
	}
	if diff := cmp.Diff(shown(want), shown(got)); diff != "" || got.header.Get("ETag") != "" {
		p.Errorf("%s %s %v is told from what never was (-never +other):\n%s", method, real, headers, diff)
	}
}

// TestListsOfOthers_TEN_02: no list, search, filter or cursor shows a record of
// another workspace.
func TestListsOfOthers_TEN_02(t *testing.T) {
	eachPair(t, func(p *pair) {
		p.operations(func(p *pair, _, path string, operation object) {
			own, foreign := p.ours.real(path), p.theirs.real(path)
			p.blind(p.get(own))
			for _, parameter := range operation.list("parameters") {
				if name := parameter.text("name"); parameter.text("in") == "query" && name != "fields" {
					p.filtered(own, name)
				}
			}
			page := p.theirs.get(foreign + "?page_size=1").json()
			if page["results"] == nil { // not a list, or one that is never paged
				return
			}
			sized := own + "?page_size=200&count=exact"
			p.blind(p.get(sized).want(http.StatusOK))
			for _, name := range []string{"next", "previous"} {
				if link := page.text(name); link != "" {
					query := link[strings.Index(link, "?"):]
					p.blind(p.get(own+query), query[1:]) // a row behind theirs, or none
				}
			}
		}, "get")
	})
}

// filtered asks a list for what the other workspace has, by all its ids and
// names.
func (p *pair) filtered(own, parameter string) {
	p.Helper()
	values := append([]string{canary, canary + " guild", canary + " tag", canary + " role", canary + "@example.com", "crm:" + canary}, p.theirs.all...)
	name := strings.ReplaceAll(parameter, "KEY", canary)
	for _, value := range values {
		got := p.get(own + "?" + url.Values{name: {value}}.Encode())
		negative := strings.HasSuffix(name, "_none") || strings.Contains(name, "__lt") || strings.Contains(name, "__gt") || strings.Contains(name, "range")
		p.blind(got, url.QueryEscape(value))
		if got.status == http.StatusOK && !negative && len(got.json().list("results")) > 0 && name != "ordering" {
			p.Errorf("%s=%s finds %s", name, value, got.body)
		}
	}
}

// TestIdempotencyKeysOfOthers_TEN_02: a key of another workspace is a new one here.
func TestIdempotencyKeysOfOthers_TEN_02(t *testing.T) {
	eachAPI(t, func(a *api) {
		b := *a
		b.ws = a.newWorkspace(canary)
		// One user with keys of both workspaces: all but the workspace is the same.
		u := a.newUser(auth.NewUser{Username: "both", Role: "admin"})
		a.join(b.ws, u.ID, "admin")
		for _, side := range []*api{a, &b} {
			_, secret, err := auth.New(a.db, nil).CreateKey(a.Context(), side.ws, operator, auth.NewKey{Name: "both", Username: "both", Role: "admin"})
			if err != nil {
				t.Fatal(err)
			}
			side.key = secret
		}
		document := a.get("/openapi.json").want(http.StatusOK).json()
		tried := 0
		for path, item := range document.object("paths") {
			post := object(item.(map[string]any)).object("post")
			keeps := bytes.Contains(mustEncode(t, post["parameters"]), []byte("Idempotency-Key"))
			if !keeps || strings.Contains(path, "{") || superusersAlone(post) {
				continue
			}
			tried++
			body := samples(t, path)
			theirs := b.post(path, body, "Idempotency-Key: same")
			ours := a.post(path, body, "Idempotency-Key: same")
			if theirs.status >= 300 || ours.status != theirs.status || ours.header.Get("Idempotent-Replayed") != "" || bytes.Equal(ours.body, theirs.body) {
				t.Errorf("POST %s: they got %d %s, we %d %s", path, theirs.status, theirs.body, ours.status, ours.body)
			}
			if again := a.post(path, body, "Idempotency-Key: same"); !bytes.Equal(again.body, ours.body) || again.header.Get("Idempotent-Replayed") != "true" {
				t.Errorf("POST %s again: %s", path, again.body)
			}
		}
		if tried < 8 {
			t.Errorf("%d routes were tried", tried)
		}
	})
}

func mustEncode(t *testing.T, v any) []byte {
	t.Helper()
	encoded, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

// TestWorkspacesThatAreNamed_TEN_02: naming another workspace opens none.
func TestWorkspacesThatAreNamed_TEN_02(t *testing.T) {
	eachPair(t, func(p *pair) {
		p.newUser(auth.NewUser{Username: "ada", Role: "admin"})
		access, _ := p.signIn("ada")
		for _, key := range []string{access, p.key} {
			for _, name := range []string{canary, "BRAVO", p.theirs.ws, "nowhere"} {
				got := p.get("/contacts", bearer(key), auth.WorkspaceHeader+": "+name)
				if got.status != http.StatusForbidden && got.status != http.StatusBadRequest {
					p.Errorf("%s: %d %s", name, got.status, got.body)
				}
				p.blind(got)
			}
		}
		p.blind(p.get("/auth/me", bearer(access)).want(http.StatusOK))
		p.blind(p.get("/auth/me").want(http.StatusOK))
	})
}
