package restapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMalformedQueries: a query that cannot be read is refused, and never
// answered as if it had not asked.
func TestMalformedQueries(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := a.post("/contacts", object{"first_name": "A"}).want(http.StatusCreated).id()
		paths := []string{
			"/contacts", "/tags", "/addresses", "/organizations", "/organization-types", "/changes", "/contacts/" + id,
			"/contacts/" + id + "/history", "/contacts/" + id + "/email_addresses",
		}
		for _, path := range paths {
			for _, query := range []string{"status=%zz", "search=%", "%=x", "status=inactive;x=1", ";", "page_size=1&x=%f"} {
				r := a.get(path + "?" + query)
				if fault := r.wantFault("query"); fault["code"] != "invalid_query" || fault["pointer"] != nil {
					a.Errorf("%s?%s: %v", path, query, fault)
				}
			}
			a.get(path + "?x%FF%00" + strings.Repeat("%C3%A4", 200) + "=1").
				wantFault("x\uFFFD\uFFFD" + strings.Repeat("ä", 97))
		}
		if got := a.get("/contacts?first_name=%41&search=a%3Bb").results(); len(got) != 0 {
			a.Errorf("found %d", len(got))
		}
	})
}

// TestFieldsTwice: a field that is asked for twice stands once in the answer.
func TestFieldsTwice(t *testing.T) {
	eachAPI(t, func(a *api) {
		id := a.post("/tags", object{"name": "VIP"}).want(http.StatusCreated).id()
		const want = `{"name":"VIP","slug":"vip"}`
		if diff := cmp.Diff(want, string(a.get("/tags/"+id+"?fields=name,slug,name,%20slug").want(http.StatusOK).body)); diff != "" {
			a.Error(diff)
		}
		for _, query := range []string{"fields=name,slug,name", "fields=name,slug&fields=slug,name"} {
			body := string(a.get("/tags?" + query).want(http.StatusOK).body)
			if !strings.Contains(body, `"results":[`+want+`]`) {
				a.Errorf("%s: %s", query, body)
			}
		}
	})
}

// foldings are names with what finds them and what does not.
var foldings = []struct {
	name      string
	by, notBy []string
}{
	{"Andr\u00e9", []string{"Andre\u0301", "andr\u00c9", "ANDRE"}, []string{"Andra"}},
	{"Zoe\u0308", []string{"Zo\u00eb", "ZOE", "zo\u00cb"}, []string{"Zoa"}},
	{"Strauß", []string{"STRAUSS", "strauss", "Strauẞ"}, []string{"Strauz"}},
	{"MEISSNER", []string{"Meißner", "meissner"}, []string{"meisner"}},
	{"\u0130brahim", []string{"ibrahim", "IBRAHIM", "\u0131brahim", "i\u0307brahim"}, []string{"lbrahim"}},
	{"I\u015f\u0131k", []string{"i\u015fik", "ISIK", "\u0131\u015f\u0131k"}, []string{"islk"}},
	{"\uff21\uff4b\uff49\uff52\uff41", []string{"Akira", "\uff21\uff2b\uff29\uff32\uff21"}, []string{"Akita"}},
	{"Р\u0430вел", []string{"р\u0430вел", "Р\u0410ВЕЛ"}, []string{"Рaвел", "PaBe\u043b"}}, // Cyrillic а is not Latin a
	{"Karla", []string{"KARLA"}, []string{"K\u0430rl\u0430"}},
	{"Søren", []string{"soren", "SØREN"}, []string{"suren"}},
	{"Łukasz", []string{"lukasz", "łUKASZ"}, []string{"tukasz"}},
	{"Ægir", []string{"aegir", "æGIR"}, []string{"Ogir"}},
	{"Jo\u200dhn", []string{"john"}, []string{"jo hm"}},
}

func TestFolding_INP_02(t *testing.T) {
	eachAPI(t, func(a *api) {
		for _, f := range foldings {
			a.post("/contacts", object{"first_name": f.name}).want(http.StatusCreated)
		}
		for _, f := range foldings {
			for _, parameter := range []string{"search", "first_name", "first_name__iexact"} {
				for _, by := range append([]string{f.name}, f.by...) {
					found := a.get("/contacts?" + parameter + "=" + url.QueryEscape(by)).results()
					if len(found) != 1 || found[0].text("first_name") != f.name {
						a.Errorf("%s=%+q for %+q: %v", parameter, by, f.name, found)
					}
				}
				for _, by := range f.notBy {
					if found := a.get("/contacts?" + parameter + "=" + url.QueryEscape(by)).results(); len(found) > 0 {
						a.Errorf("%s=%+q: found %v", parameter, by, found)
					}
				}
			}
		}
		for _, query := range []string{"%CC%81", "%E2%80%8B", "%20%E2%80%8D%20", "%C2%AD", "-"} {
			if o := a.get("/contacts?search=" + query).want(http.StatusOK).json(); o["count"] != 0.0 || len(o.list("results")) > 0 {
				a.Errorf("search=%s: found %v", query, o["count"])
			}
		}
		if o := a.get("/contacts?search=%20").json(); o["count"] != float64(len(foldings)) {
			a.Errorf("a blank search found %v", o["count"])
		}
	})
}

func TestFoldedKeys_INP_02(t *testing.T) {
	eachAPI(t, func(a *api) {
		path := "/contacts/" + a.post("/contacts", object{
			"first_name": "A", "language": "pt-BR", "tags": []any{"Straße", "STRASSE", "Cafe\u0301", "CAF\u00c9", "\uff36ip", "vIP"},
			"email_addresses": []any{object{"email": "Anna.M@Example.org"}},
			"addresses":       []any{object{"address": object{"city": "Bern", "country": "ch"}}},
		}).want(http.StatusCreated).id()
		if got, _ := a.get(path).json()["tags"].([]any); len(got) != 3 {
			a.Errorf("tags that are the same but for case: %v", got)
		}
		for _, name := range []string{"strasse", "caf\u00e9", "VIP"} {
			a.post("/tags", object{"name": name}).wantFault("/name")
			if got := a.get("/tags?name=" + url.QueryEscape(name)).results(); len(got) != 1 {
				a.Errorf("%d tags %q", len(got), name)
			}
			if got := a.get("/contacts?tags=" + url.QueryEscape(name)).results(); len(got) != 1 {
				a.Errorf("%d contacts with the tag %q", len(got), name)
			}
		}
		a.post("/tags", object{"name": "cafe"}).want(http.StatusCreated) // an accent is no case
		a.post(path+"/email_addresses", object{"email": "aNNA.m@EXAMPLE.ORG"}).wantFault("/email")
		a.patch(path, object{"email_addresses": []any{
			object{"email": "b@example.org"}, object{"email": "B@example.org"},
		}}).wantFault("/email_addresses/1/email")
		for query, want := range map[string]int{
			"email=anna.m@example.org":           1,
			"email=ANNA.M@EXAMPLE.ORG":           1,
			"email=annam@example.org":            0,
			"email=%D0%B0nna.m@example.org":      0, // Cyrillic а
			"country=ch":                         1,
			"country=CH":                         1,
			"language=PT-br":                     1,
			"language=pt":                        0,
			"language__startswith=PT":            1,
			"language__startswith=pT-b":          1,
			"language__in=de,pt-br":              1,
			"city=BERN&country__in=at,Ch":        1,
			"language__iexact=pt-br&country=de":  0,
			"language__isnull=true&country=null": 0,
		} {
			if got := a.get("/contacts?" + query).results(); len(got) != want {
				a.Errorf("%s: found %d, want %d", query, len(got), want)
			}
		}
	})
}
