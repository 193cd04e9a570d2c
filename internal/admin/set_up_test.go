package admin_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// token returns a set-up link's.
func (h *house) token() string {
	h.t.Helper()
	token, err := h.keys.NewSetUp()
	if err != nil {
		h.t.Fatal(err)
	}
	return token
}

func setUpForm(token string) []string {
	return []string{"token", token, "username", "ada", "email", "ada@example.org", "password", password, "password_again", password}
}

func TestFirstUserIsMadeWithTheLink_AUT_01(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		v := h.stranger()
		for _, name := range []string{"admin", "root", "liaison", "administrator"} {
			for _, pass := range []string{name, "admin", "password", "liaison", ""} {
				if p := v.postAs("/admin/sign-in", http.Header{"Sec-Fetch-Site": {"same-origin"}, "X-Forwarded-For": {"192.0.2." + fmt.Sprint(len(name)+len(pass))}},
					"username", name, "password", pass); p.status != http.StatusUnauthorized {
					t.Errorf("%s, %s: %d", name, pass, p.status)
				}
			}
		}
		for bad, why := range map[string]string{"": "not complete", "?token=": "not complete", "?token=" + strings.Repeat("A", 43): "last started"} {
			v.get("/admin/set-up"+bad).wants(t, http.StatusForbidden, why, "liaison user create").lacks(t, `name="password"`)
		}
		token := h.token()
		v.post("/admin/set-up", setUpForm(token+"x")...).wants(t, http.StatusForbidden)
		p := v.get("/admin/set-up?token="+token).wants(t, http.StatusOK, token, `autocomplete="new-password"`)
		if p.header.Get("Referrer-Policy") != "no-referrer" || p.header.Get("Cache-Control") != "no-store" {
			t.Errorf("headers are %v", p.header)
		}
		v.post("/admin/set-up", "token", token, "username", "a b", "email", "x", "password", "password1234", "password_again", password).
			wants(t, http.StatusUnprocessableEntity, `value="a b"`, "The passwords do not match", "letters, digits", "try it first", token).lacks(t, "password1234")
		for _, header := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"null"}}, {"Origin": {"https://evil.example"}}, {}} {
			if p := v.postAs("/admin/set-up", header, setUpForm(token)...); p.status != http.StatusForbidden {
				t.Errorf("from another site: %d", p.status)
			}
		}
		// As a browser by plain http sends it, the page having no referrer.
		p = v.postAs("/admin/set-up", http.Header{"Origin": {"null"}}, setUpForm(token)...).wants(t, http.StatusSeeOther)
		if p.header.Get("Location") != "/admin/" {
			t.Errorf("sent to %s", p.header.Get("Location"))
		}
		v.mustBe(t, true, "the first user")
		v.get("/admin/default/tags/new").wants(t, http.StatusOK)
		stranger := h.stranger()
		refused := func(late, why string) {
			stranger.get("/admin/set-up?token="+late).wants(t, http.StatusForbidden, why)
			stranger.post("/admin/set-up", setUpForm(late)...).wants(t, http.StatusForbidden, why)
		}
		refused(token, "was used already")
		refused(h.token(), "there is a user already")
		if text := h.log.String(); strings.Contains(text, token) || strings.Contains(text, password) || strings.Contains(text, "ada@") {
			t.Errorf("the log says too much:\n%s", text)
		}
	})
}

func TestSetUpLinkEnds_AUT_01(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		token, v := h.token(), h.stranger()
		h.clock.set(29 * time.Minute)
		v.get("/admin/set-up?token="+token).wants(t, http.StatusOK)
		h.clock.set(30*time.Minute + time.Second)
		v.get("/admin/set-up?token="+token).wants(t, http.StatusForbidden, "older than 30 minutes", "Restart the server")
		v.post("/admin/set-up", setUpForm(token)...).wants(t, http.StatusForbidden)
		token = h.token()
		h.restart()
		v = h.stranger()
		v.get("/admin/set-up?token="+token).wants(t, http.StatusForbidden)
		if some, err := h.keys.HasPeople(t.Context()); some || err != nil {
			t.Errorf("there are users: %v, %v", some, err)
		}
	})
}

func TestSetUpFromElsewhere_AUT_01(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		token := h.token()
		elsewhere := http.Header{"Sec-Fetch-Site": {"same-origin"}, "X-Forwarded-For": {"192.0.2.7"}}
		v := h.stranger()
		v.do(http.MethodGet, "/admin/set-up?token="+token, nil, elsewhere).wants(t, http.StatusForbidden, "--set-up-from-anywhere", "liaison user create").lacks(t, token)
		v.postAs("/admin/set-up", elsewhere, setUpForm(token)...).wants(t, http.StatusForbidden)
		h.open(true)
		v = h.stranger()
		v.do(http.MethodGet, "/admin/set-up?token="+token, nil, elsewhere).wants(t, http.StatusOK)
		v.postAs("/admin/set-up", elsewhere, setUpForm(token)...).wants(t, http.StatusSeeOther)
	})
}

func TestSetUpAtOnce_AUT_01(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		token := h.token()
		pages := make([]page, 6)
		var all sync.WaitGroup
		for i := range pages {
			v := h.stranger()
			all.Go(func() {
				form := setUpForm(token)
				form[3] = fmt.Sprint("somebody", i)
				pages[i] = v.post("/admin/set-up", form...)
			})
		}
		all.Wait()
		made := 0
		for _, p := range pages {
			if p.status == http.StatusSeeOther {
				made++
			} else {
				p.wants(t, http.StatusForbidden)
			}
		}
		users, err := h.keys.ListUsers(t.Context(), h.home)
		if err != nil || len(users) != 1 || made != 1 {
			t.Errorf("%d made, %d users, %v", made, len(users), err)
		}
	})
}
