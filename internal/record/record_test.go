package record_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/liaison/liaison/internal/database"
	"github.com/liaison/liaison/internal/record"
)

func TestTouchNeverGoesBack(t *testing.T) {
	now := database.At(time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC))
	m := record.NewMeta("x", now, "a")
	m.Touch(database.At(now.Add(-time.Hour)), "b")
	if m.Version != 2 || m.UpdatedAt != now || m.UpdatedBy != "b" {
		t.Errorf("a clock that was put back: %+v", m)
	}
	m.Touch(database.At(now.Add(time.Hour)), "c")
	if m.Version != 3 || !m.UpdatedAt.After(now.Time) {
		t.Errorf("an hour later: %+v", m)
	}
}

func TestChanged(t *testing.T) {
	before := []byte(`{"id":"1","a":"x","b":[1,2],"gone":null,"version":1,"updated_at":"x","updated_by":null}`)
	after := []byte(`{"id":"1","a":"y","b":[1,2],"new":true,"version":2,"updated_at":"y","updated_by":"z"}`)
	got, err := record.Changed(before, after)
	if diff := cmp.Diff([]string{"a", "gone", "new"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if _, err := record.Changed([]byte(`{"a":`), after); err == nil {
		t.Error("half a record was read")
	}
}

func TestMergeOfValues(t *testing.T) {
	have := record.Values{"keep": record.TextValue("k"), "drop": record.TextValue("d"), "change": record.TextValue("c")}
	patch := record.Values{"drop": []byte("null"), "change": []byte(`{"x":1}`), `new"key`: []byte("2")}
	if got := string(have.Merge(record.Some(patch)).JSON()); got != `{"change":{"x":1},"keep":"k","new\"key":2}` {
		t.Errorf("got %s", got)
	}
	if got := string(have.Merge(record.Opt[record.Values]{}).JSON()); got != string(have.JSON()) {
		t.Errorf("what was left out changed something: %s", got)
	}
	if got := string(have.Merge(record.Some[record.Values](nil)).JSON()); got != "{}" {
		t.Errorf("null left %s", got)
	}
}
