package restapi_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/check"
	"github.com/liaison/liaison/internal/text"
)

// invisible are texts of which nothing is visible.
var invisible = []string{
	"\u200b", "\ufeff", "\u2060", "\u00ad", "\u3164", "\u115f", "\u1160", "\u180e", "\ufe0f", "\U000e0100", "\u0301", "\u200b \u3164\u0301",
}

// complete returns a body that makes a record by POST to a path, a new one for
// each n.
func complete(path string, n int) object {
	name := fmt.Sprintf("n%d", n)
	return map[string]object{
		"/contacts":           {"nickname": name},
		"/organizations":      {"name": name, "code": name, "organization_type": "Company"},
		"/organization-types": {"name": name},
		"/addresses":          {"country": "XK"},
		"/tags":               {"name": name},
		"/options":            {"list": "source", "value": name},
		"/custom-fields":      {"record_kind": "contact", "key": name, "type": "text"},
		"/workspaces":         {"slug": name, "name": name},
		"/users":              {"username": name, "role": "viewer"},
		"/roles":              {"name": name, "permissions": []string{"view_contact"}},
		"/api-keys":           {"name": name, "role": "viewer"},
	}[path]
}

// spot is a place for a text in a body: put returns what stands in the body's
// field.
type spot struct {
	field string
	put   func(value string) any
}

// spots finds every place for a text in a schema, from the document.
func spots(document, schema object) (found []spot) {
	schema = resolved(document, schema)
	for name, property := range schema.object("properties") {
		p := resolved(document, property.(map[string]any))
		if p["readOnly"] == true {
			continue
		}
		for _, put := range places(document, p, 0) {
			found = append(found, spot{name, put})
		}
	}
	for _, part := range schema.list("allOf") {
		found = append(found, spots(document, part)...)
	}
	slices.SortFunc(found, func(a, b spot) int { return strings.Compare(a.field, b.field) })
	return found
}

func resolved(document, schema object) object {
	if ref := schema.text("$ref"); ref != "" {
		return document.object("components").object("schemas").object(ref[strings.LastIndex(ref, "/")+1:])
	}
	return schema
}

// places are the ways to put a text into a value of a schema.
func places(document, p object, depth int) (all []func(string) any) {
	p = resolved(document, p)
	kinds := fmt.Sprint(p["type"])
	switch {
	case depth > 3:
	case p["format"] == "uuid", p["format"] == "date", p["minLength"] == 2.0: // ids, dates and regions are in TestPastedValues
	case strings.Contains(kinds, "string"):
		all = append(all, func(value string) any { return value })
	case strings.Contains(kinds, "array"):
		for _, put := range places(document, p.object("items"), depth+1) {
			all = append(all, func(value string) any { return []any{put(value)} })
		}
	case len(p.object("properties")) > 0:
		for name, inner := range p.object("properties") {
			for _, put := range places(document, inner.(map[string]any), depth+1) {
				all = append(all, func(value string) any { return object{name: put(value)} })
			}
		}
	case strings.Contains(kinds, "object"): // of names and values
		all = append(all, func(value string) any { return object{value: "x"} }, func(value string) any { return object{"x": value} })
	}
	for _, either := range append(p.list("oneOf"), p.list("anyOf")...) {
		all = append(all, places(document, either, depth+1)...)
	}
	return all
}

// Wherever a body takes a text, one of nothing visible is blank: an error, or
// nothing. The places come from the document.
func TestInvisibleTextIsBlank(t *testing.T) {
	eachAPI(t, func(a *api) {
		_, session := a.root()
		document := a.get("/openapi.json").json()
		n, tried := 0, 0
		for _, path := range slices.Sorted(maps.Keys(document.object("paths"))) {
			short := strings.TrimPrefix(path, "/api/v1")
			if complete(short, 0) == nil {
				continue
			}
			post := document.object("paths").object(path).object("post")
			schema := post.object("requestBody").object("content").object("application/json").object("schema")
			for _, spot := range spots(document, schema) {
				for _, value := range invisible {
					if spot.field == "custom_fields" || spot.field == "metadata" {
						continue // kept exactly as they are
					}
					n++
					body := complete(short, n)
					body[spot.field] = spot.put(value)
					answer := a.post(short, body, session("default"))
					if answer.status != http.StatusBadRequest && answer.status != http.StatusCreated {
						a.Errorf("%s %s %+q: %d %s", short, spot.field, value, answer.status, answer.body)
					}
					if at := invisibleIn(map[string]any(answer.json()), ""); at != "" && answer.status == http.StatusCreated {
						a.Errorf("%s took %+q at %s", short, value, at)
					}
					tried++
				}
			}
		}
		if tried < 60*len(invisible) {
			a.Errorf("%d were tried", tried)
		}
	})
}

// invisibleIn finds a text in a record that has characters and shows none.
func invisibleIn(value any, at string) string {
	switch v := value.(type) {
	case string:
		if v != "" && text.IsBlank(v) {
			return at
		}
	case []any:
		for i, item := range v {
			if found := invisibleIn(item, fmt.Sprintf("%s/%d", at, i)); found != "" {
				return found
			}
		}
	case map[string]any:
		for name, item := range v {
			if text.IsBlank(name) {
				return at + "/" + name
			}
			if found := invisibleIn(item, at+"/"+name); found != "" {
				return found
			}
		}
	}
	return ""
}

// What is the same but for case and invisible characters is the same.
func TestSameButForInvisibleCharacters(t *testing.T) {
	eachAPI(t, func(a *api) {
		for _, path := range []string{"/organization-types", "/tags", "/roles", "/options"} {
			first, second := complete(path, 1), complete(path, 1)
			field := "name"
			if path == "/options" {
				field = "value"
			}
			second[field] = "N\u200b1"
			made := a.post(path, first).want(http.StatusCreated)
			if fault := a.post(path, second).wantFault("/" + field); fault["code"] != "unique" || path != "/roles" && fault["conflict"] != made.id() {
				a.Errorf("%s: %v", path, fault)
			}
		}
		made := a.post("/organizations", object{"name": "Acme", "code": "ACME", "organization_type": "Company"}).want(http.StatusCreated)
		fault := a.post("/organizations", object{"name": "B", "code": "acme\u200b", "organization_type": "Company"}).wantFault("/code")
		if fault["conflict"] != made.id() {
			a.Error(fault)
		}
		a.post("/organizations", object{"name": "\ufeffACME", "code": "B", "organization_type": "Company"}).wantFault("/name")
		a.post("/contacts", object{"email_addresses": []object{{"email": "a\u200db@example.com"}, {"email": "AB@example.com"}}}).
			wantFault("/email_addresses/1/email")
		// What is shown keeps its joiners.
		kept := a.post("/contacts", object{"first_name": "علی\u200cرضا"}).want(http.StatusCreated).json()
		if kept.text("first_name") != "علی\u200cرضا" {
			a.Errorf("got %+q", kept["first_name"])
		}
	})
}

// An organization of which another one has the key, since folding changed, is
// found by the check and refused until it differs.
func TestOldKeysThatFallTogether(t *testing.T) {
	eachAPI(t, func(a *api) {
		first := a.post("/organizations", object{"name": "Acme", "code": "ACME", "organization_type": "Company"}).want(http.StatusCreated)
		second := a.post("/organizations", object{"name": "Other", "code": "OTHER", "organization_type": "Company"}).want(http.StatusCreated)
		if _, err := a.db.Exec(a.Context(), `UPDATE organizations SET code = $1, code_key = $2 WHERE id = $3`,
			"ACME\u200b", "acme\u200b", second.id()); err != nil { // as a program of before left it
			a.Fatal(err)
		}
		if err := a.db.Rekey(a.Context()); err != nil {
			a.Fatal(err)
		}
		if got := a.breaches("organization", second.id(), "unique"); got != 1 {
			a.Errorf("the check names it %d times", got)
		}
		fault := a.patch("/organizations/"+second.id(), object{"legal_name": "Other Ltd"}).wantFault("/code")
		if fault["code"] != "unique" || fault["conflict"] != first.id() {
			a.Error(fault)
		}
		a.patch("/organizations/"+first.id(), object{"legal_name": "Acme Ltd"}).want(http.StatusOK)
		a.patch("/organizations/"+second.id(), object{"code": "ACME 2"}).want(http.StatusOK)
		if got := a.breaches("organization", second.id(), "unique"); got != 0 {
			a.Errorf("the check names it %d times after it was changed", got)
		}
	})
}

// Values that are written in one way only lose what copying brought along; inside
// them it is named.
func TestPastedValues(t *testing.T) {
	eachAPI(t, func(a *api) {
		for _, pasted := range []string{
			"\u200b", "\ufeff", "\u200e", "\u00a0", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069",
		} {
			made := a.post("/contacts", object{
				"birth_date": pasted + "1990-01-02" + pasted, "language": "en" + pasted,
				"email_addresses": []object{{"email": pasted + "jane@example.com" + pasted}},
				"phone_numbers":   []object{{"phone_number": pasted + "+49 30 1234567" + pasted, "extension": "1" + pasted}},
				"addresses":       []object{{"address": object{"country": pasted + "XK"}}},
			}).want(http.StatusCreated).json()
			got := []string{
				made.text("birth_date"), made.text("language"), made.text("primary_email"), made.text("primary_phone"),
				made.list("addresses")[0].object("address").text("country_name"),
			}
			want := []string{"1990-01-02", "en", "jane@example.com", "+49301234567", "Kosovo"}
			if !slices.Equal(got, want) {
				a.Errorf("%+q: got %q", pasted, got)
			}
			inside := a.post("/contacts", object{"email_addresses": []object{{"email": "ja" + pasted + "ne@example.com"}}}).
				wantFault("/email_addresses/0/email")
			if want := fmt.Sprintf("U+%04X", []rune(pasted)[0]); !strings.Contains(inside["detail"].(string), want) ||
				!strings.Contains(inside["detail"].(string), "at place 3") {
				a.Errorf("%+q: got %v", pasted, inside)
			}
		}
		fault := a.post("/organizations", object{
			"name": "A", "code": "A", "organization_type": "Company", "website": "https://exa\u200bmple.com", "currency": "E\u200bUR",
			"effective_date": "2024\u00ad-01-01", "timezone": "Europe/\u200bBerlin",
		})
		for _, at := range []string{"/website", "/currency", "/effective_date", "/timezone"} {
			if detail := fault.wantFault(at).text("detail"); !strings.Contains(detail, "invisible character U+") {
				a.Errorf("%s: %s", at, detail)
			}
		}
	})
}

// breaches is how often the check finds that a record breaks a rule.
func (a *api) breaches(kind, id, rule string) (n int) {
	a.Helper()
	err := check.Run(a.Context(), a.db, func(b check.Breach) {
		if b.Kind == kind && b.Record == id && b.Rule == rule {
			n++
		}
	})
	if err != nil {
		a.Fatal(err)
	}
	return n
}

// Mexico's numbers with and without the digits that its plan dropped are one.
func TestDroppedDigitsOfMexico(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.patch("/workspaces/"+a.ws, object{"default_region": "MX"}, "If-Match: *")
		made := a.post("/contacts", object{"first_name": "Ana", "phone_numbers": []object{{"phone_number": "+52 1 55 1234 5678"}}}).
			want(http.StatusCreated)
		if got := made.json().text("primary_phone"); got != "+525512345678" {
			a.Errorf("stored %s", got)
		}
		channels := "/contacts/" + made.id() + "/phone_numbers"
		a.post(channels, object{"phone_number": "+52 55 1234 5678"}).wantFault("/phone_number")
		fault := a.post(channels, object{"phone_number": "044 55 8765 4321", "phone_region": "MX"}).wantFault("/phone_number")
		if detail := fault["detail"].(string); !strings.HasSuffix(detail, "leave out the 044.") {
			a.Error(detail)
		}
		find := func(what string) {
			a.Helper()
			for _, written := range []string{"%2B525512345678", "%2B5215512345678", "044 55 1234 5678", "55 1234 5678", "01 55 1234 5678"} {
				if n := len(a.get("/contacts?phone_number=" + strings.ReplaceAll(written, " ", "%20")).results()); n != 1 {
					a.Errorf("%s: phone_number=%s finds %d", what, written, n)
				}
			}
			for _, written := range []string{"%2B52+55+1234+5678", "%2B52+1+55+1234+5678"} {
				if n := len(a.get("/contacts?search=" + written).results()); n != 1 {
					a.Errorf("%s: search=%s finds %d", what, written, n)
				}
			}
		}
		find("as it is stored now")
		// As a program of before left it.
		if _, err := a.db.Exec(a.Context(), "UPDATE contact_phone_numbers SET phone_number = $1", "+5215512345678"); err != nil {
			a.Fatal(err)
		}
		if _, err := check.Rebuild(a.Context(), a.db, nil); err != nil {
			a.Fatal(err)
		}
		find("as it was stored before")
		if n := a.breaches("contact", made.id(), "not_normal"); n != 0 {
			a.Errorf("the check names it %d times", n)
		}
		a.post(channels, object{"phone_number": "+52 55 1234 5678"}).wantFault("/phone_number")
		list := a.patch("/contacts/"+made.id(), object{"phone_numbers": []object{{"phone_number": "+52 55 1234 5678"}}}).want(http.StatusOK).json()
		if numbers := list.list("phone_numbers"); len(numbers) != 1 || numbers[0]["id"] != made.json().list("phone_numbers")[0]["id"] ||
			numbers[0]["phone_number"] != "+525512345678" {
			a.Errorf("got %v", numbers)
		}
	})
}

// Kosovo is taken wherever a country or a region is.
func TestKosovo(t *testing.T) {
	eachAPI(t, func(a *api) {
		a.post("/contacts", object{
			"first_name": "Arta", "phone_region": "XK", "phone_numbers": []object{{"phone_number": "044 123 456"}},
			"addresses": []object{{"address": object{"city": "Prishtina", "country": "xk"}}},
		}).want(http.StatusCreated)
		a.patch("/workspaces/"+a.ws, object{"default_region": "XK"}).want(http.StatusOK)
		found := a.get("/contacts?country=XK&phone_number=044123456&search=kosovo").results()
		if len(found) != 0 { // search looks at no countries
			a.Errorf("search found %d", len(found))
		}
		found = a.get("/contacts?country=XK&phone_number=044123456").results()
		if len(found) != 1 || found[0].text("primary_phone") != "+38344123456" || found[0].text("primary_address") != "Prishtina, Kosovo" {
			a.Errorf("got %v", found)
		}
		address := a.get("/addresses?country=XK&search=kosovo").results()
		if len(address) != 1 || address[0].text("country_name") != "Kosovo" {
			a.Errorf("got %v", address)
		}
	})
}
