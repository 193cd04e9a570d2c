package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
)

// TestOptionsInTheBrowser: the order of a list by keys and by dragging, with the
// focus kept.
func TestOptionsInTheBrowser(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	tab := s.tab("admin")
	tab.Open("/admin/default/options/phone_type")
	tab.Eval(`document.querySelector('[aria-label="Label of fax"]').focus()`, nil)
	tab.Press(kb.ArrowUp, kb.ModifierAlt)
	tab.Until(`document.querySelectorAll('.options input[name=label]')[2].value === 'Fax'`)
	if at := tab.Focused(); !strings.Contains(at, "#up-") {
		t.Errorf("after moving up the focus is on %s", at)
	}
	// No hand is as fast as to press a button before htmx has taken it.
	ready := `document.activeElement.matches('[data-up][data-htmx-powered]')`
	tab.Until(ready)
	tab.Press(kb.Enter)
	tab.Until(`document.querySelectorAll('.options input[name=label]')[1].value === 'Fax'`)
	tab.Until(ready)
	tab.Press(kb.Enter)
	tab.Until(`document.querySelectorAll('.options input[name=label]')[0].value === 'Fax'`)
	tab.Until(`document.activeElement.id.startsWith('down-')`) // nothing is above it any more
	if got := s.values("phone_type"); got != "fax mobile work home other" {
		t.Errorf("the order is %s", got)
	}
	tab.Drag(`.option:nth-child(1) [data-grip]`, `.option:nth-child(3) [data-grip]`)
	tab.Until(`document.querySelectorAll('.options input[name=label]')[0].value === 'Mobile'`)
	tab.Accessible()
}

func TestCustomFieldsInTheBrowser(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	tab := s.tab("admin")
	tab.Open("/admin/default/custom-fields")
	tab.FollowKeys("n")
	tab.Type("#field-label", "Level")
	tab.Type("#field-key", "level")
	tab.Eval(`document.querySelector('#field-type').focus()`, nil)
	tab.Choose("#field-type", "choice")
	tab.Until(`document.querySelector('#field-choices') !== null`)
	if at := tab.Focused(); at != "select#field-type" {
		t.Errorf("after choosing a type the focus is on %s", at)
	}
	if got := tab.Value("#field-label"); got != "Level" {
		t.Errorf("the label is %q after choosing a type", got)
	}
	tab.Type("#field-choices", "low\nhigh")
	tab.Follow(".form > .actions .btn")
	tab.Sees("was created")
	tab.Sees("Single choice")
	tab.Accessible()
}

// TestUndoInTheBrowser: what was done is undone from its toast, and the undo too.
func TestUndoInTheBrowser(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	f := factorytest.New(t, s.db)
	f.Contact(factory.WithTags("friends", "pals"))
	path := "/admin/default/tags/" + s.text(`SELECT id FROM tags WHERE workspace_id = $1 AND name = 'friends'`, s.home)
	tab := s.tab("admin")
	tab.Open(path)
	tab.Type("#field-name", "mates")
	tab.Follow(".form .btn")
	tab.Sees("was saved")
	tab.FollowKeys("u")
	tab.Sees("Undone: ")
	tab.Sees("friends")
	tab.FollowKeys("u")
	tab.Sees("Undone: ")
	tab.Sees("mates")
	tab.Open("/admin/default/changes")
	tab.Sees("changed the tag")
	tab.Lacks("changed the contact")
	tab.Click("[name=followed]")
	tab.Sees("changed the contact")
	tab.Press(kb.ArrowDown)
	tab.Accessible()
}

// TestSetUpWithoutScripts: lists are read and simple edits made without scripts.
func TestSetUpWithoutScripts(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	factorytest.New(t, s.db).Contact(factory.WithTags("friends", "pals"))
	tag := "/admin/default/tags/" + s.text(`SELECT id FROM tags WHERE workspace_id = $1 AND name = 'friends'`, s.home)
	tab := s.tab("admin")
	tab.NoScript()
	tab.Open("/admin/default/options/source")
	tab.Follow(`.option:nth-child(2) [data-up]`)
	if got := s.values("source"); !strings.HasPrefix(got, "referral website") {
		t.Errorf("the order is %s", got)
	}
	tab.Open(tag)
	tab.Type("#into-name", "pals")
	tab.Click(".aside .sure input")
	tab.Follow(".aside .btn[data-variant=outline]")
	s.signedIn("admin").get(tag).wants(t, http.StatusNotFound)
	tab.Open("/admin/default/custom-fields/new")
	tab.Choose("#field-type", "choices")
	tab.Follow("[name=refresh]")
	tab.Sees("Maximum number of choices")
}
