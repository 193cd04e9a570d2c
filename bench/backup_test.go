package bench_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/liaison/liaison/internal/backup"
	"github.com/liaison/liaison/internal/database"
)

const (
	backupRounds = 3 // of each thing that is done
	writersThere = 8 // clients that write beside a backup
)

// BenchmarkBackup backs a database up beside the server that has it open and
// restores it, in turn with a plain copy of the file that is flushed to the disk
// (what nobody should do: it may be torn), and shows what a backup costs those who
// write meanwhile.
func BenchmarkBackup(b *testing.B) {
	if b.N > 1 {
		b.Skip("this is done once")
	}
	s := start(b)
	folder := b.TempDir()
	file := filepath.Join(folder, "liaison.db") // of its own: what is written here would weigh on what is compared
	if err := copyFile(s.file, file); err != nil {
		b.Fatal(err)
	}
	server, err := startServer("liaison", file, folder)
	if err != nil {
		b.Fatal(err)
	}
	defer server.stop()
	var copied, written, restored []time.Duration
	var packed, plain int64
	for round := range backupRounds {
		to := filepath.Join(folder, fmt.Sprint(round))
		steps := []func() error{
			func() error { return flushedCopy(file, to+".copy") },
			func() error { return backUp(b.Context(), file, to+".backup") },
			func() error { return restore(b.Context(), to+".backup", to+".db") },
		}
		for i, took := range []*[]time.Duration{&copied, &written, &restored} {
			began := time.Now()
			if err := steps[i](); err != nil {
				b.Fatal(err)
			}
			*took = append(*took, time.Since(began))
		}
		plain, packed = size(b, to+".copy"), size(b, to+".backup")
		for _, ending := range []string{".copy", ".backup", ".db"} {
			if err := os.Remove(to + ending); err != nil {
				b.Fatal(err)
			}
		}
	}
	fmt.Fprintf(os.Stderr, "\n%-34s %10s %10s %10s\n", "", "s", "ratio", "MB")
	for _, line := range []struct {
		name  string
		took  []time.Duration
		bytes int64
	}{{"copy of the file, flushed", copied, plain}, {"liaison backup", written, packed}, {"liaison restore", restored, plain}} {
		fmt.Fprintf(os.Stderr, "%-34s %10.1f %10.2f %10.0f\n", line.name, median(line.took).Seconds(),
			float64(median(line.took))/float64(median(copied)), float64(line.bytes)/1e6)
	}
	s.besideABackup(b, server, file)
}

// besideABackup shows how long those wait who write while a backup is made, and
// while none is.
func (s *servers) besideABackup(b *testing.B, server *server, file string) {
	b.Helper()
	fmt.Fprintf(os.Stderr, "\n%-34s %10s %10s %10s %10s\n", fmt.Sprint(writersThere, " clients make contacts"), "a second", "p50 ms", "p99 ms", "slowest ms")
	for _, beside := range []struct {
		name   string
		during func() error
	}{
		{"alone", func() error { time.Sleep(10 * time.Second); return nil }},
		{"beside a backup", func() error { return backUp(b.Context(), file, file+".backup") }},
	} {
		l, err := s.writing(server, beside.during)
		if err != nil {
			b.Fatal(err)
		}
		fmt.Fprintf(os.Stderr, "%-34s %10.0f %10.1f %10.1f %10.1f\n", beside.name, l.rate(), l.percentile(50), l.percentile(99), l.percentile(100))
	}
}

// writing makes contacts from several clients for as long as something takes.
func (s *servers) writing(to *server, during func() error) (*load, error) {
	var over atomic.Bool
	op := s.create()
	times := make([][]time.Duration, writersThere)
	errs := make(chan error, writersThere)
	began := time.Now()
	for client := range writersThere {
		go func() {
			c := newClient(to, s.key)
			defer c.http.CloseIdleConnections()
			var err error
			for n := 0; err == nil && !over.Load(); n++ {
				sent := time.Now()
				err = op.send(c, n)
				times[client] = append(times[client], time.Since(sent))
			}
			errs <- err
		}()
	}
	err := during()
	over.Store(true)
	for range writersThere {
		err = cmp.Or(err, <-errs)
	}
	l := &load{times: slices.Sorted(slices.Values(slices.Concat(times...)))}
	l.n, l.cost.wall = len(l.times), time.Since(began)
	return l, err
}

func backUp(ctx context.Context, file, to string) error {
	db, err := database.Open(ctx, "sqlite:"+file, database.Options{})
	if err != nil {
		return err
	}
	_, err = backup.Write(ctx, db, to, backup.Options{})
	return errors.Join(err, db.Close())
}

func restore(ctx context.Context, from, to string) error {
	source, err := backup.Open(from, "", nil)
	if err != nil {
		return err
	}
	_, err = source.ToFile(ctx, to)
	return err
}

// flushedCopy copies a file and waits until the copy is on the disk.
func flushedCopy(from, to string) error {
	if err := copyFile(from, to); err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(out.Sync(), out.Close())
}

func size(b *testing.B, path string) int64 {
	b.Helper()
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

func median(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}
