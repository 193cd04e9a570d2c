package restapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// full fills every field of a contact that can be written.
func full() object {
	return object{
		"prefix": "Dr.", "first_name": "Ada", "middle_name": "Augusta", "last_name": "King", "suffix": "CBE",
		"nickname": "Enchantress", "title": "Analyst", "organization_name": "Analytical Engines Ltd",
		"contact_type": "technical", "status": "inactive", "source": "conference", "birth_date": "1815-12-10",
		"language": "en-GB", "notes": "first line\nsecond\tline", "tags": []any{"poet", "VIP"},
		"custom_fields": object{"score": 7.5, "nested": object{"a": []any{1.0, "x", nil, true}}},
		"external_ids":  object{"erp": "4711", "crm": "A-1"},
		"email_addresses": []any{
			object{"email": "ada@example.com", "email_type": "work", "notes": "office"},
			object{"email": "Ada.King@example.org", "is_primary": true},
		},
		"phone_numbers": []any{
			object{"phone_number": "+44 20 7946 0018", "extension": "42", "phone_type": "work", "is_primary": true},
			object{"phone_number": "+44 7700 900123"},
		},
		"addresses": []any{object{
			"address": object{
				"street_address_1": "12 St James's Square", "street_address_2": "2nd floor", "city": "London",
				"state_province": "Greater London", "postal_code": "SW1Y 4JH", "country": "GB",
				"latitude": 51.5074, "longitude": -0.1278,
			},
			"address_type": "work", "is_primary": false, "notes": "ring twice",
		}},
	}
}

func TestCreateAndReadAContactWhole(t *testing.T) {
	eachAPI(t, func(a *api) {
		created := a.post("/contacts", full()).want(http.StatusCreated)
		c := created.json()
		if got := created.header.Get("Location"); got != "/api/v1/contacts/"+c.text("id") {
			t.Errorf("got Location %q", got)
		}
		read := a.get("/contacts/" + c.text("id")).want(http.StatusOK)
		if diff := cmp.Diff(string(created.body), string(read.body)); diff != "" {
			t.Error("what is read differs from what the creation answered:", diff)
		}
		for name, want := range full() {
			switch name {
			case "email_addresses", "phone_numbers", "addresses":
			default:
				if diff := cmp.Diff(normal(want), normal(c[name])); diff != "" {
					t.Error(name, diff)
				}
			}
		}
		for name, want := range map[string]any{
			"full_name": "Ada King", "primary_email": "Ada.King@example.org", "primary_phone": "+442079460018",
			"primary_address":     "12 St James's Square, 2nd floor, London, Greater London, SW1Y 4JH, United Kingdom",
			"linked_organization": nil, "linked_organization_name": nil, "version": 1.0,
		} {
			if diff := cmp.Diff(want, c[name]); diff != "" {
				t.Error(name, diff)
			}
		}
		address := c.list("addresses")[0].object("address")
		if address.text("country_name") != "United Kingdom" || !strings.Contains(address.text("formatted"), "\nLondon") {
			t.Errorf("address %v", address)
		}
	})
}

// normal turns objects of tests into those of decoded JSON.
func normal(v any) any {
	if o, ok := v.(object); ok {
		m := map[string]any{}
		for k, inner := range o {
			m[k] = normal(inner)
		}
		return m
	}
	return v
}

// What was read can be written back, and that changes nothing.
func TestWriteBackWhatWasRead(t *testing.T) {
	eachAPI(t, func(a *api) {
		created := a.post("/contacts", full()).want(http.StatusCreated)
		path := "/contacts/" + created.id()
		changes := a.count("changes")
		for _, method := range []string{"PUT", "PATCH"} {
			back := a.do(method, path, string(created.body)).want(http.StatusOK)
			if diff := cmp.Diff(string(created.body), string(back.body)); diff != "" {
				t.Error(method, diff)
			}
		}
		if n := a.count("changes"); n != changes {
			t.Errorf("%d changes were logged", n-changes)
		}
	})
}

func TestPatchLeavesOutWhatItDoesNotSay(t *testing.T) {
	eachAPI(t, func(a *api) {
		before := a.post("/contacts", full()).want(http.StatusCreated).json()
		path := "/contacts/" + before.text("id")
		after := a.patch(path, object{"nickname": "Ada", "custom_fields": object{"score": nil, "new": "x"}, "external_ids": object{"crm": nil}},
			"Content-Type: application/merge-patch+json").want(http.StatusOK).json()
		want := object{}
		for k, v := range before {
			want[k] = v
		}
		want["nickname"], want["version"], want["updated_at"] = "Ada", 2.0, after["updated_at"]
		want["custom_fields"] = map[string]any{"nested": before.object("custom_fields")["nested"], "new": "x"}
		want["external_ids"] = map[string]any{"erp": "4711"}
		if diff := cmp.Diff(map[string]any(want), map[string]any(after)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestNullClears(t *testing.T) {
	eachAPI(t, func(a *api) {
		path := "/contacts/" + a.post("/contacts", full()).want(http.StatusCreated).id()
		cleared := a.patch(path, object{
			"prefix": nil, "title": nil, "organization_name": nil, "birth_date": nil, "language": nil, "notes": nil,
			"tags": nil, "custom_fields": nil, "external_ids": nil, "email_addresses": nil, "phone_numbers": nil,
			"addresses": nil, "linked_organization": nil,
		}).want(http.StatusOK).json()
		for name, want := range map[string]any{
			"prefix": "", "title": "", "organization_name": "", "birth_date": nil, "language": "", "notes": "",
			"tags": []any{}, "custom_fields": map[string]any{}, "external_ids": map[string]any{},
			"email_addresses": []any{}, "phone_numbers": []any{}, "addresses": []any{}, "primary_email": nil,
		} {
			if diff := cmp.Diff(want, cleared[name]); diff != "" {
				t.Error(name, diff)
			}
		}
		if n := a.count("addresses"); n != 0 {
			t.Errorf("%d addresses are left that nothing points to", n)
		}
		for _, name := range []string{"status", "contact_type", "source"} {
			a.patch(path, object{name: nil}).wantFault("/" + name)
		}
	})
}

func TestDeleteContact(t *testing.T) {
	eachAPI(t, func(a *api) {
		path := "/contacts/" + a.post("/contacts", full()).want(http.StatusCreated).id()
		a.do("DELETE", path, nil).want(http.StatusNoContent)
		a.get(path).want(http.StatusNotFound)
		a.do("DELETE", path, nil).want(http.StatusNotFound)
		for _, table := range []string{
			"contacts", "contact_email_addresses", "contact_phone_numbers", "contact_addresses", "addresses",
			"contact_tags", "contact_external_ids", "contact_records", "contact_search",
		} {
			if n := a.count(table); n != 0 {
				t.Errorf("%d rows are left in %s", n, table)
			}
		}
	})
}
