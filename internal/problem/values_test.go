package problem

import (
	"errors"
	"strings"
	"testing"
)

func TestMustBe(t *testing.T) {
	many := strings.Split(strings.Repeat("x,", 20)+"x", ",")
	for _, c := range []struct {
		values []string
		want   string
	}{
		{nil, "The source has no values to choose from; see the list of options."},
		{[]string{"a"}, "The source must be a."},
		{[]string{"a", "b"}, "The source must be a or b."},
		{[]string{"a", "b", "c"}, "The source must be one of: a, b, c."},
		{many[1:], "The source must be one of: " + strings.Repeat("x, ", 19) + "x."},
		{many, "The source must be one of 21 values; see the list of options."},
	} {
		if got := MustBe("The source", c.values, "see the list of options"); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	known := []string{"first_name", "last_name", "email_addresses", "phone_numbers", "phone_region", "tags", "tags_all", "id", "birth_date"}
	for wrong, want := range map[string]string{
		"frist_name": "first_name", "tasg": "tags", "firstName": "first_name", "FIRST-NAME": "first_name", "lastname": "last_name", "tag": "tags",
		"email": "email_addresses", "date": "birth_date", "ids": "id", "password": "", "x": "", "": "", "phone": "phone_region",
		strings.Repeat("a", 1000): "",
	} {
		if want != "" {
			want = " Did you mean " + want + "?"
		}
		if got := DidYouMean(wrong, known); got != want {
			t.Errorf("%s: got %q, want %q", wrong, got, want)
		}
	}
}

func TestDetailOfErrors(t *testing.T) {
	var one, two, many Fields
	one.Add("/first_name", "too_long", "The text is longer than 100 characters.")
	two = append(two, one...)
	two.Parameter("page", "out_of_range", "The page must be a number.")
	for i := range 150 {
		many.Add(Pointer("tags", i), "required", "Required.")
	}
	for _, c := range []struct {
		fields Fields
		want   string
	}{
		{one, "first_name: The text is longer than 100 characters."},
		{two, "The input has 2 errors; each is in errors."},
		{two[1:], "The page must be a number."},
		{many, "The input has 150 errors; the first 100 are in errors."},
		{Fields{{Pointer: "/email_addresses/0/email", Detail: "The email address has no @."}}, "The email address has no @."},
		{Fields{{Pointer: "/organization_type", Detail: "The organization type is required."}}, "The organization type is required."},
		{Fields{{Pointer: "/id", Detail: "The value is invalid."}}, "id: The value is invalid."},
		{Fields{{Pointer: "", Detail: "The body must be one JSON object."}}, "The body must be one JSON object."},
	} {
		var e *Error
		if !errors.As(c.fields.Err(), &e) || e.Detail != c.want || len(e.Fields) > 100 {
			t.Errorf("got %v, want %q", e, c.want)
		}
	}
	if got := one.Err().Error(); got != "first_name: The text is longer than 100 characters." {
		t.Errorf("got %q", got)
	}
	if got := two.Err().Error(); !strings.Contains(got, "; /first_name: The text") || !strings.Contains(got, "; page: The page") {
		t.Errorf("got %q", got)
	}
}
