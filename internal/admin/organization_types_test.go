package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

func TestOrganizationTypePages(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		v.get("/admin/default/organization-types").wants(t, http.StatusOK, "Company", "Supplier", "/admin/default/organization-types/new")
		made := v.post("/admin/default/organization-types/new", "name", "Guild", "description", `<script>alert("x")</script>`,
			"workspace_id", "other", "version", "7").wants(t, http.StatusSeeOther)
		v.get(made.header.Get("Location")).wants(t, http.StatusOK, "Guild", "was created", "&lt;script&gt;").lacks(t, "<script>alert")
		v.post("/admin/default/organization-types/new", "name", "GUILD", "description", "two\nlines").
			wants(t, http.StatusUnprocessableEntity, "Another organization type already has this name.", `value="GUILD"`, "two\nlines", "aria-invalid")

		guild := s.typeNamed("Guild")
		page := "/admin/default/organization-types/" + guild.ID
		v.get(page).wants(t, http.StatusOK, "No organizations have this type.", `name="version" value="1"`)
		v.post(page, "name", "Guilds", "version", "1").wants(t, http.StatusSeeOther)
		v.post(page, "name", "Guildss", "version", "1").wants(t, http.StatusUnprocessableEntity, "Someone else changed", `value="Guildss"`, `name="version" value="2"`)

		f := factorytest.New(t, s.db)
		f.Organization(func(p *organization.Patch) { p.Type = record.Some(guild.ID) })
		f.Organization(func(p *organization.Patch) { p.Type = record.Some(guild.ID) })
		v.get("/admin/default/organization-types?search=guilds").wants(t, http.StatusOK, `<span class="number">2</span>`)
		v.get(page).wants(t, http.StatusOK, "2 organizations have this type", "/admin/default/organizations?organization_type="+guild.ID)
		v.post(page+"/delete").wants(t, http.StatusConflict, "is used by 2 organizations", `value="Guilds"`)

		empty := s.typeNamed("Partner")
		v.post("/admin/default/organization-types/"+empty.ID+"/delete", "version", "1").wants(t, http.StatusSeeOther)
		v.get("/admin/default/organization-types/"+empty.ID).wants(t, http.StatusNotFound)
	})
}

// typeNamed reads an organization type.
func (s *site) typeNamed(name string) *organization.Type {
	s.t.Helper()
	found, err := organization.GetType(s.t.Context(), s.db, s.home, name)
	if err != nil {
		s.t.Fatal(err)
	}
	return found
}

func TestOrganizationTypesAreReadByViewers(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.addUser("viewer", "viewer", false)
	v := s.signedIn("viewer")
	v.get("/admin/default/organization-types").wants(t, http.StatusOK, "Company").lacks(t, "/organization-types/new")
	page := "/admin/default/organization-types/" + s.typeNamed("Company").ID
	v.get(page).wants(t, http.StatusOK, "Company").lacks(t, "data-form", "/delete")
	for _, path := range []string{page, page + "/delete", "/admin/default/organization-types/new"} {
		v.post(path, "name", "Mine").wants(t, http.StatusForbidden)
	}
	for _, id := range []string{"nonsense", strings.Repeat("a", 300), "Company"} {
		v.get("/admin/default/organization-types/"+id).wants(t, http.StatusNotFound)
	}
}
