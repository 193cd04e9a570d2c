package restapi_test

import (
	"net/http"
	"strings"
	"testing"
)

// Every write that answers with a record takes Prefer and fields, those by an external
// id and of one tag too.
func TestWritesByExternalIDAndTagTakePreferAndFields(t *testing.T) {
	const minimal = "Prefer: return=minimal"
	eachAPI(t, func(a *api) {
		made := a.do("PUT", "/contacts/by/crm/1", object{"first_name": "Ada"}, minimal).want(http.StatusCreated)
		if len(made.body) != 0 || made.header.Get("Location") == "" || made.header.Get("Preference-Applied") != "return=minimal" {
			t.Errorf("created: %v %s", made.header, made.body)
		}
		a.do("PUT", "/contacts/by/crm/1", object{"first_name": "Ada B."}, minimal).want(http.StatusNoContent)
		path := strings.TrimPrefix(made.header.Get("Location"), "/api/v1")
		a.do("PUT", path+"/tags/vip", nil, minimal).want(http.StatusNoContent)

		for _, tagged := range []*answer{
			a.do("PUT", "/contacts/by/crm/1?fields=full_name", object{"last_name": "C."}).want(http.StatusOK),
			a.do("PUT", path+"/tags/press?fields=full_name", nil).want(http.StatusOK),
		} {
			if got := tagged.json(); len(got) != 1 || got["full_name"] == nil {
				t.Errorf("got %s", tagged.body)
			}
		}
		fault := a.do("PUT", path+"/tags/late?fields=full_nam", nil).wantFault("fields")
		if detail, _ := fault["detail"].(string); !strings.Contains(detail, "full_name") {
			t.Errorf("nothing is suggested: %v", fault)
		}
		fault = a.do("DELETE", path+"/tags/press?fields=id", nil).wantFault("fields")
		if detail, _ := fault["detail"].(string); strings.Contains(detail, "Did you mean fields") {
			t.Errorf("the parameter itself is suggested: %v", fault)
		}
		if detail := a.get("/contacts/by/crm/none").want(http.StatusNotFound).json()["detail"]; detail != "No contact has this external id." {
			t.Errorf("got %v", detail)
		}
	})
}

// No error is without a text.
func TestErrorsOfEmailsHaveTexts(t *testing.T) {
	eachAPI(t, func(a *api) {
		for _, email := range []string{"a b@c.de", "a@b c.de", "Ann <a@b.de>", "a\u200bb@c.de", " ", "@", "a@", "a..b@c.de"} {
			fault := a.post("/contacts", object{"first_name": "A", "email_addresses": []object{{"email": email}}}).wantFault("/email_addresses/0/email")
			if detail, _ := fault["detail"].(string); len(detail) < 10 {
				t.Errorf("%q: the detail is %q", email, detail)
			}
		}
	})
}
