package httpserver

import (
	"net/http"
	"strings"

	"github.com/liaison/liaison/internal/auth"
)

// The names of the cookie that holds the secret of a browser's session. Browsers
// take the first one from nobody but this host itself, by https; they take it by
// nothing else, so that there is another one for plain http.
const (
	secureCookie = "__Host-sid"
	plainCookie  = "sid"
)

// isHTTPS reports whether a client sent its request by https, to us or to a
// trusted proxy.
func isHTTPS(r *http.Request) bool { return strings.HasPrefix(Origin(r), "https:") }

func cookieName(r *http.Request) string {
	if isHTTPS(r) {
		return secureCookie
	}
	return plainCookie
}

// SessionCookie returns the secret of the session that a browser sends, false if
// it sends none. It is not known to be good.
func SessionCookie(r *http.Request) (secret string, ok bool) {
	cookie, err := r.Cookie(cookieName(r))
	if err != nil || cookie.Value == "" {
		return "", false
	}
	return cookie.Value, true
}

// SetSession gives a browser the cookie of its session. It keeps it until it is
// closed or, if the session is to be remembered, as long as that lasts.
func SetSession(w http.ResponseWriter, r *http.Request, s *auth.BrowserSession) {
	cookie := sessionCookie(r, s.Secret)
	if s.Remember {
		cookie.MaxAge = int(s.Lives.Seconds())
	}
	http.SetCookie(w, cookie)
}

// ClearSession takes the cookie of its session from a browser.
func ClearSession(w http.ResponseWriter, r *http.Request) {
	cookie := sessionCookie(r, "")
	cookie.MaxAge = -1
	http.SetCookie(w, cookie)
}

func sessionCookie(r *http.Request, value string) *http.Cookie {
	return &http.Cookie{
		Name: cookieName(r), Value: value, Path: "/", HttpOnly: true, Secure: isHTTPS(r), SameSite: http.SameSiteStrictMode,
	}
}
