package admin_test

import (
	"net/http"
	"testing"

	"github.com/liaison/liaison/internal/workspace"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		const path = "/admin/default/settings"
		v.get(path).wants(t, http.StatusOK, `value="Default"`, `<option value="DE">Germany</option>`)
		next := v.post(path, "version", "1", "name", "Werk", "default_region", "DE", "strict_custom_fields.shown", "1", "strict_custom_fields", "true",
			"slug", "other", "workspace_id", "x", "created_at", "2001-01-01").done(t, path)
		v.get(next).wants(t, http.StatusOK, "was saved", `value="Werk"`, `<option value="DE" selected>`, " checked")
		w, err := workspace.ByID(t.Context(), s.db, s.home)
		if err != nil || w.Slug != "default" || w.DefaultRegion != "DE" || !w.StrictCustomFields || w.Version != 2 {
			t.Errorf("got %+v, %v", w, err)
		}
		v.post(path, "version", "2", "name", " ", "default_region", "XX", "strict_custom_fields.shown", "1").
			wants(t, http.StatusUnprocessableEntity, "The name of the workspace is required.", "The region must be a country")
		v.post(path, "version", "1", "name", hostile).wants(t, http.StatusUnprocessableEntity, "Someone else changed", "&lt;script&gt;").
			lacks(t, "<script>alert")
		v.post(path, "version", "2", "name", hostile).done(t, path)
		v.get(path).wants(t, http.StatusOK, "&lt;script&gt;").lacks(t, "<script>alert")
		s.addUser("editor", "editor", false)
		e := s.signedIn("editor")
		e.get(path).wants(t, http.StatusForbidden)
		e.post(path, "name", "x").wants(t, http.StatusForbidden)
	})
}
