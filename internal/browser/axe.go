package browser

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// axeFile is where scripts/install-test-tools.sh puts axe-core.
func axeFile() (string, error) {
	folder := os.Getenv("LIAISON_TEST_TOOLS")
	if folder == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", err
		}
		folder = filepath.Join(cache, "liaison")
	}
	found, err := filepath.Glob(filepath.Join(folder, "axe-core-*.js"))
	if err != nil || len(found) == 0 {
		return "", fmt.Errorf("there is no axe-core in %s: scripts/install-test-tools.sh fetches it", folder)
	}
	return found[len(found)-1], nil
}

// barrier is something that axe-core finds.
type barrier struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML string }
}

// Accessible fails the test for what axe-core calls serious or critical in the
// page that is shown; if rules are named, for those alone.
func (tab *Tab) Accessible(rules ...string) {
	tab.t.Helper()
	tab.loadAxe()
	tab.still()
	options := `{resultTypes: ['violations']`
	if len(rules) > 0 {
		options += `, runOnly: ['` + strings.Join(rules, `', '`) + `']`
	}
	var found []barrier
	tab.Eval(`axe.run(document, `+options+`}).then((r) => r.violations
		.map((v) => ({ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.map((n) => ({HTML: n.html + ' ' + (n.any[0]?.message ?? '')}))})))`, &found)
	for _, b := range found {
		if b.Impact != "serious" && b.Impact != "critical" {
			continue
		}
		var where []string
		for _, node := range b.Nodes {
			where = append(where, node.HTML)
		}
		tab.t.Errorf("%s: %s, %s (%s):\n%s", tab.Path(), cmp.Or(b.Impact, "?"), b.Help, b.ID, strings.Join(where[:min(5, len(where))], "\n"))
	}
}

// loadAxe puts axe-core into the page that is shown, unless it has it.
func (tab *Tab) loadAxe() {
	tab.t.Helper()
	var there bool
	if tab.Eval(`'axe' in window`, &there); there {
		return
	}
	file, err := axeFile()
	if err != nil {
		tab.t.Fatal(err)
	}
	source, err := os.ReadFile(file) //nolint:gosec // a file that the scripts put there
	if err != nil {
		tab.t.Fatal(err)
	}
	// Evaluated from outside the page, so its content security policy stands.
	if _, err := chromedp.Call(tab.ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: string(source)}); err != nil {
		tab.t.Fatal(err)
	}
}

// still stops everything that moves: a colour on its way to another one is not
// looked at.
func (tab *Tab) still() {
	tab.t.Helper()
	tab.Eval(`(() => {
		if (window.still) return;
		window.still = new CSSStyleSheet();
		window.still.replaceSync('*, ::before, ::after, ::details-content { transition: none !important; animation: none !important; }');
		document.adoptedStyleSheets = [...document.adoptedStyleSheets, window.still];
	})()`, nil)
}
