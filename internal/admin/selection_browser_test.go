package admin_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
)

const ticked = `document.querySelectorAll('.pick input[name=ids]:checked').length`

// What is selected is told also where it is not shown, and forgotten once it was
// acted on or the list is left.
func TestSelectionsEnd(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.listed(6)
	tab := s.tab("admin")
	box := func(row int) string { return fmt.Sprintf("[data-rows] tbody tr:nth-child(%d) .pick input", row) }
	selectThree := func() {
		t.Helper()
		tab.Open(contactsAt)
		for row := range 3 {
			tab.Click(box(row + 1))
		}
		tab.Sees("3 selected")
	}
	selectThree()
	tab.Lacks("not shown here")
	tab.Type("#search", "02")
	tab.Sees("3 selected · 2 of 3 are not shown here")
	tab.Accessible()
	tab.Type("#search", "Name")
	tab.Until(`!document.querySelector('[data-selected]').textContent.includes('not shown')`)

	// Who looks at what an action would do and comes back has it still.
	tab.Follow(".selection [value=delete]")
	tab.Follow("main .form a.btn")
	tab.Sees("3 selected")
	// Who opens a record has left.
	tab.Follow("[data-rows] .row-link")
	tab.Follow(".crumbs a")
	tab.Until(ticked + ` === 0`)
	tab.Until(`document.querySelector('.selection-empty')`)

	selectThree()
	tab.Follow(".selection [value=add_tags]")
	tab.Type("#field-tags", "poet")
	tab.Follow("main .form .btn")
	tab.Follow("main .form .btn")
	tab.Sees("Tags added to 3 contacts")
	tab.Until(ticked + ` === 0`)
	tab.Click("[data-select-page]")
	tab.Click("[data-select-all]")
	tab.Sees("All that match are selected")
	tab.Follow(".toast [data-undo]")
	tab.Sees("Undone for 3 contacts")
	tab.Until(ticked + ` === 0`)
	tab.Lacks("All that match are selected")
	tab.Click("[data-select-page]")
	tab.Click("[data-select-all]")
	tab.Sees("All that match are selected")
	tab.Type("#search", "03") // others match
	tab.Until(`document.querySelectorAll('[data-rows] tbody tr').length === 1`)
	tab.Type("#search", "")
	tab.Until(`document.querySelectorAll('[data-rows] tbody tr').length === 6`)
	tab.Until(ticked + ` === 0`)
}

// On a phone, all that can be done to a selection is in sight.
func TestSelectionOnAPhone(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.listed(3)
	tab := s.tab("admin")
	tab.Size(360, 740)
	tab.Open(contactsAt)
	tab.Click("[data-rows] tbody tr:nth-child(1) .pick input")
	tab.Sees("1 selected")
	var hidden []string
	tab.Eval(`[...document.querySelectorAll('.selection-actions .btn')].filter((b) => {
		const box = b.getBoundingClientRect();
		return box.width === 0 || box.left < 0 || box.right > innerWidth || box.top < 0 || box.bottom > innerHeight;
	}).map((b) => b.innerText)`, &hidden)
	if len(hidden) > 0 {
		t.Errorf("out of sight are %q", hidden)
	}
	if n := tab.Count(".selection-actions .btn"); n != 5 {
		t.Errorf("%d things can be done", n)
	}
	fits(t, tab)
}

// Once the toast is gone, the key U goes on to undo what was done last.
func TestUndoByKeyInTheBrowser(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.addUser("viewer", "viewer", false)
	ada := factorytest.New(t, s.db).Contact(factory.Bare, factory.Named("Ada", "King"))
	tab := s.tab("admin")
	tab.Open(contactPath(ada.ID))
	tab.Type("#field-nickname", "Countess")
	tab.Follow(`button[name=then][value=stay]`)
	tab.Sees("Ada King was saved")
	tab.Click(".toast [data-dismiss]")
	tab.Open("/admin/default/tags?search=x")
	tab.FollowKeys("u")
	tab.Sees("Undone: Ada King was changed back")
	if at := tab.Path(); !strings.HasPrefix(at, "/admin/default/tags?search=x") {
		t.Errorf("the browser is at %s", at)
	}
	if c := s.contact(ada.ID); c.Nickname != "" {
		t.Errorf("the nickname is %q", c.Nickname)
	}
	other := s.tab("viewer")
	other.Open(contactsAt)
	other.Press("u")
	other.Sees("You do not have permission to undo changes")
}
