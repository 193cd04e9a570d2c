package deploy

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/frontend/subrequests/lint"
	dockerspec "github.com/moby/docker-image-spec/specs-go/v1"
	"github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// finalStage is the image to run, programStage the one that makes what is in it.
const (
	finalStage   = "liaison"
	programStage = "build"
)

// anyImage answers for every base image: nothing is fetched.
type anyImage struct{}

func (anyImage) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	return ref, "", []byte(`{"architecture":"amd64","os":"linux"}`), nil
}

func options(text []byte, target string) dockerfile2llb.ConvertOpt {
	source := llb.NewSourceMap(nil, "Dockerfile", "Dockerfile", text)
	source.Definition = &llb.Definition{}
	return dockerfile2llb.ConvertOpt{
		Config:         dockerui.Config{Target: target, LinterConfig: &linter.Config{}},
		SourceMap:      source,
		TargetPlatform: &ocispecs.Platform{OS: "linux", Architecture: "amd64"},
		MetaResolver:   anyImage{},
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func linted(t *testing.T, text []byte) *lint.LintResults {
	t.Helper()
	results, err := dockerfile2llb.DockerfileLint(t.Context(), text, options(text, ""))
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// stages are those of the Dockerfile by their names.
func stages(t *testing.T) map[string]instructions.Stage {
	t.Helper()
	parsed, err := parser.Parse(bytes.NewReader(read(t, "../Dockerfile")))
	if err != nil {
		t.Fatal(err)
	}
	list, _, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]instructions.Stage{}
	for _, stage := range list {
		named[stage.Name] = stage
	}
	return named
}

// imageConfig is what the final image tells the engine.
func imageConfig(t *testing.T) dockerspec.DockerOCIImageConfig {
	t.Helper()
	text := read(t, "../Dockerfile")
	_, image, _, _, err := dockerfile2llb.Dockerfile2LLB(t.Context(), text, options(text, finalStage))
	if err != nil {
		t.Fatal(err)
	}
	return image.Config
}

func TestDockerfileHasNothingToComplainAbout(t *testing.T) {
	results := linted(t, read(t, "../Dockerfile"))
	if results.Error != nil {
		t.Errorf("it cannot be built: %s", results.Error.Message)
	}
	for _, w := range results.Warnings {
		t.Errorf("line %v: %s: %s", w.Location.GetRanges(), w.RuleName, w.Detail)
	}
	bad := linted(t, []byte("from scratch AS one\nENV PASSWORD=x\nCMD serve\n"))
	if len(bad.Warnings) < 3 {
		t.Errorf("a bad Dockerfile has %d warnings: the linter is blind", len(bad.Warnings))
	}
	if unknown := linted(t, []byte("FROM scratch\nCOPY --from=nowhere x y\nRUNN x\n")); unknown.Error == nil {
		t.Error("an instruction that does not exist is no error: the linter is blind")
	}
}

func TestBaseImagesAreOfOneVersionAndGoIsTheProjects(t *testing.T) {
	version := regexp.MustCompile(`(?m)^go (\S+)$`).FindSubmatch(read(t, "../go.mod"))[1]
	exact := regexp.MustCompile(`^[a-z]+:\d+\.\d+(\.\d+)?-[a-z-]+$`)
	named := stages(t)
	for name, stage := range named {
		base := stage.BaseName
		if _, ours := named[base]; ours || base == "scratch" {
			continue
		}
		if !exact.MatchString(base) {
			t.Errorf("%s: %s does not name one version", name, base)
		}
		if strings.HasPrefix(base, "golang:") && !strings.HasPrefix(base, "golang:"+string(version)+"-") {
			t.Errorf("%s: %s is not Go %s of go.mod", name, base, version)
		}
	}
}

func TestImageRunsAsNobodyInParticular(t *testing.T) {
	c := imageConfig(t)
	if !regexp.MustCompile(`^[1-9]\d*:[1-9]\d*$`).MatchString(c.User) {
		t.Errorf("the user is %q, not a number that is not root's", c.User)
	}
	if got := strings.Join(append(c.Entrypoint, c.Cmd...), " "); got != "liaison serve" {
		t.Errorf("it runs %q", got)
	}
	if _, ok := c.Volumes["/data"]; !ok || c.WorkingDir != "/data" {
		t.Errorf("volumes %v, working in %s", c.Volumes, c.WorkingDir)
	}
	if _, ok := c.ExposedPorts["8080/tcp"]; !ok {
		t.Errorf("ports %v", c.ExposedPorts)
	}
	if c.Healthcheck == nil || strings.Join(c.Healthcheck.Test, " ") != "CMD liaison health" {
		t.Errorf("the health check is %+v", c.Healthcheck)
	}
}
