package phone_test

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"github.com/liaison/liaison/internal/phone"
	"github.com/liaison/liaison/internal/testkit"
)

// TestExampleNumbers reads libphonenumber's example of every country and type in
// its international and its national form.
func TestExampleNumbers(t *testing.T) {
	file, err := os.Open(testkit.Corpora(t, "phone", "example-numbers.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	taken, refused, other := map[string]int{}, map[string]int{}, map[string]int{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		column := strings.Split(lines.Text(), "\t")
		if len(column) < 5 || column[0] == "region" {
			continue
		}
		region, kind, national, e164 := column[0], column[2], column[3], column[4]
		want := "+" + column[1] + national
		number, fault := phone.Parse(want, "")
		switch {
		case fault != nil:
			refused[kind]++
			if e164 != "" {
				t.Errorf("%s %s: %s is refused: %v", region, kind, want, fault)
			}
		case number != want:
			t.Errorf("%s %s: %s is read as %s", region, kind, want, number)
		default:
			taken[kind]++
		}
		if !phone.ValidRegion(region) {
			continue // of no country
		}
		if number, fault := phone.Parse(national, region); fault != nil || number != want {
			other[kind]++
			t.Logf("%s %s: national %s is read as %s %v", region, kind, national, number, fault)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	t.Logf("taken %v\nrefused %v\nread differently in national form %v", taken, refused, other)
}
