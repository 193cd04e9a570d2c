package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/record"
)

func TestAddressPages(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		factorytest.New(t, s.db).CustomField(func(p *customfield.Patch) {
			*p = customfield.Patch{
				RecordKind: record.Some("address"), Key: record.Some("gate"), Label: record.Some("Gate"), Type: record.Some("integer"),
			}
		})
		v := s.signedIn("admin")
		v.get("/admin/default/addresses").wants(t, http.StatusOK, "Nothing here yet")
		v.get("/admin/default/addresses/new").wants(t, http.StatusOK, "State or province", "Gate")
		v.part("/admin/default/addresses/new?address.country=JP&address.city=%E6%9D%B1%E4%BA%AC", "address-lines").
			wants(t, http.StatusOK, "Prefecture", `value="東京"`).lacks(t, "<html")
		v.post("/admin/default/addresses/new", "address.country", "", "address.latitude", "north").
			wants(t, http.StatusUnprocessableEntity, `href="#field-address-street_address_1"`, "An address must have at least one", `value="north"`, "a number of degrees")
		v.post("/admin/default/addresses/new", "address.city", hostile, "address.country", "DE", "address.custom_fields.gate", "x").
			wants(t, http.StatusUnprocessableEntity, `id="field-address-custom_fields-gate-notes"`, "&lt;script&gt;").lacks(t, "<script>alert")
		made := v.post("/admin/default/addresses/new", "address.street_address_1", hostile, "address.city", "Köln", "address.postal_code", "50667",
			"address.country", "DE", "address.status", "active", "address.latitude", "50,94", "address.longitude", "6.95", "address.custom_fields.gate", "7",
			"version", "5", "address.created_at", "2001").wants(t, http.StatusSeeOther).header.Get("Location")
		path, _, _ := strings.Cut(made, "?")
		v.get(made).wants(t, http.StatusOK, "was created", "50667 Köln", "Not used by any record", `value="50.94"`, `value="7"`, "mlat=50.94").lacks(t, "<script>alert")
		v.get("/admin/default/addresses?country=DE&status=active&search=k%C3%B6ln").wants(t, http.StatusOK, "50667 Köln", "Germany").lacks(t, "<script>alert")
		v.get("/admin/default/addresses?status=inactive").wants(t, http.StatusOK, "No addresses match")
		v.get(path+"?address.country=US&address.city=Reno").wants(t, http.StatusOK, "ZIP code", `value="Reno"`)
		v.post(path, "version", "1", "address.city", "Bonn", "address.custom_fields.gate", "").wants(t, http.StatusSeeOther)
		v.post(path, "version", "1", "address.city", "Berlin").wants(t, http.StatusUnprocessableEntity, "Someone else changed", `value="Berlin"`, `name="version" value="2"`)
		v.get(path).wants(t, http.StatusOK, "Bonn", `value="50667"`).lacks(t, `value="7"`)
		v.post(path+"/delete", "version", "2").done(t, "/admin/default/addresses")
		v.get(path).wants(t, http.StatusNotFound)
	})
}

func TestUsersOfAnAddress(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		f := factorytest.New(t, s.db)
		id := f.Address().ID
		f.Contact(factory.Bare, factory.Named("Ada", "King"), factory.At(id))
		f.Organization(factory.AtAddress(id))
		v := s.signedIn("admin")
		path := "/admin/default/addresses/" + id
		v.get(path).wants(t, http.StatusOK, "2 records use it", "Ada King", `href="/admin/default/contacts/`, `href="/admin/default/organizations/`,
			"This address is shared by 2 records").lacks(t, path+"/delete")
		v.post(path+"/delete").wants(t, http.StatusConflict, "The address is used by 2 contacts or organizations.")
		s.addUser("viewer", "viewer", false)
		viewer := s.signedIn("viewer")
		viewer.get(path).wants(t, http.StatusOK, "Ada King", "<address").lacks(t, `<form class="form"`)
		viewer.get("/admin/default/addresses/new").wants(t, http.StatusForbidden)
		for _, to := range []string{path, path + "/delete", "/admin/default/addresses/new"} {
			viewer.post(to, "address.city", "x").wants(t, http.StatusForbidden)
		}
	})
}
