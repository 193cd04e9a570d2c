package admin

import (
	"net/http"
	"net/url"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/savedview"
)

// startRoutes are the first page of a workspace and the parts of it that take
// longer than the page may.
func (a *Admin) startRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/{$}", handle: a.start},
		{method: http.MethodGet, path: "/start/lately", permission: auth.ViewContact, handle: a.startLately},
		{method: http.MethodGet, path: "/start/missing", permission: auth.ViewContact, handle: a.startMissing},
	}
}

const (
	chartDays     = 30
	latestChanges = "10"
)

// startPage is what the template start shows.
type startPage struct {
	Numbers []figure
	Changes []changeLine
	Views   []savedview.View
	Empty   bool // there is neither a contact nor an organization

	Chart   *chart
	Missing []figure
}

// figure is a number with what it counts and where that is listed.
type figure struct {
	Label, Path, Icon string
	Count             int64
	Exact             bool
}

// start shows at a look how many there are, what is missing, what came in lately
// and what changed last, by whom.
func (a *Admin) start(v *visit) error {
	data := &startPage{}
	if err := a.startNumbers(v, data); err != nil {
		return err
	}
	if v.principal.Can(auth.ViewChange) {
		q, err := parse(changelog.HistorySpec(), url.Values{"page_size": {latestChanges}, "count": {"none"}})
		if err != nil {
			return err
		}
		page, err := changelog.List(v.Context(), a.DB, v.workspaceID(), q)
		if err != nil {
			return err
		}
		if data.Changes, err = v.lines(page.Items); err != nil {
			return err
		}
	}
	if v.principal.Can(auth.ViewContact) {
		var err error
		if data.Views, err = savedview.List(v.Context(), a.DB, v.principal, "contacts"); err != nil {
			return err
		}
	}
	return v.showStart(data)
}

func (v *visit) showStart(data *startPage) error {
	return v.show(answer{name: "start", title: v.t("Start"), active: "start", data: data})
}

// startNumbers counts what there is, from the counters that are kept of it.
func (a *Admin) startNumbers(v *visit, data *startPage) error {
	one := url.Values{"page_size": {"1"}}
	if v.principal.Can(auth.ViewContact) {
		q, err := parse(contact.ListSpec(nil), one)
		if err != nil {
			return err
		}
		page, err := contact.NewStore(a.DB, v.workspaceID(), nil).List(v.Context(), q)
		if err != nil {
			return err
		}
		data.Numbers = append(data.Numbers, figure{v.t("Contacts"), v.Path("/contacts"), "users", *page.Count, true})
	}
	if v.principal.Can(auth.ViewOrganization) {
		q, err := parse(organization.ListSpec(nil), one)
		if err != nil {
			return err
		}
		page, err := organization.List(v.Context(), a.DB, v.workspaceID(), q)
		if err != nil {
			return err
		}
		data.Numbers = append(data.Numbers, figure{v.t("Organizations"), v.Path("/organizations"), "building-2", *page.Count, true})
	}
	data.Empty = true
	for _, n := range data.Numbers {
		data.Empty = data.Empty && n.Count == 0
	}
	return nil
}

// startLately answers with the chart of what came in lately.
func (a *Admin) startLately(v *visit) error {
	days, err := contact.NewStore(a.DB, v.workspaceID(), nil).CreatedPerDay(v.Context(), chartDays)
	if err != nil {
		return err
	}
	return v.showStart(&startPage{Chart: newChart(days)})
}

// startMissing answers with how many contacts lack something.
func (a *Admin) startMissing(v *visit) error {
	data := &startPage{Missing: []figure{
		{Label: v.t("Without an email address"), Path: "has_email=false", Icon: "mail"},
		{Label: v.t("Without a phone number"), Path: "has_phone=false", Icon: "phone"},
		{Label: v.t("Without an organization"), Path: "has_organization=false", Icon: "building-2"},
	}}
	store := contact.NewStore(a.DB, v.workspaceID(), nil)
	for i := range data.Missing {
		m := &data.Missing[i]
		values, err := url.ParseQuery(m.Path)
		if err != nil {
			return err
		}
		q, err := parse(contact.ListSpec(nil), values)
		if err != nil {
			return err
		}
		if m.Count, m.Exact, err = listing.Count(v.Context(), a.DB, q, store.Select(q)); err != nil {
			return err
		}
		m.Path = v.Path("/contacts?" + m.Path)
	}
	return v.showStart(data)
}

// chart is a bar for each of some days, in the units of its picture.
type chart struct {
	Width, Height int
	Most          int64
	Total         int64
	Exact         bool
	First, Last   string
	Bars          []bar
}

type bar struct {
	contact.CreatedOn

	X, Y, Width, Height int
}

func newChart(days []contact.CreatedOn) *chart {
	const step, gap, height = 20, 4, 120
	c := &chart{Width: step * len(days), Height: height, Exact: true, First: days[0].Day, Last: days[len(days)-1].Day}
	for _, d := range days {
		c.Most = max(c.Most, d.Count)
		c.Total += d.Count
		c.Exact = c.Exact && d.Exact
	}
	for i, d := range days {
		tall := 0
		if d.Count > 0 {
			tall = max(2, int(d.Count*height/c.Most)) // a single one is seen beside thousands
		}
		c.Bars = append(c.Bars, bar{d, i*step + gap/2, height - tall, step - gap, tall})
	}
	return c
}

// welcome sends whoever signed in to the workspace that they have, or lets them
// choose one.
func (a *Admin) welcome(v *visit) error {
	places, err := a.Keys.MembershipsOf(v.Context(), v.principal)
	if err != nil {
		return err
	}
	if len(places) == 1 {
		return v.redirect(Base + "/" + places[0].Slug + "/")
	}
	return v.show(answer{name: "welcome", title: v.t("Workspaces"), data: places})
}
