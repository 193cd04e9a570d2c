package admin_test

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/liaison/liaison/internal/auth"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/customfield"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/factory/factorytest"
	"github.com/liaison/liaison/internal/httpserver"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/organization"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/savedview"
	"github.com/liaison/liaison/internal/testkit"
)

const contactsAt = "/admin/default/contacts"

// named is an override that says what a contact is called.
func named(first, last string) func(p *contact.Patch) {
	return func(p *contact.Patch) { p.FirstName, p.LastName = record.Some(first), record.Some(last) }
}

// tagged is an override that says what tags a contact has, and what status.
func tagged(status string, tags ...string) func(p *contact.Patch) {
	return func(p *contact.Patch) { p.Status, p.Tags = record.Some(status), record.Some(tags) }
}

// linksOf are the addresses on a page that have all parts.
func (p page) linksOf(parts ...string) (links []string) {
	for _, found := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(p.body, -1) {
		address := html.UnescapeString(found[1])
		all := true
		for _, part := range parts {
			all = all && strings.Contains(address, part)
		}
		if all {
			links = append(links, address)
		}
	}
	return links
}

// link is the first address on a page that has all parts.
func (p page) link(t *testing.T, parts ...string) string {
	t.Helper()
	links := p.linksOf(parts...)
	if len(links) == 0 {
		t.Fatalf("no link has %q in it:\n%s", parts, p.body)
	}
	return links[0]
}

func TestContactList(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		v := s.signedIn("admin")
		v.get(contactsAt).wants(t, http.StatusOK, "Nothing here yet", "/admin/default/contacts/new").lacks(t, "<table", `id="selection"`)
		f := factorytest.New(t, s.db)
		firm := f.Organization(func(p *organization.Patch) { p.Name = record.Some("Ångström & Søn") })
		ada := f.Contact(named("Ada", "Lovelace"), tagged("active", "vip", "a, b"), func(p *contact.Patch) {
			p.LinkedOrganization = record.Some(firm.ID)
		})
		f.Contact(named("Grace", "Hopper"), tagged("inactive", "vip"))
		f.Contact(named("عمر", "الخيام"), tagged("do_not_contact"))

		all := v.get(contactsAt).wants(t, http.StatusOK, "3 entries", `<a class="row-link" href="/admin/default/contacts/`+ada.ID+`">`,
			`href="mailto:`+ada.EmailAddresses[0].Email+`"`, `href="tel:`, `href="/admin/default/organizations/`+firm.ID+`"`,
			"Ångström &amp; Søn", `data-value="do_not_contact">Do not contact<`, `<bdi class="name">عمر الخيام</bdi>`,
			`name="ids" value="`+ada.ID+`"`, "All 3 that match", `hx-trigger="revealed delay:400ms"`)
		if all.lacks(t, "Job title</th>"); strings.Index(all.body, "Hopper") > strings.Index(all.body, "Lovelace") {
			t.Error("the list is not ordered by last names")
		}
		down := v.get(all.link(t, "ordering=-last_name")).wants(t, http.StatusOK, `aria-sort="descending"`)
		if strings.Index(down.body, "Hopper") < strings.Index(down.body, "Lovelace") {
			t.Error("the link at the head of the column does not turn the order")
		}
		v.part(contactsAt+"?search=love&columns=full_name&ordering=status", "list").
			wants(t, http.StatusOK, "1 entry", "Lovelace", `form="search-form" name="ordering" value="status"`).
			lacks(t, "Hopper", "<html", "mailto:")
		first := v.get(contactsAt+"?page_size=1").wants(t, http.StatusOK, "Hopper").lacks(t, "Lovelace", `rel="prev"`)
		second := v.get(first.link(t, "cursor=", "page_size=1")).wants(t, http.StatusOK, "Lovelace", `rel="prev"`).lacks(t, "Hopper")
		v.get(second.link(t, "cursor=", "page_size=1")).wants(t, http.StatusOK)
		v.get(contactsAt+"?page_size=1&cursor=x").wants(t, http.StatusBadRequest, "This list cannot be shown")
	})
}

func TestContactListFilters(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		f := factorytest.New(t, s.db)
		top := f.Organization(func(p *organization.Patch) { p.Name = record.Some("Top") })
		below := f.Organization(func(p *organization.Patch) { p.Name, p.Parent = record.Some("Below"), record.Some(top.ID) })
		f.Contact(named("Ada", "Lovelace"), tagged("active", "vip", "a, b"), func(p *contact.Patch) {
			p.LinkedOrganization = record.Some(below.ID)
		})
		f.Contact(named("Grace", "Hopper"), tagged("inactive", "vip"))
		f.Contact(named("Alan", "Turing"), tagged("do_not_contact"))
		v := s.signedIn("admin")

		facets := v.part(contactsAt, "facets").wants(t, http.StatusOK, "Status", "Country", "Language", "In the last 7 days",
			`data-facet="tags=vip"`).lacks(t, "<html", "<table", "Lovelace")
		one := v.get(facets.link(t, "status=active")).wants(t, http.StatusOK, "1 entry", "Status: <bdi>Active</bdi>")
		v.get(one.link(t, "status=active", "facets=1")).wants(t, http.StatusOK, `aria-current="true"`, "Lovelace")
		both := v.part(facets.link(t, "status=active"), "facets").link(t, "status=active%2Cinactive")
		two := v.get(both).wants(t, http.StatusOK, "2 entries", "Status: <bdi>Active</bdi>", "or: <bdi>Inactive</bdi>").lacks(t, "Turing")
		v.get(two.link(t, "?status=inactive")).wants(t, http.StatusOK, "Hopper").lacks(t, "Lovelace")
		comma := v.get(facets.link(t, "tags=%22a%2C+b%22")).wants(t, http.StatusOK, "1 entry", "Tag: <bdi>a, b</bdi>")
		v.get(comma.link(t, "page_size=50", "tags=%22a%2C+b%22")).wants(t, http.StatusOK, "1 entry")

		subtree := v.get(contactsAt+"?linked_organization="+top.ID+"&include_descendants=true").
			wants(t, http.StatusOK, "1 entry", "Organization: <bdi>Top</bdi>")
		for _, link := range subtree.linksOf("/contacts?include_descendants") {
			if !strings.Contains(link, "linked_organization") {
				t.Errorf("a link keeps a flag without its filter: %s", link)
			}
		}
		day := v.get(facets.link(t, "created_at__gte=")).wants(t, http.StatusOK, "3 entries", "Created: <bdi>from ")
		day.lacks(t, "This list cannot be shown")
		v.part(contactsAt+"?created_at__gte=2999-01-01", "list").wants(t, http.StatusOK, "No contacts match")
		v.get(contactsAt+"?last_name__startswith=lo&has_email=true").
			wants(t, http.StatusOK, "1 entry", "Last name: <bdi>starts with lo</bdi>", "Email: <bdi>Yes</bdi>")

		gone := v.get(contactsAt+"?tags=gone&status=active").wants(t, http.StatusBadRequest,
			"No tag has this name or id; see the list of tags.", "Tag: <bdi>gone</bdi>", `id="search"`).lacks(t, "<table")
		v.get(gone.link(t, "?status=active")).wants(t, http.StatusOK, "1 entry")
		v.part(contactsAt+"?status=bad", "list").wants(t, http.StatusBadRequest, `id="list"`, `role="alert"`)
		v.part(contactsAt+"?status=bad", "facets").wants(t, http.StatusOK, `id="facets"`)
		v.get(contactsAt+"?nonsense=1").wants(t, http.StatusBadRequest, "Unknown parameter")
		v.get(contactsAt+"?facets=1&tags=gone").wants(t, http.StatusBadRequest, "No tag has this name or id; see the list of tags.")
	})
}

// Every facet leads to a list with as many contacts as it says.
func TestContactFacetsLeadToWhatTheyCount(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	f := factorytest.New(t, s.db)
	f.Contacts(30)
	f.Contacts(5, tagged("inactive", `the "quoted", one`))
	v := s.signedIn("admin")
	link := regexp.MustCompile(`(?s)<li><a href="([^"]+)"[^>]*data-facet="([^"]*)"[^>]*>(.*?)</a></li>`)
	number := regexp.MustCompile(`<span class="number">(\d+)</span>`)
	facets := link.FindAllStringSubmatch(v.part(contactsAt, "facets").body, -1)
	if len(facets) < 20 {
		t.Fatalf("%d facets, want many", len(facets))
	}
	for _, facet := range facets {
		count := number.FindStringSubmatch(facet[3])
		if count == nil { // there was no time to count it
			continue
		}
		want := count[1] + " entries"
		if count[1] == "1" {
			want = "1 entry"
		}
		v.part(html.UnescapeString(facet[1]), "list").wants(t, http.StatusOK, want)
	}
}

func TestContactListColumns(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	f := factorytest.New(t, s.db)
	field := func(kind customfield.Type, key, label string, choices ...string) {
		f.CustomField(func(p *customfield.Patch) {
			p.RecordKind, p.Key, p.Label = record.Some(string(customfield.Contact)), record.Some(key), record.Some(label)
			p.Type, p.Filterable = record.Some(string(kind)), record.Some(true)
			if len(choices) > 0 {
				p.Choices = record.Some(choices)
			}
		})
	}
	field(customfield.Boolean, "newsletter", "Newsletter?")
	field(customfield.Choices, "colors", "Colors", "red", "blue")
	field(customfield.Number, "height", "Height")
	field(customfield.Date, "since", "Customer since")
	field(customfield.URL, "page", "Home page")
	field(customfield.Text, "memo", "Memo")
	f.Contact(named("Ada", "Lovelace"), func(p *contact.Patch) {
		p.Notes, p.ContactType = record.Some(strings.Repeat("long ", 100)), record.Some("billing")
		p.ExternalIDs = record.Some(record.Values{"crm": jsontext.Value(`"A-1"`)})
		p.CustomFields = record.Some(record.Values{
			"newsletter": jsontext.Value("true"), "colors": jsontext.Value(`["red","blue"]`), "height": jsontext.Value("1.5"),
			"since": jsontext.Value(`"2020-02-29"`), "page": jsontext.Value(`"https://ada.example/"`), "memo": jsontext.Value(`"hi"`),
		})
	})
	v := s.signedIn("admin")
	menu := v.get(contactsAt).wants(t, http.StatusOK, "Newsletter?", `name="columns" value="custom_fields.colors"`,
		`name="columns" value="full_name" checked`)
	boxes := regexp.MustCompile(`name="columns" value="([^"]+)"`).FindAllStringSubmatch(menu.body, -1)
	query := url.Values{}
	for _, box := range boxes {
		query.Add("columns", box[1]) // as the form sends them without a script
	}
	if len(query["columns"]) < 25 {
		t.Errorf("there are %d columns", len(query["columns"]))
	}
	whole := v.get(contactsAt+"?"+query.Encode()).wants(t, http.StatusOK, `data-label="Newsletter?"><span dir="auto">Yes</span>`,
		`<bdi class="badge" data-variant="outline">red</bdi>`, `<span class="number">1.5</span>`, `<time datetime="2020-02-29">`,
		`<a href="https://ada.example/">`, "crm: A-1", "Billing", "…</span>", `class="line" href="mailto:`)
	if cells, want := strings.Count(whole.body, "<td data-label="), len(query["columns"]); cells != want {
		t.Errorf("%d cells, want %d", cells, want)
	}
	v.get(contactsAt+"?columns=full_name,gone,custom_fields.height").wants(t, http.StatusOK, "1.5").lacks(t, "mailto:")
	v.part(contactsAt, "facets").wants(t, http.StatusOK, `name="custom_fields.height__gte"`, `type="date" name="custom_fields.since__lte"`,
		`name="custom_fields.memo__contains"`, `data-facet="custom_fields.colors=blue"`, `data-facet="custom_fields.newsletter=true"`)
	v.get(contactsAt+"?custom_fields.height__gte=1&custom_fields.height__lte=&custom_fields.newsletter=true").
		wants(t, http.StatusOK, "1 entry", "Height: <bdi>from 1</bdi>", "Newsletter?: <bdi>Yes</bdi>")
}

func TestContactListViews(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	other := s.addUser("other", "editor", false)
	save := func(owner, name, query string, shared bool, columns ...string) {
		actor := changelog.Actor{UserID: owner, Via: changelog.ViaSession}
		err := changelog.InTx(t.Context(), s.db, s.home, actor, func(tx *changelog.Tx) error {
			by := &auth.Principal{UserID: owner, WorkspaceID: s.home}
			_, err := savedview.Create(t.Context(), tx, by, &savedview.Patch{
				Name: record.Some(name), List: record.Some(savedview.Contacts), Query: record.Some(query),
				Columns: record.Some(columns), Shared: record.Some(shared),
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	save(other.ID, `<script>alert("view")</script>`, "ordering=-created_at&status=active", true, "full_name", "title")
	save(other.ID, "Mine alone", "status=inactive", false)
	factorytest.New(t, s.db).Contact(named("Ada", "Lovelace"), tagged("active"))

	theirs := s.signedIn("other").get(contactsAt).wants(t, http.StatusOK, "Mine alone")
	shown := s.signedIn("other").get(theirs.link(t, "view=", "ordering=-created_at")).
		wants(t, http.StatusOK, "Lovelace", "Job title", "Change view", `name="query" value="ordering=-created_at&amp;status=active"`,
			`name="columns" value="full_name,title"`).
		lacks(t, "<script>alert", "mailto:")
	if !regexp.MustCompile(`view=[^"]*" aria-current="page"`).MatchString(shown.body) {
		t.Error("the view that is shown is not marked")
	}
	s.addUser("third", "viewer", false)
	v := s.signedIn("third")
	seen := v.get(contactsAt).wants(t, http.StatusOK, "&lt;script&gt;alert").lacks(t, "Mine alone")
	v.get(seen.link(t, "view=", "ordering=-created_at")).wants(t, http.StatusOK, "Lovelace").lacks(t, "Change view")
}

func TestContactListPermissions(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	factorytest.New(t, s.db).Contact(named("Ada", "Lovelace"))
	s.addUser("viewer", "viewer", false)
	s.addUser("editor", "editor", false)
	s.signedIn("viewer").get(contactsAt).wants(t, http.StatusOK, "Lovelace").
		lacks(t, `id="selection"`, "/contacts/new", "/contacts/export", `name="ids"`, "data-select-page")
	s.signedIn("editor").get(contactsAt).wants(t, http.StatusOK, `value="add_tags"`, `value="delete"`, "/contacts/export", "/contacts/new")
	s.stranger().get(contactsAt).wants(t, http.StatusSeeOther)
}

func TestContactListShowsNoScript(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	f := factorytest.New(t, s.db)
	const evil = `"'><script>alert(1)</script>`
	f.CustomField(func(p *customfield.Patch) {
		p.RecordKind, p.Key, p.Label = record.Some(string(customfield.Contact)), record.Some("evil"), record.Some(evil)
		p.Type, p.Choices, p.Filterable = record.Some(string(customfield.Choice)), record.Some([]string{evil}), record.Some(true)
	})
	firm := f.Organization(func(p *organization.Patch) { p.Name = record.Some(evil) })
	text := record.Some(evil)
	f.Contact(named(evil, evil), tagged("active", evil), func(p *contact.Patch) {
		p.Prefix, p.MiddleName, p.Suffix, p.Nickname, p.Title, p.Notes = text, text, text, text, text, text
		p.LinkedOrganization = record.Some(firm.ID)
		p.CustomFields = record.Some(record.Values{"evil": jsontext.Value(`"\"'><script>alert(1)</script>"`)})
	})
	f.Contact(named("Ada", "Lovelace"), func(p *contact.Patch) { p.OrganizationName = text })
	v := s.signedIn("admin")
	columns := "prefix,first_name,middle_name,last_name,suffix,nickname,organization,title,notes,tags,custom_fields.evil"
	query := url.Values{
		"columns": {columns}, "facets": {"1"}, "custom_fields.evil": {listing.Quote(evil)}, "tags": {listing.Quote(evil)},
		"linked_organization": {firm.ID}, "search": {"script"},
	}
	v.get(contactsAt+"?"+query.Encode()).wants(t, http.StatusOK, "1 entry", "&lt;script&gt;").lacks(t, "<script>alert", `"'>`)
	query = url.Values{"tags": {listing.Quote(evil + "x")}, evil: {evil}, "view": {evil}, "ordering": {evil}}
	v.get(contactsAt+"?"+query.Encode()).wants(t, http.StatusBadRequest).lacks(t, "<script>alert", `"'>`)
}

// The list costs what REST pays for it: finding out who asks, one statement that
// counts and one that reads; the page around it takes two more.
func TestContactListStatements(t *testing.T) {
	t.Parallel()
	statements := 0
	now := time.Now() // stands still, so that the rules that were read are kept
	options := database.Options{
		Fast: true, Now: func() time.Time { return now }, OnStatement: func(context.Context, string) { statements++ },
	}
	testkit.EachEngineWith(t, options, func(t *testing.T, db *database.DB) {
		s := newSite(t, db)
		factorytest.New(t, db).Contacts(60)
		v := s.signedIn("admin")
		v.get(contactsAt) // reads the rules
		count := func(act func()) int {
			statements = 0
			act()
			return statements
		}
		secret := ""
		for _, c := range v.client.Jar.Cookies(s.parsed()) {
			secret = c.Value
		}
		who := count(func() {
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url, nil)
			r.AddCookie(&http.Cookie{Name: "sid", Value: secret})
			given, ok := httpserver.SessionCookie(r)
			if _, err := s.keys.AuthenticateCookie(t.Context(), given, "default"); err != nil || !ok {
				t.Fatal(err)
			}
		})
		q, faults := listing.Parse(contact.ListSpec(nil), url.Values{})
		if err := faults.Err(); err != nil {
			t.Fatal(err)
		}
		list := count(func() {
			if _, err := contact.NewStore(db, s.home, nil).List(t.Context(), q); err != nil {
				t.Fatal(err)
			}
		})
		columns := "?columns=full_name,organization,tags,email_addresses,phone_numbers,country,custom_fields.x&page_size="
		for _, path := range []string{contactsAt, contactsAt + columns + "25", contactsAt + columns + "50"} {
			if got := count(func() { v.get(path).wants(t, http.StatusOK) }); got > who+list+2 {
				t.Errorf("%s takes %d statements, REST %d", path, got, who+list)
			}
		}
		if got := count(func() { v.part(contactsAt+"?search=a", "list").wants(t, http.StatusOK) }); got > who+list {
			t.Errorf("the rows alone take %d statements, REST %d", got, who+list)
		}
	})
}

// A row takes little of the way to the browser.
func TestContactRowsAreLean(t *testing.T) {
	t.Parallel()
	s := oneSite(t)
	factorytest.New(t, s.db).Contacts(50)
	v := s.signedIn("admin")
	few, many := v.part(contactsAt+"?page_size=10", "list"), v.part(contactsAt+"?page_size=50", "list")
	if row := (len(many.body) - len(few.body)) / 40; row > 1000 {
		t.Errorf("a row has %d bytes", row)
	}
}
