package promise_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// stamp is the one form in which times go out.
const stamp = "2006-01-02T15:04:05.000Z"

// TestTimesAreUTCInAnyZone_OPS_06: whatever zone the machine is in, what goes out,
// is stored and is logged is in UTC, and what comes in is read with its own zone.
func TestTimesAreUTCInAnyZone_OPS_06(t *testing.T) {
	for i, zone := range []string{"Asia/Kathmandu", "Europe/Berlin", "Pacific/Apia", "Nowhere/At_All"} {
		engine := engines[i%len(engines)]
		t.Run(fmt.Sprint(engine, " ", strings.ReplaceAll(zone, "/", " ")), func(t *testing.T) {
			p := newPlace(t, engine)
			p.command.Env = append(p.command.Env, "TZ="+zone, "PGTZ=Asia/Kathmandu", "LIAISON_LOG_LEVEL=info")
			s := p.start(t, "")
			s.timesAreNow(time.Now())
			s.stop()
			s.logsAreUTC()
			p.check(t)
		})
	}
}

// timesAreNow fails the test unless what is made now says so in UTC everywhere.
func (s *server) timesAreNow(now time.Time) {
	s.t.Helper()
	made := s.must(http.StatusCreated, "POST", s.URL+"/api/v1/contacts", object{"first_name": "Ada", "birth_date": "1815-12-10"}).json()
	change := s.must(http.StatusOK, "GET", s.URL+"/api/v1/changes?kind=contact", nil).json().list("results")[0]
	key := s.must(http.StatusOK, "GET", s.URL+"/api/v1/api-keys", nil).json().list("results")[0]
	for name, text := range map[string]string{
		"created_at": made.text("created_at"), "updated_at": made.text("updated_at"), "at": change.text("at"), "created_at of the key": key.text("created_at"),
	} {
		at, err := time.Parse(stamp, text)
		if err != nil || at.Sub(now).Abs() > time.Minute {
			s.t.Errorf("%s is %q at %v", name, text, now.UTC())
		}
	}
	if expires, err := time.Parse(stamp, key.text("expires_at")); err != nil || expires.Sub(now).Round(24*time.Hour) < 364*24*time.Hour {
		s.t.Errorf("the key expires at %q", key.text("expires_at"))
	}
	if made.text("birth_date") != "1815-12-10" {
		s.t.Errorf("the birth date is %s", made.text("birth_date"))
	}
	far := time.FixedZone("", int((5*time.Hour + 45*time.Minute).Seconds()))
	for offset, want := range map[time.Duration]int{-time.Minute: 1, time.Minute: 0} {
		after := url.QueryEscape(now.Add(offset).In(far).Format(time.RFC3339))
		list := s.must(http.StatusOK, "GET", s.URL+"/api/v1/contacts?created_at__gt="+after, nil).json().list("results")
		if len(list) != want {
			s.t.Errorf("%d contacts are created after %s, want %d", len(list), after, want)
		}
	}
}

// logsAreUTC fails the test unless each line of the log has its time in UTC and no
// request took less than no time.
func (s *server) logsAreUTC() {
	s.t.Helper()
	requests := 0
	for line := range strings.Lines(s.Logs()) {
		if !strings.HasPrefix(line, "{") {
			continue
		}
		var entry struct {
			Time, Msg string
			MS        *float64
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			s.t.Fatal(err)
		}
		at, err := time.Parse(time.RFC3339Nano, entry.Time)
		if err != nil || !strings.HasSuffix(entry.Time, "Z") || time.Since(at).Abs() > 10*time.Minute {
			s.t.Errorf("a line of the log is from %q", entry.Time)
		}
		if entry.Msg == "request" {
			if requests++; entry.MS == nil || *entry.MS < 0 {
				s.t.Errorf("a request took %s", line)
			}
		}
	}
	if requests < 3 {
		s.t.Errorf("the log has %d requests:\n%s", requests, s.Logs())
	}
}
