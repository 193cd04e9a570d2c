package listing_test

import (
	"maps"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/listing"
	"github.com/liaison/liaison/internal/problem"
	"github.com/liaison/liaison/internal/text"
)

// exampleSpec is a list of tags with a filter of every kind.
func exampleSpec() *listing.Spec {
	ordering := func(name, column string, kind listing.KeyType) listing.Ordering {
		return listing.Ordering{Name: name, Keys: []listing.Key{{SQL: column, Type: kind}}}
	}
	return &listing.Spec{
		Name: "tags", Alias: "t", ID: listing.Key{SQL: "t.id"}, Default: "name",
		Orderings: []listing.Ordering{
			ordering("name", "t.sort_key", listing.BytesKey),
			ordering("slug", "t.slug", listing.TextKey),
			ordering("version", "t.version", listing.IntKey),
			ordering("created_at", "t.created_at", listing.TextKey),
		},
		Filters: []listing.Filter{
			{Name: "name", Kind: listing.Text, Column: "t.name", Folded: "t.name_alike", Fold: text.Alike, Default: listing.Contains},
			{Name: "slug", Kind: listing.Choice, Column: "t.slug", Choices: []string{"a", "b", "c"}},
			{Name: "id", Kind: listing.ID, Column: "t.id"},
			{Name: "version", Kind: listing.Int, Column: "t.version"},
			{Name: "weight", Kind: listing.Number, Column: "t.version"},
			{Name: "weight__in", Kind: listing.Int, Column: "t.version"},
			{Name: "weight_", Kind: listing.Int, Column: "t.version"},
			{Name: "closed", Kind: listing.Text, Column: "t.name", Refused: &problem.Fault{Code: "closed", Detail: "Not now."}},
			{Name: "created_at", Kind: listing.Time, Column: "t.created_at"},
			{Name: "day", Kind: listing.Date, Column: "substr(t.created_at, 1, 10)"},
			{Name: "made_by", Kind: listing.ID, Column: "t.created_by", Nullable: true},
			{Name: "used", Kind: listing.Bool, Within: used()},
			{Name: "first", Kind: listing.Bool, Column: "t.version = 1"},
			{
				Name: "user", Kind: listing.ID, Column: "u.contact_id", Within: used(), Flags: []string{"deep"},
			},
		},
		Fields: []string{"id", "name"}, Searched: true, SearchColumn: "t.search_body",
	}
}

func used() *listing.Related {
	return &listing.Related{ID: "u.tag_id", From: "contact_tags u", Where: "u.workspace_id = $1", Once: true}
}

const someID = "0198c0de-0000-7000-8000-000000000001"

// pagingCases are the faults, as PARAMETER CODE, of parameters that every list
// takes.
func pagingCases() map[string]string {
	long := strings.Repeat("x", 1001)
	return map[string]string{
		"":                            "",
		"page_size=200&page=50":       "",
		"page_size=1000":              "",
		"page_size=1&page=10000":      "",
		"page_size=0":                 "page_size out_of_range",
		"page_size=1001":              "page_size out_of_range",
		"page_size=1e2":               "page_size out_of_range",
		"page_size=":                  "page_size out_of_range",
		"page_size=99999999999999999": "page_size out_of_range",
		"page_size=5&page_size=5":     "page_size repeated",
		"page=0":                      "page out_of_range",
		"page=-1":                     "page out_of_range",
		"page=401":                    "page out_of_range",
		"page=9223372036854775807":    "page out_of_range",
		"page=9223372036854775808":    "page out_of_range",
		"page=2&cursor=x":             "page repeated",
		"cursor=":                     "cursor invalid_cursor",
		"cursor=%00":                  "cursor invalid_text",
		"cursor=bm90IGpzb24":          "cursor invalid_cursor",
		"cursor=bnVsbA":               "cursor invalid_cursor",
		"cursor=e30":                  "cursor invalid_cursor",
		"count=none":                  "",
		"count=all":                   "count invalid_choice",
		"ordering=-name,version":      "",
		"ordering=":                   "ordering unknown_field",
		"ordering=name,-name":         "ordering repeated",
		"ordering=--name":             "ordering unknown_field",
		"ordering=id;DROP":            "ordering unknown_field",
		"fields=id,name":              "",
		"fields=id,secret":            "fields unknown_field",
		"search=":                     "",
		"search=" + long:              "search too_long",
		"search=%ff":                  "search invalid_text",
	}
}

// filterFaults are those of filters.
func filterFaults() map[string]string {
	long := strings.Repeat("x", 1001)
	return map[string]string{
		"nonsense=1":                             "nonsense unknown_parameter",
		"name__like=x":                           "name__like unknown_lookup",
		"name__":                                 "name__ unknown_lookup",
		"name__exact__in=x":                      "name__exact__in unknown_lookup",
		"name__gt=x":                             "name__gt unknown_lookup",
		"used__in=true":                          "used__in unknown_lookup",
		"made_by__isnull=true":                   "",
		"made_by__isnull=1":                      "made_by__isnull invalid_value",
		"id__isnull=true":                        "id__isnull unknown_lookup",
		"name=":                                  "name blank",
		"name=a,,b":                              "name blank",
		"name=a,":                                "name blank",
		`name="a,b",c`:                           "",
		`name="a""b"`:                            "",
		`name="a`:                                "name invalid_value",
		`name="a"b`:                              "name invalid_value",
		"name=a%00b":                             "name invalid_text",
		"name=%cc%81":                            "name blank",
		"name=" + long:                           "name too_long",
		"slug=a,b&slug=c":                        "",
		"slug=a,d":                               "slug invalid_choice",
		"id=" + someID:                           "",
		"id=" + strings.ToUpper(someID):          "",
		"id=null":                                "id invalid_value",
		"made_by=null," + someID:                 "",
		"version=1,2":                            "",
		"version=one":                            "version invalid_value",
		"version=9223372036854775808":            "version invalid_value",
		"weight=0.5,1e3":                         "",
		"weight=NaN":                             "weight invalid_value",
		"weight=1e999":                           "weight invalid_value",
		"weight=x":                               "weight invalid_value",
		"weight__in=0.5":                         "weight__in invalid_value", // a filter of its own
		"weight__in__in=1,2":                     "",
		"weight___gt=1":                          "",
		"weight___gt=0.5":                        "weight___gt invalid_value",
		"weight__gt=0.5":                         "",
		"weight___=1":                            "weight___ unknown_lookup",
		"closed=x":                               "closed closed",
		"closed__nothing=x":                      "closed__nothing closed",
		"version__gt=1,2":                        "version__gt too_many",
		"version__range=1":                       "version__range invalid_value",
		"version__range=1,2":                     "",
		"version__range=1&version__range=2":      "",
		"day=2026-02-29":                         "day invalid_value",
		"day=2028-02-29":                         "",
		"created_at=2026-02-28":                  "",
		"created_at=9999-12-31":                  "",
		"created_at=0000-01-01T00:00:00%2B14:00": "",
		"created_at=2026-02-28T10:00:00 02:00":   "",
		"created_at=yesterday":                   "created_at invalid_value",
		"created_at=2026-13-01":                  "created_at invalid_value",
		"used=yes":                               "used invalid_value",
		"user=" + someID + "&deep=true":          "",
		"user=" + someID + "&deep=2":             "deep invalid_value",
		"deep=true":                              "deep unknown_parameter",
		"deep=true&user=x":                       "user invalid_value",
		"slug=" + strings.Repeat("a,", 500) + "a":            "slug too_many",
		"name=" + strings.Repeat("a,", 20) + "a":             "name too_many",
		"a=1&page_size=0&name__x=1&slug=z&search=%ff&page=0": "a unknown_parameter; name__x unknown_lookup; page_size out_of_range; search invalid_text; slug invalid_choice; page out_of_range",
	}
}

func TestParse(t *testing.T) {
	cases := pagingCases()
	maps.Copy(cases, filterFaults())
	for query, want := range cases {
		values, err := url.ParseQuery(strings.ReplaceAll(query, ";", "%3B"))
		if err != nil {
			t.Fatal(query, err)
		}
		q, faults := listing.Parse(exampleSpec(), values)
		var got []string
		for _, f := range faults {
			got = append(got, f.Parameter+" "+f.Code)
			if f.Detail == "" || f.Pointer != "" {
				t.Errorf("%.80s: fault %+v", query, f)
			}
		}
		if diff := cmp.Diff(want, strings.Join(got, "; ")); diff != "" {
			t.Errorf("%.80s: %s", query, diff)
		}
		if (q == nil) != (len(faults) > 0) {
			t.Errorf("%.80s: a query beside faults, or neither", query)
		}
	}
}

func TestParseNeverRepeatsValues(t *testing.T) {
	const secret = "hunter2"
	values := url.Values{}
	for _, name := range []string{
		"page", "page_size", "cursor", "count", "ordering", "fields", "search", "name__exact", "slug", "id", "version", "created_at", "day", "used", "other",
	} {
		values[name] = []string{secret + "\xff", secret}
	}
	_, faults := listing.Parse(exampleSpec(), values)
	for name := range values {
		values[name] = []string{secret}
	}
	_, more := listing.Parse(exampleSpec(), values)
	for _, f := range append(faults, more...) {
		if strings.Contains(f.Detail+f.Parameter, secret) {
			t.Errorf("%s: %s", f.Parameter, f.Detail)
		}
	}
}

func TestParseBoundsTheFaults(t *testing.T) {
	values := url.Values{}
	for i := range 5000 {
		values[strings.Repeat("\x00é\xff", i)] = []string{"1"}
	}
	_, faults := listing.Parse(exampleSpec(), values)
	if len(faults) > 60 {
		t.Errorf("%d faults", len(faults))
	}
	for _, f := range faults {
		if len(f.Parameter) > 400 || strings.ContainsAny(f.Parameter, "\x00") {
			t.Errorf("the name of a parameter of %d bytes is repeated", len(f.Parameter))
		}
	}
}

func TestParseOfListsThatTakeLess(t *testing.T) {
	spec := &listing.Spec{
		Name: "changes", Alias: "h", ID: listing.Key{SQL: "h.number", Type: listing.IntKey}, Limit: "limit", Default: "number",
		Orderings: []listing.Ordering{{Name: "number", Keys: []listing.Key{{SQL: "h.number", Type: listing.IntKey}}}},
	}
	for query, want := range map[string]string{
		"limit=7":             "",
		"limit=7&page_size=7": "limit repeated",
		"search=x":            "search unknown_parameter",
		"fields=x":            "fields unknown_parameter",
		"number=1":            "number unknown_parameter",
		"ordering=-number":    "",
		"=7":                  "(no name) unknown_parameter",
		"limit=0&search=":     "limit out_of_range; search unknown_parameter",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		q, faults := listing.Parse(spec, values)
		var got []string
		for _, f := range faults {
			got = append(got, f.Parameter+" "+f.Code)
		}
		if diff := cmp.Diff(want, strings.Join(got, "; ")); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
		if query == "limit=7" && q.PageSize != 7 {
			t.Errorf("limit gave a page of %d", q.PageSize)
		}
	}
}
