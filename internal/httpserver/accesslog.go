package httpserver

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
)

// logAccess writes the line of one request: ids, numbers and names that the
// operators gave, and nothing of what the request is about.
func logAccess(ctx context.Context, log *slog.Logger, x *exchange, took time.Duration) {
	level := slog.LevelInfo
	switch path := x.request.URL.Path; {
	case x.status == statusClientGone:
		level = slog.LevelDebug
	case x.status == http.StatusInternalServerError:
		level = slog.LevelError
	case x.status > http.StatusInternalServerError:
		level = slog.LevelWarn
	case path == healthPath || path == readyPath:
		level = slog.LevelDebug
	}
	if !log.Enabled(ctx, level) {
		return
	}
	attrs := append(make([]slog.Attr, 0, 10),
		slog.String("method", method(x.request)),
		slog.String("path", loggedPath(x.request)),
		slog.Int("status", x.status),
		slog.Float64("ms", float64(took.Microseconds())/1000),
		slog.Int64("bytes", x.bytes),
		slog.String("request_id", x.id))
	if p := x.principal; p != nil {
		attrs = append(attrs, slog.String("user", p.UserID), slog.String("workspace", p.WorkspaceID))
		if p.KeyName != "" {
			attrs = append(attrs, slog.String("key", p.KeyName))
		}
	}
	if x.failure != nil {
		attrs = append(attrs, slog.String("error", x.failure.Error()))
	}
	// Not log.LogAttrs, which looks up where it was called from each time.
	record := slog.NewRecord(time.Now(), level, "request", 0)
	record.AddAttrs(attrs...)
	_ = log.Handler().Handle(ctx, record) // there is no place to say that it failed
}

// method returns the method of a request if it is one that is in use.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodOptions:
		return r.Method
	}
	return "other"
}

// route returns the path of the pattern that a request matched, "" for none.
func route(r *http.Request) string {
	if i := strings.IndexByte(r.Pattern, '/'); i >= 0 {
		return strings.TrimSuffix(r.Pattern[i:], "{$}")
	}
	return ""
}

// loggedPath returns the route with those of its parts filled in that are ids
// or numbers. Anything else that a client writes into a path could be the name
// or the address of somebody.
func loggedPath(r *http.Request) string {
	pattern := route(r)
	if strings.IndexByte(pattern, '{') < 0 {
		return pattern
	}
	var b strings.Builder
	b.Grow(len(pattern) + 36)
	for {
		before, rest, _ := strings.Cut(pattern, "{")
		b.WriteString(before)
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return b.String()
		}
		if value := r.PathValue(strings.TrimSuffix(name, "...")); isID(value) {
			b.WriteString(value)
		} else {
			b.WriteString("{" + name + "}")
		}
		pattern = after
	}
}

// isID reports whether a text is a UUID or a number.
func isID(s string) bool {
	if len(s) == 36 {
		return uuid.Validate(s) == nil
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	// Longer ones could be phone numbers.
	return len(s) > 0 && len(s) <= 6
}
