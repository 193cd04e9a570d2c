package admin_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestOwnPassword_AUT_05(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		h.addUser("ada", "editor", false)
		v, other := h.comesIn("ada", "remember", "true"), h.comesIn("ada")
		const next = "a quiet harbour at noon"
		change := func(current, first, second string) page {
			t.Helper()
			return v.post("/admin/account/password", "current_password", current, "new_password", first, "new_password_again", second)
		}
		change(password, next, "another one").wants(t, http.StatusUnprocessableEntity, "The passwords do not match").lacks(t, next, password)
		change("kettle moss ferry", next, next).wants(t, http.StatusUnprocessableEntity, "The current password is wrong.", `aria-invalid="true"`).lacks(t, next, "kettle")
		change(password, "short", "short").wants(t, http.StatusUnprocessableEntity, "at least 12 characters").lacks(t, password)
		other.mustBe(t, true, "before")
		before := v.cookie()
		p := change(password, next, next).wants(t, http.StatusSeeOther)
		if got := p.header.Get("Set-Cookie"); v.cookie() == before || !strings.Contains(got, "Max-Age=1209600;") {
			t.Errorf("the cookie is %q", got)
		}
		v.get(p.header.Get("Location")).wants(t, http.StatusOK, "The password was changed")
		other.mustBe(t, false, "another browser, after")
		h.stranger().with(before).mustBe(t, false, "with the cookie until then")
		h.stranger().post("/admin/sign-in", "username", "ada", "password", password).wants(t, http.StatusUnauthorized)
		h.stranger().post("/admin/sign-in", "username", "ada", "password", next).wants(t, http.StatusSeeOther)
		h.clock.stop()
		for range 5 {
			change("kettle moss ferry", next, next).wants(t, http.StatusUnprocessableEntity)
		}
		if p := change(next, password, password).wants(t, http.StatusTooManyRequests, "oo many "); p.header.Get("Retry-After") == "" {
			t.Error("nobody says how long to wait")
		}
		v.mustBe(t, true, "who guesses")
	})
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h *house) {
		h.addUser("ada", "editor", false)
		h.addUser("bob", "editor", false)
		v, other, third, bob := h.comesIn("ada"), h.comesIn("ada"), h.comesIn("ada", "remember", "true"), h.comesIn("bob")
		id := func(of *visitor) string {
			t.Helper()
			p, err := h.keys.AuthenticateCookie(t.Context(), of.cookie(), "")
			if err != nil {
				t.Fatal(err)
			}
			return p.SessionID
		}
		ofOther, ofBob := id(other), id(bob)
		v.get("/admin/account").wants(t, http.StatusOK, "This session", "<bdi>127.0.0.1</bdi>", "Stays signed in", ofOther, id(third), "End all other sessions").lacks(t, ofBob, v.cookie())
		for _, foreign := range []string{ofBob, h.db.NewID(), "x"} {
			v.post("/admin/account/sessions/"+foreign+"/end").wants(t, http.StatusNotFound)
		}
		bob.mustBe(t, true, "someone else")
		p := v.post("/admin/account/sessions/"+ofOther+"/end").wants(t, http.StatusSeeOther)
		v.get(p.header.Get("Location")).wants(t, http.StatusOK, "The session has ended.")
		other.mustBe(t, false, "ended")
		third.mustBe(t, true, "not ended")
		v.post("/admin/account/sessions/end-others").wants(t, http.StatusSeeOther)
		third.mustBe(t, false, "ended with all others")
		bob.mustBe(t, true, "someone else")
		v.get("/admin/account?did=others").wants(t, http.StatusOK, "All other sessions have ended.").lacks(t, "End all other sessions")
		v.get("/admin/account?did=<script>").wants(t, http.StatusOK).lacks(t, "<script>\"", "&lt;script&gt;")
		if p := v.post("/admin/account/sessions/" + id(v) + "/end"); p.header.Get("Location") != "/admin/sign-in" || v.cookie() != "" {
			t.Errorf("ending the own one: %d %v", p.status, p.header)
		}
		v.mustBe(t, false, "signed out")
	})
}
