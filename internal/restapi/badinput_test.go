package restapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// wantNothingWritten runs fn and fails the test if it changed any record.
func (a *api) wantNothingWritten(fn func()) {
	a.Helper()
	before := a.count("changes")
	fn()
	if n := a.count("changes"); n != before {
		a.Errorf("%d changes were made", n-before)
	}
}

// badFields are values of a contact's fields that break a rule, with the
// pointer of the error and its code.
var badFields = []struct{ body, at, code string }{
	{`{"prefix": "` + strings.Repeat("x", 101) + `"}`, "/prefix", "too_long"},
	{`{"first_name": "` + strings.Repeat("ä", 101) + `"}`, "/first_name", "too_long"},
	{`{"middle_name": "` + strings.Repeat("x", 101) + `"}`, "/middle_name", "too_long"},
	{`{"last_name": "` + strings.Repeat("x", 101) + `"}`, "/last_name", "too_long"},
	{`{"suffix": "` + strings.Repeat("x", 101) + `"}`, "/suffix", "too_long"},
	{`{"nickname": "` + strings.Repeat("x", 101) + `"}`, "/nickname", "too_long"},
	{`{"title": "` + strings.Repeat("x", 101) + `"}`, "/title", "too_long"},
	{`{"organization_name": "` + strings.Repeat("x", 256) + `"}`, "/organization_name", "too_long"},
	{`{"notes": "` + strings.Repeat("x", 100_001) + `"}`, "/notes", "too_long"},
	{`{"first_name": "a\u0000b"}`, "/first_name", "invalid_text"},
	{`{"first_name": "a\nb"}`, "/first_name", "invalid_text"},
	{`{"notes": "a\u0007b"}`, "/notes", "invalid_text"},
	{`{"first_name": 5}`, "/first_name", "invalid_type"},
	{`{"first_name": true}`, "/first_name", "invalid_type"},
	{`{"first_name": ["A"]}`, "/first_name", "invalid_type"},
	{`{"first_name": {"a": "b"}}`, "/first_name", "invalid_type"},
	{`{"linked_organization": "0190a0a0-0000-7000-8000-000000000000"}`, "/linked_organization", "not_found"},
	{`{"linked_organization": "Acme"}`, "/linked_organization", "not_found"},
	{`{"linked_organization_id": "Acme"}`, "/linked_organization_id", "not_found"},
	{`{"linked_organization": "Acme"}`, "/linked_organization", "not_found"},
	{`{"linked_organization_id": "A", "linked_organization": "B"}`, "/linked_organization_id", "duplicate_field"},
	{`{"contact_type": "friend"}`, "/contact_type", "unknown_value"},
	{`{"contact_type": ""}`, "/contact_type", "unknown_value"},
	{`{"contact_type": null}`, "/contact_type", "null"},
	{`{"status": "Active"}`, "/status", "unknown_value"},
	{`{"status": null}`, "/status", "null"},
	{`{"source": "newspaper"}`, "/source", "unknown_value"},
	{`{"source": 1}`, "/source", "invalid_type"},
	{`{"birth_date": "1990-02-30"}`, "/birth_date", "invalid_date"},
	{`{"birth_date": "1990-2-3"}`, "/birth_date", "invalid_date"},
	{`{"birth_date": "0000-01-01"}`, "/birth_date", "invalid_date"},
	{`{"birth_date": "10000-01-01"}`, "/birth_date", "invalid_date"},
	{`{"birth_date": "--0415"}`, "/birth_date", "invalid_date"},
	{`{"birth_date": "2023-02-29"}`, "/birth_date", "invalid_date"},
	{`{"birth_date": 19900101}`, "/birth_date", "invalid_type"},
	{`{"language": "english"}`, "/language", "invalid_language"},
	{`{"language": "root"}`, "/language", "invalid_language"},
	{`{"language": "en_US"}`, "/language", "invalid_language"},
	{`{"tags": "vip"}`, "/tags", "invalid_type"},
	{`{"tags": [1]}`, "/tags/0", "invalid_type"},
	{`{"tags": ["ok", " "]}`, "/tags/1", "required"},
	{`{"tags": ["` + strings.Repeat("x", 101) + `"]}`, "/tags/0", "too_long"},
	{`{"custom_fields": []}`, "/custom_fields", "invalid_type"},
	{`{"custom_fields": {"n": 1e999999}}`, "/custom_fields/n", "out_of_range"},
	{`{"custom_fields": {"n": [` + strings.Repeat("9", 900_000) + `]}}`, "/custom_fields/n", "out_of_range"},
	{`{"custom_fields": {"n": [` + strings.Repeat("1,", 10_000) + `1]}}`, "/custom_fields/n", "too_many"},
	{`{"custom_fields": {` + numbered(1_001, `"%d": 1`) + `}}`, "/custom_fields", "too_many"},
	{`{"external_ids": {` + numbered(1_001, `"%d": "1"`) + `}}`, "/external_ids", "too_many"},
	{`{"external_ids": {"erp": "1", " erp": "2"}}`, "/external_ids/erp", "unique"},
	{`{"tags": [` + numbered(501, `"%d"`) + `]}`, "/tags", "too_many"},
	{`{"email_addresses": [` + numbered(1_001, `{"email": "%d@example.com"}`) + `]}`, "/email_addresses", "too_many"},
	{`{"custom_fields": {"a": {"b": ["x\u0000"]}}}`, "/custom_fields/a", "invalid_text"},
	{`{"custom_fields": {"a": ` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}}`, "/custom_fields/a", "too_deep"},
	{`{"external_ids": {"erp": 5}}`, "/external_ids/erp", "invalid_type"},
	{`{"external_ids": {"erp": ""}}`, "/external_ids/erp", "required"},
	{`{"external_ids": {"": "5"}}`, "/external_ids/", "required"},
	{`{"external_ids": {"erp": "` + strings.Repeat("x", 256) + `"}}`, "/external_ids/erp", "too_long"},
	{`{"email_addresses": {}}`, "/email_addresses", "invalid_type"},
	{`{"email_addresses": ["a@example.com"]}`, "/email_addresses/0", "invalid_type"},
	{`{"email_addresses": [{}]}`, "/email_addresses/0/email", "required"},
	{`{"email_addresses": [{"email": null}]}`, "/email_addresses/0/email", "null"},
	{`{"email_addresses": [{"email": "a@b"}]}`, "/email_addresses/0/email", "invalid_email"},
	{`{"email_addresses": [{"email": "a@example.com", "email_type": "mobile"}]}`, "/email_addresses/0/email_type", "unknown_value"},
	{`{"email_addresses": [{"email": "a@example.com", "is_primary": "yes"}]}`, "/email_addresses/0/is_primary", "invalid_type"},
	{`{"email_addresses": [{"email": "a@example.com", "is_primary": null}]}`, "/email_addresses/0/is_primary", "null"},
	{`{"email_addresses": [{"email": "a@example.com", "type": "work"}]}`, "/email_addresses/0/type", "unknown_field"},
	{`{"email_addresses": [{"email": "a@example.com", "notes": "` + strings.Repeat("x", 100_001) + `"}]}`, "/email_addresses/0/notes", "too_long"},
	{`{"phone_numbers": [{"phone_number": "030 901820"}]}`, "/phone_numbers/0/phone_number", "no_country"},
	{`{"phone_numbers": [{"phone_number": "+49 3"}]}`, "/phone_numbers/0/phone_number", "too_short"},
	{`{"phone_numbers": [{"phone_number": "+491234567890123456789"}]}`, "/phone_numbers/0/phone_number", "too_long"},
	{`{"phone_numbers": [{"phone_number": "call me"}]}`, "/phone_numbers/0/phone_number", "letters"},
	{`{"phone_numbers": [{"phone_number": 4930901820}]}`, "/phone_numbers/0/phone_number", "invalid_type"},
	{`{"phone_region": "XX", "phone_numbers": [{"phone_number": "030 901820"}]}`, "/phone_region", "unknown_value"},
	{`{"phone_numbers": [{"phone_number": "+4930901820", "extension": "12a"}]}`, "/phone_numbers/0/extension", "invalid_extension"},
	{`{"phone_numbers": [{"phone_number": "+4930901820", "extension": "123456789012345678901"}]}`, "/phone_numbers/0/extension", "invalid_extension"},
	{`{"phone_numbers": [{"phone_number": "+4930901820"}, {"phone_number": "+49 30 901820"}]}`, "/phone_numbers/1/phone_number", "unique"},
	{`{"addresses": [{}]}`, "/addresses/0/address", "required"},
	{`{"addresses": [{"address": null}]}`, "/addresses/0/address", "invalid_type"},
	{`{"addresses": [{"address": {}}]}`, "/addresses/0/address/street_address_1", "required"},
	{`{"addresses": [{"address": "x"}]}`, "/addresses/0/address", "not_found"},
	{`{"addresses": [{"address": {"city": "` + strings.Repeat("x", 101) + `"}}]}`, "/addresses/0/address/city", "too_long"},
	{`{"addresses": [{"address": {"postal_code": "` + strings.Repeat("1", 21) + `"}}]}`, "/addresses/0/address/postal_code", "too_long"},
	{`{"addresses": [{"address": {"country": "Germany"}}]}`, "/addresses/0/address/country", "unknown_value"},
	{`{"addresses": [{"address": {"city": "A", "latitude": 91, "longitude": 1}}]}`, "/addresses/0/address/latitude", "out_of_range"},
	{`{"addresses": [{"address": {"city": "A", "latitude": 1, "longitude": 1e999}}]}`, "/addresses/0/address/longitude", "out_of_range"},
	{`{"addresses": [{"address": {"city": "A", "latitude": "1", "longitude": 1}}]}`, "/addresses/0/address/latitude", "invalid_type"},
	{`{"addresses": [{"address": {"city": "A", "status": "gone"}}]}`, "/addresses/0/address/status", "unknown_value"},
	{`{"firstname": "A"}`, "/firstname", "unknown_field"},
	{`{"First_Name": "A"}`, "/First_Name", "unknown_field"},
	{`{"workspace_id": "x"}`, "/workspace_id", "unknown_field"},
	{`{"a/b~c": 1}`, "/a~1b~0c", "unknown_field"},
	{`{}`, "/first_name", "required"},
	{`{"first_name": " \u00a0 "}`, "/first_name", "required"},
	{`{"tags": ["x"], "notes": "only notes"}`, "/first_name", "required"},
	{`{"addresses": [{"address": {"city": "Berlin"}}]}`, "/first_name", "required"},
}

// numbered writes a form n times with the numbers from 1, separated by commas.
func numbered(n int, form string) string {
	items := make([]string, n)
	for i := range items {
		items[i] = fmt.Sprintf(form, i+1)
	}
	return strings.Join(items, ",")
}

func TestEachRuleNamesItsField(t *testing.T) {
	eachAPI(t, func(a *api) {
		c := a.post("/contacts", object{"first_name": "A"}).want(http.StatusCreated)
		a.wantNothingWritten(func() {
			for _, tt := range badFields {
				if e := a.post("/contacts", tt.body).wantFault(tt.at); e["code"] != tt.code {
					a.Errorf("%.80s: code %v, want %s", tt.body, e["code"], tt.code)
				}
				if tt.at == "/first_name" && tt.code == "required" {
					continue // the contact below has a name
				}
				for _, method := range []string{"PUT", "PATCH"} {
					a.do(method, "/contacts/"+c.id(), tt.body).wantFault(tt.at)
				}
			}
		})
	})
}

func TestAllErrorsOfABodyAreReportedTogether(t *testing.T) {
	eachAPI(t, func(a *api) {
		r := a.post("/contacts", `{"first_name": 5, "status": "x", "birth_date": "x", "nope": 1, "linked_organization": "x",
			"email_addresses": [{"email": "a@"}, {"email": "secret@example.com", "is_primary": 1}],
			"phone_numbers": [{"phone_number": "1"}], "addresses": [{"address": {"country": "XX"}}]}`)
		a.post("/contacts", `{"first_name": " ", "status": "x"}`).wantFault("/first_name")
		for _, at := range []string{
			"/first_name", "/status", "/birth_date", "/nope", "/linked_organization", "/email_addresses/0/email",
			"/email_addresses/1/is_primary", "/phone_numbers/0/phone_number", "/addresses/0/address/country",
		} {
			r.wantFault(at)
		}
		if strings.Contains(string(r.body), "secret") {
			t.Errorf("the answer repeats what was refused: %s", r.body)
		}
	})
}

// Bodies that are no JSON object, or not as strict as they must be.
func TestBodiesThatCannotBeRead(t *testing.T) {
	tests := []struct {
		name, body string
		at, code   string
	}{
		{"empty", "", "", "invalid_json"},
		{"null", "null", "", "invalid_type"},
		{"a list", "[]", "", "invalid_type"},
		{"a text", `"x"`, "", "invalid_type"},
		{"cut off", `{"first_name": "A"`, "", "invalid_json"},
		{"two values", `{"first_name": "A"} {"first_name": "B"}`, "", "invalid_json"},
		{"a field twice", `{"first_name": "A", "first_name": "B"}`, "/first_name", "duplicate_field"},
		{"a field twice, escaped", `{"first_name": "A", "first\u005fname": "B"}`, "/first_name", "duplicate_field"},
		{"a field twice, below", `{"custom_fields": {"a": 1, "a": 2}}`, "/custom_fields/a", "duplicate_field"},
		{"invalid UTF-8", "{\"first_name\": \"\xff\"}", "/first_name", "invalid_json"},
		{"a lone surrogate", `{"first_name": "\ud800"}`, "/first_name", "invalid_json"},
		{"a NUL byte", "{\"first_name\": \"a\x00\"}", "/first_name", "invalid_json"},
		{"100,000 brackets", strings.Repeat("[", 100_000), "", "invalid_json"},
		{"100,000 objects", strings.Repeat(`{"a":`, 100_000), "", "invalid_json"},
		{"not a number", `{"first_name": NaN}`, "/first_name", "invalid_json"},
		{"single quotes", `{'first_name': 'A'}`, "", "invalid_json"},
		{"a comment", `{"first_name": "A" /* x */}`, "", "invalid_json"},
	}
	eachAPI(t, func(a *api) {
		path := "/contacts/" + a.post("/contacts", object{"first_name": "A"}).want(http.StatusCreated).id()
		a.wantNothingWritten(func() {
			for _, tt := range tests {
				a.run(tt.name, func(a *api) {
					for _, method := range []string{"POST", "PUT", "PATCH"} {
						target := path
						if method == "POST" {
							target = "/contacts"
						}
						r := a.do(method, target, tt.body).want(http.StatusBadRequest)
						first := r.json().list("errors")[0]
						if first["code"] != tt.code || (tt.at != "" && first["pointer"] != tt.at) {
							a.Errorf("%s: got %v", method, first)
						}
					}
				})
			}
		})
	})
}

func TestRefusedBeforeTheBodyIsRead(t *testing.T) {
	eachAPI(t, func(a *api) {
		big := `{"notes": "` + strings.Repeat("x", 2<<20) + `"}`
		a.wantNothingWritten(func() {
			a.post("/contacts", big).want(http.StatusRequestEntityTooLarge)
			a.post("/contacts", struct{ *strings.Reader }{strings.NewReader(big)}).want(http.StatusRequestEntityTooLarge)
			for _, contentType := range []string{
				"", "text/plain", "application/x-www-form-urlencoded", "application/xml", "application/json; charset=latin1",
				"application/merge-patch+json", "application/json, text/plain",
			} {
				a.post("/contacts", `{"first_name": "A"}`, "Content-Type: "+contentType).want(http.StatusUnsupportedMediaType)
			}
			a.post("/contacts", `{"first_name": "A"}`, "Content-Encoding: gzip").want(http.StatusUnsupportedMediaType)
			a.post("/contacts", `{"first_name": "A"}`, "Accept: text/html").want(http.StatusNotAcceptable)
			a.get("/contacts", "Accept: application/xml;q=0.9, application/json;q=0").want(http.StatusNotAcceptable)
		})
		a.get("/contacts", "Accept: text/html, */*;q=0.1").want(http.StatusOK)
		a.post("/contacts", `{"first_name": "A"}`, "Content-Type: application/json; charset=UTF-8").want(http.StatusCreated)
	})
}

func TestPathsAndMethods(t *testing.T) {
	eachAPI(t, func(a *api) {
		path := "/contacts/" + a.post("/contacts", object{"first_name": "A"}).want(http.StatusCreated).id()
		for _, gone := range []string{
			"/contact", "/contacts/1", "/contacts/" + strings.Repeat("x", 500), "/contacts/0190a0a0-0000-7000-8000-000000000000",
			path + "/emails", path + "/email_addresses/1", "/contacts/..%2f..", "/contacts//x",
		} {
			if r := a.get(gone); r.status != http.StatusNotFound || r.header.Get("Content-Type") != "application/problem+json" {
				a.Errorf("%.60s: %d %s", gone, r.status, r.header.Get("Content-Type"))
			}
		}
		r := a.do("DELETE", "/contacts", nil).want(http.StatusMethodNotAllowed)
		if got := r.header.Get("Allow"); got != "GET, HEAD, POST, OPTIONS" {
			a.Errorf("got Allow %q", got)
		}
		for _, same := range []string{"/contacts", "/contacts/", path, path + "/"} {
			a.get(same).want(http.StatusOK)
			if head := a.do("HEAD", same, nil).want(http.StatusOK); len(head.body) > 0 {
				a.Errorf("HEAD %s has a body", same)
			}
		}
		a.get(path + "?colour=red").wantFault("colour")
		a.get(path + "/history?colour=red").wantFault("colour")
	})
}

func TestFieldsOfOneRecord(t *testing.T) {
	eachAPI(t, func(a *api) {
		path, _ := a.ada()
		if got := a.get(path + "?fields=full_name,id").want(http.StatusOK).json(); len(got) != 2 || got.text("full_name") != "Ada King" {
			a.Errorf("got %v", got)
		}
		a.get(path + "?fields=full_name,nope").wantFault("fields")
	})
}
