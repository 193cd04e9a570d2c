package restapi_test

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/liaison/liaison/internal/changelog"
	"github.com/liaison/liaison/internal/exporter"
)

// The feed tells of exports, and nobody can undo one.
func TestExportsInTheFeed(t *testing.T) {
	eachAPI(t, func(a *api) {
		job := exporter.Job{
			Workspace: a.ws, By: changelog.Actor{Via: changelog.ViaCommand, Name: "export"}, Kind: changelog.Organization,
			Filter: "status=active", Format: exporter.NDJSON,
		}
		if _, err := job.Run(t.Context(), a.db, &bytes.Buffer{}); err != nil {
			t.Fatal(err)
		}
		first := a.get("/changes?kind=export").want(http.StatusOK).json()["results"].([]any)[0]
		c := object(first.(map[string]any))
		after := c.object("after")
		if c["action"] != "create" || c["before"] != nil || after["record_kind"] != "organization" || after["format"] != "ndjson" ||
			after["filter"] != "status=active" || after["record_count"] != 0.0 {
			t.Errorf("got %v", c)
		}
		a.wantConflict(int64(c["number"].(float64)), "An export cannot be undone")
		a.sound()
	})
}
