package bench_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/browser"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/workspace"
)

var pagesDatabase = flag.String("pages-database", "",
	"`file` of a database to look at in BenchmarkPages, in its place; else one of -contacts contacts is made")

// looks is how often each page is looked at once it is known to the browser.
const looks = 15

// keystrokes are what is typed into the search, letter by letter.
var keystrokes = []string{"mü", "smith", "an", "+49", "garc"}

// BenchmarkPages looks at pages of the admin in a real browser: the time until
// something is on the screen (first contentful paint), the bytes that come over
// the wire the first time and later, and the time from a keystroke in the search
// of a list until its results stand there.
func BenchmarkPages(b *testing.B) {
	if b.N > 1 {
		b.Skip("this is done once")
	}
	file := *pagesDatabase
	if file == "" {
		file = filepath.Join(b.TempDir(), "pages.db")
		if err := makeFile(b.Context(), file, *contacts); err != nil {
			b.Fatal(err)
		}
	}
	secret, err := visitorOf(b.Context(), file)
	if err != nil {
		b.Fatal(err)
	}
	server, err := startServer("liaison", file, b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer server.stop()
	fmt.Fprintf(os.Stderr, "\n%-34s %10s %10s %12s %12s\n", "page", "FCP ms", "FCP 90 %", "bytes first", "bytes later")
	for _, path := range []string{
		"/", "/contacts", "/contacts?ordering=-created_at", "/contacts?status=active", "/organizations", "/organizations/tree",
		"/tags", "/changes",
	} {
		lookAt(b, server.url, secret, path)
	}
	typing(b, server.url, secret)
}

// visitorOf makes a user and a session in a database and returns its secret.
func visitorOf(ctx context.Context, file string) (secret string, err error) {
	db, err := database.Open(ctx, "sqlite:"+file, database.Options{Fast: true})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := errors.Join(db.Migrate(ctx), workspace.Ensure(ctx, db)); err != nil {
		return "", err
	}
	w, err := workspace.BySlug(ctx, db, workspace.Default)
	if err != nil {
		return "", err
	}
	keys, name := auth.New(db, nil), "bench-"+db.NewID()
	const password = "a long enough secret"
	_, err = keys.CreateUser(ctx, w.ID, changelog.Actor{Via: changelog.ViaCommand}, auth.NewUser{
		Username: name, Email: name + "@example.org", Superuser: true, Password: password,
	})
	if err != nil {
		return "", err
	}
	session, _, err := keys.SignInBrowser(ctx, auth.Credentials{Username: name, Password: password}, false, "bench")
	if err != nil {
		return "", err
	}
	return session.Secret, nil
}

// seen is what the browser says of a page that it has shown.
type seen struct {
	Paint float64 // ms from the click to the first contentful paint
	Bytes int64   // that came over the wire
}

const whatWasSeen = `new Promise((done) => setTimeout(() => done({
	Paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1,
	Bytes: [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
		.reduce((sum, entry) => sum + entry.transferSize, 0),
}), 300))`

func lookAt(b *testing.B, url, secret, path string) {
	b.Helper()
	tab := browser.New(b, url)
	tab.Cookie("sid", secret)
	var first, later seen
	tab.Open("/admin/default" + path)
	tab.Eval(whatWasSeen, &first)
	var paints []float64
	for range looks {
		tab.Open("/admin/default" + path)
		tab.Eval(whatWasSeen, &later)
		paints = append(paints, later.Paint)
	}
	slices.Sort(paints)
	fmt.Fprintf(os.Stderr, "%-34s %10.0f %10.0f %12d %12d\n", path, paints[len(paints)/2], paints[len(paints)*9/10], first.Bytes, later.Bytes)
}

// typeOne puts the next letter into the search and waits for its results.
const typeOne = `new Promise((done) => {
	const input = document.querySelector('#search'), began = performance.now();
	document.addEventListener('htmx:after:swap', () => requestAnimationFrame(() => done(performance.now() - began)), {once: true});
	input.value = %q;
	input.dispatchEvent(new Event('input', {bubbles: true}));
})`

func typing(b *testing.B, url, secret string) {
	b.Helper()
	tab := browser.New(b, url)
	tab.Cookie("sid", secret)
	tab.Open("/admin/default/contacts")
	fmt.Fprintf(os.Stderr, "\n%-34s %10s\n", "keystroke in the search", "ms")
	for _, word := range keystrokes {
		letters := []rune(word)
		for i := range letters {
			var took float64
			tab.Eval(fmt.Sprintf(typeOne, string(letters[:i+1])), &took)
			fmt.Fprintf(os.Stderr, "%-34s %10.0f\n", string(letters[:i+1]), took)
		}
	}
}
