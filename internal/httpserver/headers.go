package httpserver

import (
	"net/http"
	"strings"
)

// secure sets the headers of an answer that no browser should show, keep or
// run anything of. A page sets its own over them.
func secure(next http.Handler) http.Handler {
	// Shared by all answers: full slices, which whoever appends must copy.
	policy := []string{"default-src 'none'; frame-ancestors 'none'"}
	noSniff := []string{"nosniff"}
	noStore := []string{"no-store"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h["Content-Security-Policy"] = policy
		h["X-Content-Type-Options"] = noSniff
		h["Cache-Control"] = noStore
		next.ServeHTTP(w, r)
	})
}

// pagePolicy is what a page may do: show, run and ask for what comes from here,
// and nothing else.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
	"font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

// noFeatures are the abilities of browsers that pages could ask for and that ours
// do without.
var noFeatures = []string{
	"accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "display-capture", "encrypted-media", "fullscreen",
	"gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "interest-cohort", "local-fonts", "magnetometer", "microphone",
	"midi", "payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "serial", "storage-access", "usb",
	"web-share", "window-management", "xr-spatial-tracking",
}

// PageHeaders sets the headers of pages over those of secure. Pages are kept by
// no cache; a file that is the same for everybody says so itself.
func PageHeaders(next http.Handler) http.Handler {
	headers := map[string][]string{
		"Content-Security-Policy":      {pagePolicy},
		"X-Content-Type-Options":       {"nosniff"},
		"X-Frame-Options":              {"DENY"},
		"Referrer-Policy":              {"same-origin"},
		"Cross-Origin-Opener-Policy":   {"same-origin"},
		"Cross-Origin-Resource-Policy": {"same-origin"},
		"Permissions-Policy":           {strings.Join(noFeatures, "=(), ") + "=()"},
		"Cache-Control":                {"no-store"},
	}
	overTLS := []string{"max-age=31536000; includeSubDomains"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for name, values := range headers {
			h[name] = values
		}
		if isHTTPS(r) {
			h["Strict-Transport-Security"] = overTLS
		}
		next.ServeHTTP(w, r)
	})
}
