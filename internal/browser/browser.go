// Package browser drives a real Chromium, for tests, screenshots and
// benchmarks: one program a test binary, a tab with cookies of its own for each
// test. A tab notes what no page may do (errors of scripts, breaches of the
// content security policy, requests to other hosts) and fails its test for it.
package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long a tab waits for what should happen.
const patience = 2 * time.Minute

// started is the Chromium of this test binary, if there is one yet.
var started struct {
	sync.Mutex
	program *program
}

func chromium() (*program, error) {
	started.Lock()
	defer started.Unlock()
	if started.program != nil {
		return started.program, nil
	}
	var err error
	started.program, err = start()
	return started.program, err
}

type program struct {
	ctx  context.Context //nolint:containedctx // chromedp's browser is a context
	stop context.CancelFunc
}

func start() (*program, error) {
	path, err := find()
	if err != nil {
		return nil, err
	}
	allocator, end := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("lang", "en-US"), chromedp.WindowSize(1280, 800))
	ctx, stop := chromedp.NewContext(allocator)
	p := &program{ctx: ctx, stop: func() { stop(); end() }}
	if err := chromedp.Do(ctx); err != nil {
		p.stop()
		return nil, fmt.Errorf("start Chromium: %w", err)
	}
	return p, nil
}

// find returns the path of Chromium; LIAISON_CHROMIUM names another one.
func find() (string, error) {
	names := []string{"chromium", "chromium-browser", "google-chrome"}
	if given := os.Getenv("LIAISON_CHROMIUM"); given != "" {
		names = []string{given}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("there is no Chromium: scripts/install-test-tools.sh installs it")
}

// Close ends Chromium, if a test started it. Call it when all tests are done.
func Close() {
	started.Lock()
	defer started.Unlock()
	if started.program != nil {
		started.program.stop()
	}
}

// atOnce is how many tests have tabs at the same time: more of them wait for each
// other's pages longer than they have patience.
const atOnce = 2

// turns are the tests that have tabs.
var turns = struct {
	sync.Mutex
	taken map[testing.TB]bool
	free  chan struct{}
}{taken: map[testing.TB]bool{}, free: make(chan struct{}, atOnce)}

// takeTurn waits until the test may have tabs, as many as it likes, until it ends.
func takeTurn(t testing.TB) {
	turns.Lock()
	has := turns.taken[t]
	turns.taken[t] = true
	turns.Unlock()
	if has {
		return
	}
	turns.free <- struct{}{}
	t.Cleanup(func() {
		<-turns.free
		turns.Lock()
		defer turns.Unlock()
		delete(turns.taken, t)
	})
}

// Tab is a page of a browser, with cookies of its own. Its methods fail the test
// when something cannot be done.
type Tab struct {
	t    testing.TB
	ctx  context.Context //nolint:containedctx // chromedp's tab is a context
	base string

	mu       sync.Mutex
	breaches []string
	expected []string // parts of breaches that the test wants
}

// New opens a tab for pages of the site at base, such as http://127.0.0.1:8080.
func New(t testing.TB, base string) *Tab {
	t.Helper()
	p, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	takeTurn(t)
	tab := &Tab{t: t, base: base}
	ctx, cancel := chromedp.NewContext(p.ctx, chromedp.WithNewBrowserContext())
	tab.ctx = ctx
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		tab.report()
	})
	tab.watch()
	tab.media("light")
	return tab
}
