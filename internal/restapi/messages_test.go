package restapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// A name that is close to one there is names that one.
func TestNearNames(t *testing.T) {
	eachAPI(t, func(a *api) {
		for field, want := range map[string]string{
			"frist_name": "first_name", "firstName": "first_name", "e_mail_addresses": "email_addresses", "email": "email_addresses",
			"birthday": "birth_date", "custom_field": "custom_fields", "qqqq": "",
		} {
			a.wantSuggestion(a.post("/contacts", object{"first_name": "A", field: "x"}).wantFault("/"+field), "unknown_field", want)
		}
		a.wantSuggestion(a.post("/contacts", object{"first_name": "A", "email_addresses": []object{{"emial": "a@example.com"}}}).
			wantFault("/email_addresses/0/emial"), "unknown_field", "email")
		for parameter, want := range map[string]string{
			"frist_name": "first_name", "pagesize": "page_size", "serch": "search", "country_code": "", "creatd_at__gte": "created_at__gte",
			"qqqq": "",
		} {
			a.wantSuggestion(a.get("/contacts?"+parameter+"=x").wantFault(parameter), "unknown_parameter", want)
		}
		a.wantSuggestion(a.get("/contacts?fields=frist_name").wantFault("fields"), "unknown_field", "first_name")
		id := a.post("/contacts", object{"first_name": "A"}).want(http.StatusCreated).id()
		a.wantSuggestion(a.get("/contacts/"+id+"?field=id").wantFault("field"), "unknown_parameter", "fields")
		fault := a.get("/contacts?status__like=x").wantFault("status__like")
		if !strings.Contains(fault.text("detail"), "status takes __exact, __in") {
			a.Errorf("got %v", fault)
		}
	})
}

func (a *api) wantSuggestion(fault object, code, name string) {
	a.Helper()
	detail := fault.text("detail")
	if fault["code"] != code || strings.Contains(detail, "Did you mean") != (name != "") || name != "" && !strings.HasSuffix(detail, " Did you mean "+name+"?") {
		a.Errorf("got %v, want %s and %q", fault, code, name)
	}
}

// What must be one of a set is told with the set, up to 20 values.
func TestValuesThereAre(t *testing.T) {
	eachAPI(t, func(a *api) {
		sources := "website, referral, conference, import, api, other."
		for _, c := range []struct {
			answer   *answer
			at, want string
		}{
			{a.post("/contacts", object{"first_name": "A", "source": "x"}), "/source", "The source must be one of: " + sources},
			{a.get("/contacts?source=x"), "source", "The value must be one of: " + sources},
			{a.post("/contacts", object{"first_name": "A", "status": "x"}), "/status", "The status must be one of: active, inactive, do_not_contact."},
			{a.get("/contacts?status=x"), "status", "The value must be one of: active, inactive, do_not_contact."},
			{
				a.post("/contacts", object{"phone_numbers": []object{{"phone_number": office, "phone_type": "x"}}}), "/phone_numbers/0/phone_type",
				"The type must be one of: mobile, work, home, fax, other.",
			},
			{
				a.post("/organizations", object{"name": "A", "code": "a", "organization_type": "x"}), "/organization_type",
				"The organization type must be one of: Branch, Company, Customer, Department, Division, Partner, Supplier, Team.",
			},
			{
				a.get("/organizations?organization_type=x"), "organization_type",
				"The organization type must be one of: Branch, Company, Customer, Department, Division, Partner, Supplier, Team.",
			},
			{a.post("/api-keys", object{"name": "x", "role": "x"}), "/role", "The role must be one of: admin, editor, viewer."},
			{a.post("/addresses", object{"city": "x", "status": "x"}), "/status", "The status must be active or inactive."},
			{a.get("/tags?ordering=x"), "ordering", "The ordering must be one of: name, use_count, created_at, id."},
		} {
			if got := c.answer.wantFault(c.at).text("detail"); got != c.want {
				a.Errorf("%s: got %q, want %q", c.at, got, c.want)
			}
		}
		for i := range 20 {
			a.post("/options", object{"list": "source", "value": fmt.Sprint("more", i)}).want(http.StatusCreated)
			a.post("/organization-types", object{"name": fmt.Sprint("More ", i)}).want(http.StatusCreated)
		}
		if got := a.get("/contacts?source=x").wantFault("source").text("detail"); got != "The value must be one of 26 values; see the options of the list source." {
			a.Errorf("got %q", got)
		}
		got := a.get("/organizations?organization_type=x").wantFault("organization_type").text("detail")
		if got != "No organization type has this id or name; see the list of organization types." {
			a.Errorf("got %q", got)
		}
	})
}

// With one error alone the problem's detail is that error's text, and names the
// field; with several it says how many there are.
func TestDetailOfOneError(t *testing.T) {
	eachAPI(t, func(a *api) {
		for body, want := range map[string]string{
			`{"first_name": "A", "email_addresses": [{"email": "jane"}]}`:           "The email address has no @.",
			`{"first_name": "` + strings.Repeat("x", 101) + `"}`:                    "first_name: The text is longer than 100 characters.",
			`{"first_name": "A", "frist_name": "B"}`:                                "frist_name: Unknown field. Did you mean first_name?",
			`{"first_name": "A", "status": "x", "source": "y", "contact_type":"z"}`: "The input has 3 errors; each is in errors.",
		} {
			got := a.post("/contacts", body).want(http.StatusBadRequest).json()
			errors := got.list("errors")
			if got["detail"] != want || len(errors) == 1 && !strings.HasSuffix(want, errors[0].text("detail")) {
				a.Errorf("got %v, want %q", got, want)
			}
		}
		if detail := a.get("/contacts?page_size=0").want(http.StatusBadRequest).json()["detail"]; detail != "page_size: The value must be a whole number from 1 to 1000." {
			a.Errorf("got %v", detail)
		}
	})
}
