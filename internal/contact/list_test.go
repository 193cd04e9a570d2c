package contact_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/address"
	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/contact"
	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/record"
	"github.com/liaison/liaison/internal/testkit"
	"github.com/liaison/liaison/internal/text"
)

// person describes a contact of these tests in few words.
type person struct {
	first, last, title, email, phone, city, country, tags, organization, birth, language, kind, source, status, external, notes, postal string
}

// people are in the order in which they are made; tests call them by their
// place here, as a letter from A on.
var people = []person{
	{first: "Zoë", last: "Müller", email: "zoe@example.com", tags: "VIP,Berlin", city: "Zürich", country: "CH", postal: "A65 F4E2", birth: "1980-02-29"},
	{first: "Anna", last: "Muller", email: "Anna.M@Example.org", phone: "+49 151 23456789", city: "Zurich", country: "US", postal: "10115", tags: "vip"},
	{first: "Ana", last: "Žižek", phone: "+1 212 555 0123", language: "sl", external: "crm:1:2"},
	{first: "李", last: "伟", tags: "中文", country: "CN", notes: "likes Anna"},
	{first: "Søren", last: "O’Brien", title: "Annalist", status: contact.Inactive, kind: "billing"},
	{first: "100%", last: "_under", source: "import", organization: "Acme GmbH"},
	{last: "Ångström", email: "info@müller.example", status: contact.DoNotContact, tags: "Berlin"},
	{first: "Joanna", last: "Smith-Jones", phone: "+33 6 12 34 56 78", email: "jo+shop@example.com", birth: "1999-12-31", language: "fr"},
}

func (p *person) patch() *contact.Patch {
	some := func(s string) record.Opt[string] {
		if s == "" {
			return record.Opt[string]{}
		}
		return record.Some(s)
	}
	patch := &contact.Patch{
		FirstName: some(p.first), LastName: some(p.last), Title: some(p.title), OrganizationName: some(p.organization),
		BirthDate: some(p.birth), Language: some(p.language), ContactType: some(p.kind), Source: some(p.source),
		Status: some(p.status), Notes: some(p.notes),
	}
	if p.email != "" {
		patch.EmailAddresses = emails(email(p.email))
	}
	if p.phone != "" {
		patch.PhoneNumbers = contact.Edit[contact.PhonePatch]{Given: true, Items: []contact.PhonePatch{{Number: record.Some(p.phone)}}}
	}
	if p.city+p.country != "" {
		ref := contact.AddressRef{Change: &address.Patch{City: some(p.city), Country: some(p.country), PostalCode: some(p.postal)}}
		patch.Addresses = contact.Edit[contact.AddressPatch]{Given: true, Items: []contact.AddressPatch{{Address: record.Some(ref)}}}
	}
	if p.tags != "" {
		patch.Tags = record.Some(strings.Split(p.tags, ","))
	}
	if p.external != "" {
		system, id, _ := strings.Cut(p.external, ":")
		patch.ExternalIDs = record.Some(record.Values{system: []byte(`"` + id + `"`)})
	}
	return patch
}

// list returns the page that parameters ask for.
func (f *fixture) list(parameters string) (listing.Page[contact.Record], error) {
	f.Helper()
	values, err := url.ParseQuery(parameters)
	if err != nil {
		f.Fatal(err)
	}
	q, faults := listing.Parse(contact.ListSpec(nil), values)
	if err := faults.Err(); err != nil {
		return listing.Page[contact.Record]{}, err
	}
	return f.store.List(f.Context(), q)
}

// places are the letters of contacts by their ids.
type places map[string]string

func (p places) of(page listing.Page[contact.Record]) string {
	var b strings.Builder
	for _, r := range page.Items {
		b.WriteString(p[r.ID])
	}
	return b.String()
}

func (f *fixture) addPeople() places {
	f.Helper()
	all := places{}
	for i := range people {
		all[f.create(people[i].patch()).ID] = string(rune('A' + i))
	}
	return all
}

// filterCases are the letters of the people that parameters leave, in order.
func filterCases() map[string]string {
	return map[string]string{
		"":                                        "FGBAEHCD",
		"ordering=created_at":                     "ABCDEFGH",
		"ordering=-last_name,-first_name":         "DCHEABGF",
		"ordering=first_name":                     "GFCBHEAD",
		"ordering=organization_name,-created_at":  "HGEDCBAF",
		"ordering=status,created_at":              "ABCDFHGE",
		"status=active":                           "FBAHCD",
		"status=inactive,do_not_contact":          "GE",
		"contact_type=billing":                    "E",
		"source=import":                           "F",
		"first_name=ann":                          "BH",
		"first_name=ANA":                          "C",
		"first_name__exact=Zoë":                   "A",
		"first_name__exact=Zoe":                   "",
		"first_name__iexact=zoe":                  "A",
		"first_name__startswith=an":               "BC",
		"first_name=%25":                          "F",
		"first_name=__":                           "",
		"last_name=muller":                        "BA",
		"last_name=MÜLL":                          "BA",
		"last_name=_":                             "F",
		"last_name=zizek":                         "C",
		"last_name=jones":                         "H",
		"last_name=h-j":                           "H",
		"last_name__isnull=true":                  "",
		"first_name__isnull=true":                 "G",
		"email=ANNA.M@example.ORG":                "B",
		"email=info@xn--mller-kva.example":        "G",
		"email=nobody@example.com":                "",
		"email__contains=EXAMPLE":                 "GBAH",
		"email__startswith=zo,an":                 "BA",
		"email__isnull=true":                      "FECD",
		"has_email=true":                          "GBAH",
		"has_email=false":                         "FECD",
		"has_phone=true":                          "BHC",
		"has_phone=false&has_email=false":         "FED",
		"phone_number=%2B4915123456789":           "B",
		"phone_number=0151 234-567 89":            "B",
		"phone_number=(212) 555-0123":             "C",
		"phone_number__contains=5550":             "C",
		"phone_number__startswith=%2B33 6":        "H",
		"phone_number=%2B33123456789":             "",
		"phone_number=5550123":                    "C",
		"has_organization=true":                   "F",
		"has_organization=false&first_name=ann":   "BH",
		"tags=vip":                                "BA",
		"tags=VIP,中文":                             "BAD",
		"tags_all=vip,berlin":                     "A",
		"tags_none=vip":                           "FGEHCD",
		"tags=berlin&tags_none=vip":               "G",
		"country=CH,US":                           "BA",
		"country=ch,uS":                           "BA",
		"country=null":                            "FGEHC",
		"country__isnull=false":                   "BAD",
		"city=ZURICH":                             "BA",
		"city__exact=Zürich":                      "A",
		"city__contains=uri":                      "BA",
		"language=sl":                             "C",
		"language=SL":                             "C",
		"language__iexact=Sl,DE":                  "C",
		"language__startswith=S":                  "C",
		"language=de":                             "",
		"language__isnull=true":                   "FGBAED",
		"birth_date=1980-02-29":                   "A",
		"birth_date__gt=1980-02-29":               "H",
		"birth_date__range=1980-01-01,2000-01-01": "AH",
		"birth_date__isnull=true":                 "FGBECD",
		"external_id=crm:1:2":                     "C",
		"external_id=crm:1":                       "",
		"created_at__gte=2000-01-01&page_size=2":  "FG",
		"created_by=null":                         "FGBAEHCD",
		"linked_organization=null":                "FGBAEHCD",
		"linked_organization__isnull=false":       "",
	}
}

// spelledCases are the same of values that are spelled otherwise than they are
// stored, or were sent with a + that was not escaped.
func spelledCases() map[string]string {
	return map[string]string{
		"email=JO+shop@example.com":    "H", // not escaped
		"email=jo%2Bshop@example.com":  "H",
		"email__contains=jo+sh":        "H",
		"postal_code=a65f4e2":          "A",
		"postal_code=A65 F4E2, 10 115": "BA",
		"postal_code__startswith=A65":  "A",
		"postal_code__isnull=true":     "FGEHCD",
		"phone_number=+4915123456789":  "B", // not escaped
	}
}

// searchCases are the same for searches.
func searchCases() map[string]string {
	return map[string]string{
		"search=anna":                     "BHED",
		"search=ann":                      "BHED",
		"search=an":                       "GBCED",
		"search=ANNA&ordering=-last_name": "DHEB",
		"search=zoe muller":               "A",
		"search=müller":                   "BAG",
		"search=obrien":                   "E",
		"search=o'brien":                  "E",
		"search=brien":                    "E",
		"search=李":                        "D",
		"search=伟 李":                      "D",
		"search=中":                        "D",
		"search=gmbh":                     "F",
		"search=vip&status=active":        "BA",
		"search=151 234":                  "B",
		"search=%2B49 151 23 45 67 89":    "B",
		"search=%2B49 (0)151 23456789":    "B",
		"search=06 12 34 56 78":           "H",
		"search=123456":                   "BH",
		"search=%25":                      "",
		"search=_":                        "F",
		`search="anna"`:                   "BHED",
		`search=" OR body:`:               "",
		"search=zz":                       "",
		"search=%CC%81":                   "",
		"search=%E2%80%8B":                "",
		"search= ":                        "FGBAEHCD",
		"search=anna nothing":             "",
	}
}

func TestListFilters(t *testing.T) { testLists(t, filterCases()) }

func TestListFiltersAsSpelled(t *testing.T) { testLists(t, spelledCases()) }

func TestSearch(t *testing.T) { testLists(t, searchCases()) }

func testLists(t *testing.T, cases map[string]string) {
	each(t, func(f *fixture) {
		letters := f.addPeople()
		for parameters, want := range cases {
			page, err := f.list(parameters)
			if err != nil {
				f.Errorf("%s: %v", parameters, err)
				continue
			}
			if diff := cmp.Diff(want, letters.of(page)); diff != "" {
				f.Errorf("%s: %s", parameters, diff)
			}
		}
	})
}

func TestListRefuses(t *testing.T) {
	each(t, func(f *fixture) {
		f.addPeople()
		const unknown = "0198c0de-0000-7000-8000-000000000001"
		for parameters, want := range map[string]string{
			"tags=nobody":                            "tags not_found",
			"tags=vip,nobody":                        "tags not_found",
			"tags_all=nobody&tags_none=nobody":       "tags_all not_found; tags_none not_found",
			"linked_organization=" + unknown:         "linked_organization not_found",
			"linked_organization=x":                  "linked_organization invalid_value",
			"contact_type=boss":                      "contact_type invalid_choice",
			"source=boss&tags=nobody":                "source invalid_choice; tags not_found",
			"status=boss":                            "status invalid_choice",
			"country=XX":                             "country invalid_choice",
			"external_id=crm":                        "external_id invalid_value",
			`external_id="urn:crm":`:                 "external_id invalid_value",
			"email=notanemail":                       "email invalid_email",
			"email__in=a@example.com,b@":             "email__in invalid_email",
			"language=xx-nonsense":                   "language invalid_value",
			"phone_number=12":                        "phone_number no_country",
			"phone_number=0151 2345 home":            "phone_number letters",
			"phone_number=%2B331":                    "phone_number too_short",
			"birth_date=31-02":                       "birth_date invalid_value",
			"created_by=notauuid":                    "created_by invalid_value",
			"first_name__exact=a%07b":                "first_name__exact invalid_text",
			"city=" + strings.Repeat("x", 101):       "city too_long",
			"postal_code=" + strings.Repeat("1", 21): "postal_code too_long",
			"phone_number=home":                      "phone_number invalid_phone",
			"phone_number=000":                       "phone_number no_country",
			"include_descendants=true":               "include_descendants unknown_parameter",
			"ordering=notes":                         "ordering unknown_field",
			"fields=password":                        "fields unknown_field",
			"custom_fields":                          "custom_fields unknown_parameter",
			"tags=" + strings.Repeat("a,", 50) + "a": "tags too_many",
		} {
			_, err := f.list(parameters)
			var got []string
			for _, fault := range fieldsOf(err) {
				got = append(got, fault.Parameter+" "+fault.Code)
			}
			if diff := cmp.Diff(want, strings.Join(got, "; ")); diff != "" {
				f.Errorf("%.60s: %s (%v)", parameters, diff, err)
			}
		}
	})
}

func fieldsOf(err error) problem.Fields {
	var e *problem.Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

func TestListStatements(t *testing.T) {
	statements := 0
	opts := database.Options{Fast: true, OnStatement: func(context.Context, string) { statements++ }}
	testkit.EachEngineWith(t, opts, func(t *testing.T, db *database.DB) {
		f := newFixture(t, db)
		f.addPeople()
		for parameters, want := range map[string]int{
			"":                                 2,
			"search=anna&status=active":        2,
			"tags=vip":                         3,
			"tags_all=vip,berlin&tags_none=中文": 4,
			"email__contains=example&country=US&phone_number=%2B4915123456789": 2,
		} {
			statements = 0
			if _, err := f.list(parameters); err != nil {
				t.Fatal(err)
			}
			if statements != want {
				t.Errorf("%s: %d statements, want %d", parameters, statements, want)
			}
		}
	})
}

func TestListRecords(t *testing.T) {
	each(t, func(f *fixture) {
		c := f.create(people[0].patch())
		page, err := f.list("")
		if err != nil {
			f.Fatal(err)
		}
		want := []contact.Record{{ID: c.ID, Format: contact.Format, Version: 1, JSON: c.JSON()}}
		if diff := cmp.Diff(want, page.Items); diff != "" {
			f.Error(diff)
		}
		fields, err := record.Fields(c.JSON())
		if err != nil {
			f.Fatal(err)
		}
		var missing []string
		for name := range fields {
			if !slices.Contains(contact.ListSpec(nil).Fields, name) {
				missing = append(missing, name)
			}
		}
		if len(missing) > 0 || len(fields) != len(contact.ListSpec(nil).Fields) {
			f.Errorf("fields= does not take %v, or takes what there is not", missing)
		}
	})
}

// What a search finds follows every write.
func TestSearchFollowsWrites(t *testing.T) {
	each(t, func(f *fixture) {
		c := f.create(&contact.Patch{LastName: record.Some("Before")})
		f.create(&contact.Patch{LastName: record.Some("Other")})
		found := func(word string, want int) {
			f.Helper()
			page, err := f.list("search=" + word)
			if err != nil || len(page.Items) != want {
				f.Errorf("%s found %d, want %d (%v)", word, len(page.Items), want, err)
			}
		}
		found("before", 1)
		f.update(c.ID, &contact.Patch{LastName: record.Some("After")})
		found("before", 0)
		found("after", 1)
		f.update(c.ID, &contact.Patch{EmailAddresses: emails(email("new@example.com"))})
		found("example", 1)
		err := f.inTx(func(ctx context.Context, tx *changelog.Tx) error {
			_, err := f.store.Delete(ctx, tx, c.ID, anyVersion)
			return err
		})
		if err != nil {
			f.Fatal(err)
		}
		found("after", 0)
		found("other", 1)
	})
}

// bulk adds n contacts that are nothing but what a list needs.
func (f *fixture) bulk(n int) {
	f.Helper()
	err := f.db.InTx(f.Context(), func(tx *database.DB) error {
		numbers := fmt.Sprintf(`WITH RECURSIVE n (i) AS (SELECT 100000 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT `, 100000+n-1)
		const id = "'0198c0de-0000-7000-8000-000000' || CAST(i AS TEXT)"
		statements := []string{
			`INSERT INTO contacts (workspace_id, id, contact_type, status, source, first_name_key, last_name_key, organization_key,
				first_name_alike, last_name_alike, created_at, updated_at, version) ` + numbers + `$1, ` + id + `, 'primary',
				CASE WHEN i < 100010 THEN 'inactive' ELSE 'active' END, 'website', $2, $3, $4, '', '', $5, $6, 1 FROM n`,
			`INSERT INTO contact_records (workspace_id, contact_id, format, version, record) ` + numbers + `$1, ` + id + `, 1, 1, '{}' FROM n`,
			`INSERT INTO contact_search (workspace_id, contact_id, names, body) ` + numbers + `$1, ` + id + `, '  name  ',
				'  name  common' || CAST(i AS TEXT) || '  ' FROM n`,
		}
		for i, statement := range statements {
			args := []any{f.ws}
			if i == 0 {
				args = append(args, []byte{}, text.SortKey("name"), []byte{}, f.db.Now(), f.db.Now())
			}
			if _, err := tx.Exec(f.Context(), statement, args...); err != nil {
				return err
			}
		}
		if tx.Engine == database.Postgres {
			_, err := tx.Exec(f.Context(), "ANALYZE contacts, contact_search")
			return err
		}
		_, err := tx.Exec(f.Context(), "INSERT INTO contact_search_index (rowid, body) SELECT search_id, body FROM contact_search")
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
}

// A word that more than 10,000 have gives them by name, on all of the pages.
func TestSearchWithManyHits(t *testing.T) {
	each(t, func(f *fixture) {
		f.bulk(listing.MaxCount + 5)
		f.create(&contact.Patch{FirstName: record.Some("common"), LastName: record.Some("Zzz")})
		f.create(&contact.Patch{Notes: record.Some("common"), LastName: record.Some("Aaa")})
		page, err := f.list("search=common&page_size=200")
		if err != nil {
			f.Fatal(err)
		}
		if *page.Count != listing.MaxCount || page.CountIsExact {
			f.Errorf("counted %d, exact %t", *page.Count, page.CountIsExact)
		}
		if !strings.Contains(string(page.Items[0].JSON), "Aaa") {
			f.Error("the hits are not ordered by name")
		}
		n := len(page.Items)
		for page.Next != "" {
			if page, err = f.list("search=common&page_size=200&cursor=" + page.Next); err != nil {
				f.Fatal(err)
			}
			n += len(page.Items)
		}
		if n != listing.MaxCount+7 || !strings.Contains(string(page.Items[len(page.Items)-1].JSON), "Zzz") {
			f.Errorf("%d hits on the pages", n)
		}
		for parameters, want := range map[string]string{
			"search=common&count=exact":                   "10007 true",
			"search=common&status=inactive":               "10 true",
			"search=common&status=active":                 "9997 true",
			"search=common100001":                         "1 true",
			"search=common10000&ordering=-created_at":     "10 true",
			"search=common&status=active&count=exact":     "9997 true",
			"search=common1 name&status=inactive":         "10 true",
			"first_name=common":                           "1 true",
			"search=common&has_email=false":               "10000 false",
			"search=common&has_email=false&status=active": "9997 true",
		} {
			page, err := f.list(parameters)
			if err != nil {
				f.Fatal(err)
			}
			if got := fmt.Sprint(*page.Count, " ", page.CountIsExact); got != want {
				f.Errorf("%s: counted %s, want %s", parameters, got, want)
			}
		}
	})
}

// The pages of a ranked search stay in its order while hits come and go.
func TestSearchPages(t *testing.T) {
	each(t, func(f *fixture) {
		letters := f.addPeople()
		got := ""
		cursor := ""
		for {
			page, err := f.list("search=ann&page_size=1" + cursor)
			if err != nil {
				f.Fatal(err)
			}
			got += letters.of(page)
			if page.Next == "" {
				break
			}
			cursor = "&cursor=" + page.Next
			f.create(&contact.Patch{FirstName: record.Some("Ann")})
		}
		if got != "BHED" {
			f.Errorf("the pages give %s", got)
		}
	})
}

func TestListByOrganization(t *testing.T) {
	each(t, func(f *fixture) {
		ids := f.tree(3)
		letters := places{}
		for i, id := range ids {
			c := f.create(&contact.Patch{LastName: record.Some(string(rune('A' + i))), LinkedOrganization: record.Some(id)})
			letters[c.ID] = string(rune('A' + i))
		}
		letters[f.create(&contact.Patch{LastName: record.Some("Z")}).ID] = "Z"
		for parameters, want := range map[string]string{
			"linked_organization=" + ids[0]:                                        "A",
			"linked_organization=" + ids[0] + "," + ids[2]:                         "AC",
			"linked_organization=" + ids[0] + "&include_descendants=true":          "ABC",
			"linked_organization=" + ids[1] + "&include_descendants=true":          "BC",
			"linked_organization=" + ids[1] + "&include_descendants=false":         "B",
			"linked_organization=null," + ids[1] + "&include_descendants=true":     "BCZ",
			"linked_organization=null":                                             "Z",
			"linked_organization__isnull=false":                                    "ABC",
			"has_organization=true&linked_organization=" + strings.ToUpper(ids[0]): "A",
		} {
			page, err := f.list(parameters)
			if err != nil {
				f.Errorf("%s: %v", parameters, err)
			} else if got := letters.of(page); got != want {
				f.Errorf("%s: got %s, want %s", parameters, got, want)
			}
		}
	})
}

// tree makes n organizations, each below the one before, and returns their ids.
func (f *fixture) tree(n int) []string {
	f.Helper()
	var kind string
	err := f.db.QueryRow(f.Context(), "SELECT id FROM organization_types WHERE workspace_id = $1 ORDER BY id LIMIT 1", f.ws).Scan(&kind)
	if err != nil {
		kind = f.db.NewID()
		_, err := f.db.Exec(f.Context(), `INSERT INTO organization_types (workspace_id, id, name, name_key, sort_key, search_body,
			created_at, updated_at, version) VALUES ($1, $2, 'T', 't', $3, '', $4, $5, 1)`,
			f.ws, kind, text.SortKey("T"), f.db.Now(), f.db.Now())
		if err != nil {
			f.Fatal(err)
		}
	}
	ids := make([]string, n)
	var parent any
	for i := range ids {
		ids[i] = f.db.NewID()
		name := fmt.Sprint("org", i)
		_, err := f.db.Exec(f.Context(), `INSERT INTO organizations (workspace_id, id, name, name_key, sort_key, name_alike, code, code_key,
			code_sort_key, organization_type_id, parent_id, search_body, created_at, updated_at, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', $12, $13, 1)`,
			f.ws, ids[i], name, name, text.SortKey(name), name, name, name, text.SortKey(name), kind, parent, f.db.Now(), f.db.Now())
		if err != nil {
			f.Fatal(err)
		}
		parent = ids[i]
	}
	return ids
}
