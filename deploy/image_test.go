package deploy

import (
	"debug/elf"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// build makes the final image's files in a directory, as the Dockerfile says:
// the stage that makes the program is run here, on this machine's Go. Whatever
// a Dockerfile may say that these two stages do not is refused.
func build(t *testing.T) (root string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatal("run this as root: the image gets files of its user and a root directory of its own")
	}
	dir := t.TempDir()
	work, root := filepath.Join(dir, "build"), filepath.Join(dir, "root")
	for _, made := range []string{work, root} {
		if err := os.Mkdir(made, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	named := stages(t)
	workdir := runProgramStage(t, named[programStage], work)
	for _, command := range named[finalStage].Commands {
		if c, ok := command.(*instructions.CopyCommand); ok {
			copyFinal(t, c, workdir, work, root)
		}
	}
	return root
}

// runProgramStage runs a stage in the directory that stands for its WORKDIR,
// which it returns.
func runProgramStage(t *testing.T, stage instructions.Stage, work string) (workdir string) {
	t.Helper()
	environ := os.Environ()
	for _, command := range stage.Commands {
		switch c := command.(type) {
		case *instructions.WorkdirCommand:
			workdir = c.Path
		case *instructions.ArgCommand:
			for _, arg := range c.Args {
				environ = append(environ, arg.Key+"="+arg.ValueString())
			}
		case *instructions.CopyCommand:
			if c.From != "" || c.Chown != "" {
				t.Fatalf("%s is more than these checks can do", c)
			}
			for _, source := range c.SourcePaths {
				copyContext(t, source, filepath.Join(work, c.DestPath))
			}
		case *instructions.RunCommand:
			shell := exec.CommandContext(t.Context(), "sh", "-c", strings.Join(c.CmdLine, " "))
			shell.Dir, shell.Env = work, environ
			if out, err := shell.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", c, err, out)
			}
		default:
			t.Fatalf("%s is more than these checks can do", command)
		}
	}
	return workdir
}

// copyContext copies a file or folder of the project to a folder, without what
// .dockerignore names.
func copyContext(t *testing.T, source, to string) {
	t.Helper()
	ignored := ignore(t)
	from := filepath.Join("..", source)
	copyTree(t, from, to, func(name string) bool {
		name, err := filepath.Rel("..", name)
		if err != nil {
			t.Fatal(err)
		}
		skip, err := ignored.MatchesOrParentMatches(name)
		if err != nil {
			t.Fatal(err)
		}
		return name != "." && skip
	})
}

func ignore(t *testing.T) *patternmatcher.PatternMatcher {
	t.Helper()
	file, err := os.Open("../.dockerignore")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	patterns, err := ignorefile.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		t.Fatal(err)
	}
	return matcher
}

// copyFinal copies from the program's stage to the image: root's, unless the
// instruction names another owner.
func copyFinal(t *testing.T, c *instructions.CopyCommand, workdir, work, root string) {
	t.Helper()
	if c.From != programStage || c.Chmod != "" || len(c.SourcePaths) != 1 {
		t.Fatalf("%s is more than these checks can do", c)
	}
	source, ok := strings.CutPrefix(path.Clean(c.SourcePaths[0]), workdir+"/")
	if !ok {
		t.Fatalf("%s copies from outside %s", c, workdir)
	}
	owner := 0
	if c.Chown != "" {
		var err error
		name, _, _ := strings.Cut(c.Chown, ":")
		if owner, err = strconv.Atoi(name); err != nil {
			t.Fatalf("%s: the owner is not a number", c)
		}
	}
	to := filepath.Join(root, c.DestPath)
	copyTree(t, filepath.Join(work, source), to, func(string) bool { return false })
	err := filepath.WalkDir(to, func(name string, _ fs.DirEntry, err error) error {
		if err != nil || name == root {
			return err
		}
		return os.Lchown(name, owner, owner)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// copyTree copies a folder's contents, or a file, into a folder, modes included.
func copyTree(t *testing.T, from, to string, skip func(name string) bool) {
	t.Helper()
	err := filepath.WalkDir(from, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case skip(name) && entry.IsDir():
			return fs.SkipDir
		case skip(name):
			return nil
		}
		inner, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		if name == from && !entry.IsDir() {
			inner = filepath.Base(from)
		}
		return copyOne(name, filepath.Join(to, inner), entry)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func copyOne(from, to string, entry fs.DirEntry) error {
	info, err := entry.Info()
	if err != nil {
		return err
	}
	if entry.IsDir() {
		if err := os.MkdirAll(to, 0o755); err != nil {
			return err
		}
		return os.Chmod(to, info.Mode()) // with the sticky bit, past the umask
	}
	if !info.Mode().IsRegular() {
		return nil // no links here
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to, data, info.Mode().Perm()); err != nil {
		return err
	}
	return os.Chmod(to, info.Mode().Perm())
}

// checkContents fails if there is more or less in the image than one program
// that needs no other file.
func checkContents(t *testing.T, root string) {
	t.Helper()
	var names []string
	err := filepath.WalkDir(root, func(name string, _ fs.DirEntry, err error) error {
		names = append(names, strings.TrimPrefix(name, root))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := " /bin /bin/liaison /data /etc /etc/ssl /etc/ssl/certs /etc/ssl/certs/ca-certificates.crt /tmp"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("in the image are%s\nwant%s", got, want)
	}
	program, err := elf.Open(filepath.Join(root, "bin/liaison"))
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	for _, part := range program.Progs {
		if part.Type == elf.PT_INTERP {
			t.Error("the program is not static: the image has no libraries")
		}
	}
}
