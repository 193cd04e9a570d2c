package admin_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/factory"
	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
)

// organizationNamed is an override for an organization with a name.
func organizationNamed(name string) func(*organization.Patch) {
	return func(p *organization.Patch) { p.Name = record.Some(name) }
}

// grow makes n organizations below one, "" for the top: Node 001, Node 002 …
func (s *site) grow(n int, parent string) (ids []string) {
	s.t.Helper()
	f := factory.New(s.db, s.home, 7)
	err := f.InTx(s.t.Context(), changelog.Actor{Via: changelog.ViaCommand, Name: "test"}, func(tx *changelog.Tx) error {
		ids = nil
		for i := range n {
			o, err := f.Organization(s.t.Context(), tx, organizationNamed(fmt.Sprintf("Node %03d", i+1)), func(p *organization.Patch) {
				if parent != "" {
					p.Parent = record.Some(parent)
				}
			})
			if err != nil {
				return err
			}
			ids = append(ids, o.ID)
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return ids
}

var (
	nodeID   = regexp.MustCompile(`<li data-id="([^"]+)"`)
	nodeMore = regexp.MustCompile(`data-more="([^"]+)"`)
)

func nodesOf(p page) (ids []string) {
	for _, found := range nodeID.FindAllStringSubmatch(p.body, -1) {
		ids = append(ids, found[1])
	}
	return ids
}

func TestTreeOpensLevelByLevel(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		v.get("/admin/default/organizations/tree").wants(t, http.StatusOK, "Nothing here yet")
		f := factorytest.New(t, s.db)
		root := f.Organization(organizationNamed("Root"))
		ids := s.grow(120, root.ID)
		leaf := f.Organization(organizationNamed("Leaf"), factory.Under(ids[99]))
		f.Contact(factory.LinkedTo(leaf.ID))

		top := v.get("/admin/default/organizations/tree").wants(t, http.StatusOK, "Root", "120 child organizations").lacks(t, "Node 001")
		if got := nodesOf(top); !slices.Equal(got, []string{root.ID}) {
			t.Errorf("the tree begins with %v", got)
		}
		// The level comes in parts, each organization once, in the order of the names.
		var seen []string
		path := "/admin/default/organizations/tree/level?parent=" + root.ID
		for next := path; next != ""; {
			part := v.part(next, "level").wants(t, http.StatusOK).lacks(t, "<html", "<main")
			seen = append(seen, nodesOf(part)...)
			next = ""
			if more := nodeMore.FindStringSubmatch(part.body); more != nil {
				next = path + "&cursor=" + more[1]
			}
		}
		if !slices.Equal(seen, ids) {
			t.Errorf("the level has %d organizations, not the %d in order", len(seen), len(ids))
		}
		// Opened at one far behind: it is there, and what comes before can be asked for.
		open := v.get("/admin/default/organizations/tree?open="+leaf.ID).
			wants(t, http.StatusOK, "Root", "Node 001", "Node 100", "Leaf", "data-target", "Show more", "1 contact")
		if got := nodesOf(open); len(got) != 1+50+1+1 || got[51] != ids[99] || got[52] != leaf.ID {
			t.Errorf("opened at the leaf the tree has %d nodes", len(got))
		}
		// Without scripts a level leads back to the tree, open there.
		v.get(path).wants(t, http.StatusSeeOther)
		v.part("/admin/default/organizations/tree/level?parent=nonsense", "level").wants(t, http.StatusBadRequest)
	})
}

func TestTreeBeginsFurtherDownWhereItIsDeep(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	f := factorytest.New(t, s.db)
	ids := []string{f.Organization(organizationNamed("Step 00")).ID}
	for i := range 20 {
		ids = append(ids, f.Organization(organizationNamed(fmt.Sprintf("Step %02d", i+1)), factory.Under(ids[i])).ID)
	}
	shown := s.signedIn("admin").get("/admin/default/organizations/tree?open="+ids[20]).
		wants(t, http.StatusOK, "Above this part of the tree", "?open="+ids[0], "Step 20")
	if got := nodesOf(shown); len(got) != 12 || got[0] != ids[9] {
		t.Errorf("the tree has %d nodes from %v on", len(got), got[:1])
	}
}

func TestTreeIsSearched(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	f := factorytest.New(t, s.db)
	root := f.Organization(organizationNamed(`<b>Bold & Co</b>`))
	leaf := f.Organization(organizationNamed("Verkauf Süd"), factory.Under(root.ID))
	v := s.signedIn("admin")
	v.get("/admin/default/organizations/tree?search=verkauf").
		wants(t, http.StatusOK, "Verkauf Süd", "?open="+leaf.ID, "&lt;b&gt;Bold &amp; Co").lacks(t, "<b>Bold")
	v.part("/admin/default/organizations/tree?search=sud", "hits").wants(t, http.StatusOK, "Verkauf Süd").lacks(t, "<html", `id="tree"`)
	v.part("/admin/default/organizations/tree?search=zzz", "hits").wants(t, http.StatusOK, "No organizations match")
}

func TestOrganizationsAreMoved(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		f := factorytest.New(t, s.db)
		a, b := f.Organization(organizationNamed("Alpha")), f.Organization(organizationNamed("Beta"))
		c := f.Organization(organizationNamed("Gamma"), factory.Under(a.ID))
		move := "/admin/default/organizations/" + c.ID + "/move"

		v.get(move).wants(t, http.StatusOK, "Gamma", "Alpha", "Move to the top level")
		v.get(move+"?search=beta").wants(t, http.StatusOK, `type="radio" name="parent" value="`+b.ID+`"`)
		to := v.post(move, "parent", b.ID).wants(t, http.StatusSeeOther).header.Get("Location")
		if !strings.HasPrefix(to, "/admin/default/organizations/tree?open="+c.ID+"&done=") {
			t.Errorf("after a move the browser is sent to %s", to)
		}
		v.get(to).wants(t, http.StatusOK, "was moved", "Undo", "Gamma")
		if got := s.parentOf(c.ID); got != b.ID {
			t.Errorf("the parent is %q", got)
		}
		v.post(move, "to", "top").wants(t, http.StatusSeeOther)
		if got := s.parentOf(c.ID); got != "" {
			t.Errorf("at the top the parent is %q", got)
		}
		v.post(move).wants(t, http.StatusUnprocessableEntity, "Choose a parent organization")
		v.post(move, "parent", "nonsense").wants(t, http.StatusUnprocessableEntity, "This organization does not exist.")
		v.post("/admin/default/organizations/"+a.ID+"/move", "parent", a.ID).wants(t, http.StatusUnprocessableEntity, "The parent must not be the organization itself or one below it.")
		f.Organization(organizationNamed("gamma"), factory.Under(a.ID))
		v.post(move, "parent", a.ID).wants(t, http.StatusUnprocessableEntity, "Another organization with this parent already has the same name.")
		if got := s.parentOf(c.ID); got != "" {
			t.Errorf("after refused moves the parent is %q", got)
		}
		// What a script is told: the rows that changed, and the toast; or why not.
		moved := v.script(move, "moved", "parent", b.ID).wants(t, http.StatusOK, "was moved under", "Undo").lacks(t, "<html")
		if got := nodesOf(moved); !slices.Equal(got, []string{c.ID, b.ID}) {
			t.Errorf("a move shows %v anew", got)
		}
		v.script(move, "moved", "parent", a.ID).wants(t, http.StatusUnprocessableEntity, "data-refused", "has the same name").lacks(t, "<html")
		v.script(move, "moved", "parent", b.ID).wants(t, http.StatusOK, "There was nothing to save").lacks(t, "Undo")
	})
}

func TestViewersMoveNothing(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	s.addUser("viewer", "viewer", false)
	o := factorytest.New(t, s.db).Organization(organizationNamed("Alpha"))
	v := s.signedIn("viewer")
	v.get("/admin/default/organizations/tree").wants(t, http.StatusOK, "Alpha").lacks(t, "draggable=\"true\"", "/move", "data-movable", "/organizations/new")
	move := "/admin/default/organizations/" + o.ID + "/move"
	v.get(move).wants(t, http.StatusForbidden)
	v.post(move, "to", "top").wants(t, http.StatusForbidden)
}

// parentOf reads where an organization stands.
func (s *site) parentOf(id string) string {
	s.t.Helper()
	return s.organization(id).Parent
}

func (s *site) organization(id string) *organization.Organization {
	s.t.Helper()
	found, err := organization.Read(s.t.Context(), s.db, s.home, []string{id})
	if err != nil || len(found) != 1 {
		s.t.Fatalf("organization %s: %d found, %v", id, len(found), err)
	}
	return found[0]
}

// script posts a form as a script of ours does, for an element.
func (v *visitor) script(path, element string, pairs ...string) page {
	v.t.Helper()
	form := map[string][]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form[pairs[i]] = append(form[pairs[i]], pairs[i+1])
	}
	return v.do(http.MethodPost, path, form, http.Header{
		"Sec-Fetch-Site": {"same-origin"}, "Hx-Request": {"true"}, "Hx-Target": {"div#" + element},
	})
}
