package admin

import (
	"cmp"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/directory"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
)

// The tree opens level by level and never shows a level whole that is larger
// than this; nor does it show more levels at once when it is opened at a place.
const (
	treeBreadth = 50
	treeDepth   = 12
	treeHits    = 20
)

func (a *Admin) treeRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/organizations/tree", permission: auth.ViewOrganization, handle: a.showTree},
		{method: http.MethodGet, path: "/organizations/tree/level", permission: auth.ViewOrganization, handle: a.showTreeLevel},
		{method: http.MethodGet, path: "/organizations/{id}/move", permission: auth.ChangeOrganization, handle: a.askWhereTo},
		{method: http.MethodPost, path: "/organizations/{id}/move", permission: auth.ChangeOrganization, handle: a.moveOrganization},
	}
}

// treeNode is an organization in the tree.
type treeNode struct {
	ID, Name, Code, Type, Status, Parent string

	Children, Contacts int64
	Path               []string   // the names above it
	Target             bool       // the tree was opened for it
	Level              *treeLevel // what stands below, nil while that is closed
}

// treeLevel are organizations with the same parent, in the order of their names.
type treeLevel struct {
	Parent string // id, "" for the top
	Nodes  []treeNode
	More   string    // the cursor of those that follow, "" for none
	Pinned *treeNode // one that comes somewhere behind these, but is wanted
}

// treePage is what the template tree shows.
type treePage struct {
	Search string
	Hits   []treeNode
	Many   bool // there are more hits
	Level  *treeLevel
	Above  []treeNode // what stands above a tree that does not begin at the top
}

// MoveForm is the form of the dialog that asks where to.
func (p *treePage) MoveForm() *form { return newForm() }

func (a *Admin) showTree(v *visit) error {
	given, err := v.query()
	if err != nil {
		return err
	}
	page := &treePage{Search: given.Get("search")}
	if page.Search != "" {
		if page.Hits, page.Many, err = v.treeHits(page.Search); err != nil {
			return err
		}
	}
	if v.target() != "hits" {
		if err := v.openTree(page, given.Get("open")); err != nil {
			return err
		}
	}
	return v.show(answer{name: "tree", title: v.t("Tree of organizations"), active: "tree", data: page})
}

// treeHits finds organizations for the search in the tree.
func (v *visit) treeHits(search string) (hits []treeNode, more bool, err error) {
	page, err := v.organizations(url.Values{"search": {search}, "page_size": {strconv.Itoa(treeHits)}, "count": {"none"}})
	if err != nil {
		return nil, false, err
	}
	hits, err = treeNodes(page.Items)
	return hits, page.Next != "", err
}

// organizations reads a page of the list of organizations.
func (v *visit) organizations(values url.Values) (listing.Page[organization.Placed], error) {
	q, err := parse(organization.ListSpec(nil), values)
	if err != nil {
		return listing.Page[organization.Placed]{}, err
	}
	return organization.List(v.Context(), v.admin.DB, v.workspaceID(), q)
}

func treeNodes(items []organization.Placed) ([]treeNode, error) {
	list := make([]treeNode, len(items))
	for i := range items {
		p := &items[i]
		r, err := record.Read(p.Record)
		if err != nil {
			return nil, err
		}
		list[i] = treeNode{
			ID: p.ID, Name: r.Text("name"), Code: r.Text("code"), Type: r.Text("organization_type_name"),
			Status: r.Text("status"), Parent: r.Text("parent"), Children: p.Children, Contacts: p.Contacts,
			Path: p.Path[:max(0, len(p.Path)-1)],
		}
	}
	return list, nil
}

// openTree fills in the tree from the top or, if it is opened for an
// organization that is there, the levels down to that one.
func (v *visit) openTree(page *treePage, id string) error {
	way, err := v.wayTo(id)
	if err != nil {
		return err
	}
	top := ""
	if len(way) > treeDepth { // begin further down: nobody could read it
		top = way[len(way)-treeDepth].Parent
		page.Above = way[:len(way)-treeDepth]
		way = way[len(way)-treeDepth:]
	}
	if page.Level, err = v.treeLevel(top, ""); err != nil {
		return err
	}
	level := page.Level
	for i := range way {
		node := level.take(&way[i])
		if i == len(way)-1 {
			node.Target = true
		}
		if node.Children == 0 {
			break
		}
		if node.Level, err = v.treeLevel(node.ID, ""); err != nil {
			return err
		}
		level = node.Level
	}
	return nil
}

// wayTo returns an organization with those above it, the topmost first; nothing
// if it is not there.
func (v *visit) wayTo(id string) ([]treeNode, error) {
	if !record.ValidID(id) {
		return nil, nil
	}
	self, err := organization.Get(v.Context(), v.admin.DB, v.workspaceID(), id)
	if problem.Is(err, problem.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	above, err := v.ancestors(id)
	if err != nil {
		return nil, err
	}
	return treeNodes(append(above, *self))
}

// ancestors are those above an organization, the topmost first: the nearest ones
// if there are very many.
func (v *visit) ancestors(id string) ([]organization.Placed, error) {
	q, err := parse(organization.Ancestors.Spec(nil, id), url.Values{
		"ordering": {"-depth"}, "page_size": {strconv.Itoa(largestPage)}, "count": {"none"},
	})
	if err != nil {
		return nil, err
	}
	page, err := organization.ListRelated(v.Context(), v.admin.DB, v.workspaceID(), q, organization.Ancestors, id)
	slices.Reverse(page.Items)
	return page.Items, err
}

// treeLevel reads the organizations below one, or those at the top; from a cursor
// on, "" for the first ones.
func (v *visit) treeLevel(parent, cursor string) (*treeLevel, error) {
	values := url.Values{
		"parent": {cmp.Or(parent, "null")}, "page_size": {strconv.Itoa(treeBreadth)}, "count": {"none"},
	}
	if cursor != "" {
		values.Set("cursor", cursor)
	}
	page, err := v.organizations(values)
	if err != nil {
		return nil, err
	}
	level := &treeLevel{Parent: parent, More: page.Next}
	level.Nodes, err = treeNodes(page.Items)
	return level, err
}

// take returns the node of an organization in the level: where it comes behind
// those that are shown, as the pinned one.
func (l *treeLevel) take(node *treeNode) *treeNode {
	for i := range l.Nodes {
		if l.Nodes[i].ID == node.ID {
			return &l.Nodes[i]
		}
	}
	l.Pinned = node
	return node
}

// showTreeLevel answers a script that opens a node or wants more of a level.
func (a *Admin) showTreeLevel(v *visit) error {
	given, err := v.query()
	if err != nil {
		return err
	}
	parent := given.Get("parent")
	if v.target() != "level" {
		return v.redirect(withParameter(v.Path("/organizations/tree"), "open", parent))
	}
	level, err := v.treeLevel(parent, given.Get("cursor"))
	if err != nil {
		return err
	}
	if pin := given.Get("pin"); pin != "" {
		way, err := v.wayTo(pin)
		if err != nil {
			return err
		}
		if len(way) > 0 && way[len(way)-1].Parent == parent {
			level.take(&way[len(way)-1])
		}
	}
	return v.show(answer{name: "tree", data: level})
}

// movePage is what the template organization_move shows.
type movePage struct {
	Form         *form
	Organization *treeNode
	Search       string
	Hits         []treeNode // to choose from where no script does the searching
	ParentName   string     // what the picker shows
}

func (a *Admin) askWhereTo(v *visit) error {
	page, err := v.movePage(newForm())
	if err != nil {
		return err
	}
	if page.Search = v.URL.Query().Get("search"); page.Search != "" {
		if page.Hits, _, err = v.treeHits(page.Search); err != nil {
			return err
		}
	}
	return v.show(v.moveAnswer(page))
}

func (v *visit) moveAnswer(page *movePage) answer {
	return answer{name: "organization_move", title: v.t("Move %s", apart(page.Organization.Name)), active: "tree", data: page}
}

// apart sets a name apart from the direction of the text around it where no
// element can do so.
func apart(name string) string { return "\u2068" + name + "\u2069" }

func (v *visit) movePage(f *form) (*movePage, error) {
	id, err := v.id(organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	node, err := v.treeNode(id)
	if err != nil {
		return nil, err
	}
	page := &movePage{Form: f, Organization: node}
	page.ParentName, err = v.organizationName(f.Value("parent"))
	return page, err
}

// treeNode reads one organization.
func (v *visit) treeNode(id string) (*treeNode, error) {
	o, err := organization.Get(v.Context(), v.admin.DB, v.workspaceID(), id)
	if err != nil {
		return nil, err
	}
	list, err := treeNodes([]organization.Placed{*o})
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

// organizationName is what a picker shows for the id of an organization, "" for
// one that is not there.
func (v *visit) organizationName(id string) (string, error) {
	if !record.ValidID(id) {
		return "", nil
	}
	node, err := v.treeNode(id)
	if problem.Is(err, problem.NotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return node.Name, nil
}

// movedPart tells a script what a move did: the rows that it changed.
type movedPart struct {
	Toast *toast
	Nodes []treeNode // the moved one first, then its new and its old parent
}

func (a *Admin) moveOrganization(v *visit) error {
	f := v.typed()
	page, err := v.movePage(f)
	if err != nil {
		return err
	}
	o := page.Organization
	var patch organization.Patch
	parent := f.Value("parent")
	switch {
	case f.Value("to") == "top":
		parent = ""
	case parent == "":
		patch.Faults.Add("/parent", "required", v.t("Choose a parent organization, or move it to the top level."))
	}
	patch.Parent = record.Some(parent)
	change, err := v.write(func(tx *changelog.Tx) error {
		rules, err := a.Rules.For(v.Context(), tx)
		if err != nil {
			return err
		}
		_, err = directory.UpdateOrganization(v.Context(), tx, rules, o.ID, &patch, v.unchanged())
		return err
	})
	if err != nil {
		return v.showRefused(f, err, v.moveAnswer(page))
	}
	if v.target() == "moved" {
		return v.showMoved(o, change)
	}
	return v.done(withParameter(v.Path("/organizations/tree"), "open", o.ID), change)
}

// organizationLink names an organization and leads to it.
func (v *visit) organizationLink(o *treeNode) template.HTML {
	return linked(v.Path("/organizations/"+o.ID), isolated(o.Name))
}

// showMoved answers a script; before is the organization where it was.
func (v *visit) showMoved(before *treeNode, change *changelog.Change) error {
	now, err := v.treeNode(before.ID)
	if err != nil {
		return err
	}
	part := &movedPart{Toast: &toast{Text: v.plain("There was nothing to save")}, Nodes: []treeNode{*now}}
	for _, id := range []string{now.Parent, before.Parent} {
		if id == "" {
			continue
		}
		node, err := v.treeNode(id)
		if problem.Is(err, problem.NotFound) { // gone meanwhile
			continue
		}
		if err != nil {
			return err
		}
		part.Nodes = append(part.Nodes, *node)
	}
	if change != nil {
		part.Toast.Text = sentence(v.t("%s was moved to the top level"), v.organizationLink(now))
		if now.Parent != "" && part.Nodes[len(part.Nodes)-1].ID != now.ID {
			part.Toast.Text = sentence(v.t("%s was moved under %s"), v.organizationLink(now), v.organizationLink(&part.Nodes[1]))
		}
		if v.principal.Can(auth.UndoChange) {
			part.Toast.Undo = change.Number
		}
	}
	return v.show(answer{name: "tree", data: part})
}
