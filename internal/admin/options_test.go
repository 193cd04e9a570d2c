package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
	lists "github.com/liaison/liaison/internal/option"
)

// option returns the path of a value's page.
func (s *site) option(list, value string) string {
	s.t.Helper()
	id := s.text(`SELECT id FROM options WHERE workspace_id = $1 AND list = $2 AND value = $3`, s.home, list, value)
	return "/admin/default/options/" + list + "/" + id
}

// values are the values of a list in their order.
func (s *site) values(list string) string {
	s.t.Helper()
	facet, err := lists.Facet(s.t.Context(), s.db, s.home, list)
	if err != nil {
		s.t.Fatal(err)
	}
	var values []string
	for _, v := range facet.Values {
		values = append(values, v.Value)
	}
	return strings.Join(values, " ")
}

func TestOptionPages(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		const list = "/admin/default/options/phone_type"
		v.get("/admin/default/options").wants(t, http.StatusOK, "Types of phone numbers", list, "Mobile · default")
		v.get(list).wants(t, http.StatusOK, `value="Mobile"`, "Move Fax up")
		v.get("/admin/default/options/colours").wants(t, http.StatusNotFound)
		next := v.post(list, "label", "Satellite", "value", "").done(t, list)
		v.get(next).wants(t, http.StatusOK, "was created", `value="Satellite"`)
		v.post(list, "label", hostile, "value", "fax").wants(t, http.StatusUnprocessableEntity, "The list already has this value.", "&lt;script&gt;").
			lacks(t, "<script>alert")
		v.post(list, "label", hostile, "value", "hostile").done(t, list)
		v.get(list).wants(t, http.StatusOK, "&lt;script&gt;").lacks(t, "<script>alert")
		v.get("/admin/default/options").wants(t, http.StatusOK).lacks(t, "<script>alert")
		fax := s.option("phone_type", "fax")
		v.post(fax, "label", "Telefax", "position", "1").done(t, list)
		if got := s.values("phone_type"); got != "fax mobile work home other Satellite hostile" {
			t.Errorf("the order is %s", got)
		}
		v.post(fax, "label", "Telefax", "position", "x").wants(t, http.StatusUnprocessableEntity, "The position must be a whole number.")
		v.post(fax, "label", "Old", "version", "99").wants(t, http.StatusUnprocessableEntity, "Someone else changed", `value="Old"`)
		moved := v.do(http.MethodPost, fax, map[string][]string{"position": {"2"}}, http.Header{
			"Sec-Fetch-Site": {"same-origin"}, "Hx-Request": {"true"}, "Hx-Target": {"section#list"},
		})
		moved.wants(t, http.StatusOK, `value="Telefax"`).lacks(t, "<html")
		next = v.post(fax, "is_active", "false").done(t, list)
		v.get(next).wants(t, http.StatusOK, "Restore", "retired")
		v.post(fax, "is_active", "true").done(t, list)
		v.post(fax+"/delete").done(t, list)
	})
}

func TestOptionsThatStay(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		factorytest.New(t, s.db).Contact(factory.Named("Ada", "King"))
		v := s.signedIn("admin")
		of := s.text(`SELECT contact_type FROM contacts WHERE workspace_id = $1`, s.home)
		v.post(s.option("contact_type", of)+"/delete").wants(t, http.StatusConflict, "1 contact has this value; retire the option instead")
		for _, value := range strings.Fields("referral conference import api other") {
			v.post(s.option("source", value), "is_active", "false").done(t, "/admin/default/options/source")
		}
		website := s.option("source", "website")
		v.get("/admin/default/options/source").lacks(t, ">Retire<")
		v.post(website, "is_active", "false").wants(t, http.StatusUnprocessableEntity, "The last active option of a list cannot be retired.")
		v.post("/admin/default/options/source/x/delete").wants(t, http.StatusNotFound)
	})
}

func TestOptionsOfViewers(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.addUser("viewer", "viewer", false)
	v := s.signedIn("viewer")
	v.get("/admin/default/options/source").wants(t, http.StatusOK, "Referral").lacks(t, `<form class="form"`, "Retire", "data-sortable")
	source := s.option("source", "api")
	for _, path := range []string{"/admin/default/options/source", source, source + "/delete"} {
		v.post(path, "label", "x").wants(t, http.StatusForbidden)
	}
}
