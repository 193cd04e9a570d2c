package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"github.com/liaison/liaison/internal/database"
)

// ErrNoBackup says that a file is something else than a backup.
var ErrNoBackup = errors.New("not a Liaison backup")

// form is how a backup is written.
type form int

const (
	compressed form = iota + 1 // zstd
	encrypted                  // age, and zstd in it
)

// What the files begin with.
var (
	magicAge    = []byte("age-encryption.org/")
	magicZstd   = []byte{0x28, 0xb5, 0x2f, 0xfd}
	magicSQLite = []byte("SQLite format 3\x00")
)

// formOf tells the form of a file by how it begins, or ErrNoBackup.
func formOf(path string) (form, error) {
	f, err := os.Open(path) //nolint:gosec // the operator's choice
	if err != nil {
		return 0, fmt.Errorf("read the backup: %w", err)
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, 32)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return 0, fmt.Errorf("read the backup: %w", err)
	}
	switch head = head[:n]; {
	case bytes.HasPrefix(head, magicAge):
		return encrypted, nil
	case bytes.HasPrefix(head, magicZstd):
		return compressed, nil
	case bytes.HasPrefix(head, magicSQLite):
		return 0, fmt.Errorf("%s is a database, %w: make a backup of it with liaison backup", path, ErrNoBackup)
	}
	return 0, fmt.Errorf("%s is %w", path, ErrNoBackup)
}

// page is what progress is counted in while files are read, as it is while SQLite
// copies.
const (
	page      = 4096
	toldEvery = 64 * page
)

// watched is a file that is read: it ends with ctx and tells how far it is.
type watched struct {
	file      *os.File
	ctx       context.Context
	progress  database.Progress
	what      string
	done, all int64
}

func watch(ctx context.Context, path, what string, progress database.Progress) (*watched, error) {
	f, err := os.Open(path) //nolint:gosec // the operator's choice, or ours
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &watched{file: f, ctx: ctx, progress: progress, what: what, all: info.Size()}, nil
}

// Read implements io.Reader.
func (w *watched) Read(b []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.file.Read(b)
	told := w.done / toldEvery
	if w.done += int64(n); w.done/toldEvery > told || w.done == w.all {
		w.progress.Tell(w.what, w.done/page, w.all/page)
	}
	return n, err
}

// Close implements io.Closer.
func (w *watched) Close() error { return w.file.Close() }

// pack writes the database file plain as a backup, and brings it to the disk.
func (o *Options) pack(ctx context.Context, plain, packed string) (err error) {
	in, err := watch(ctx, plain, "pages packed", o.Progress)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(packed, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // in our workshop
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if err := o.packTo(out, in); err != nil {
		return err
	}
	return out.Sync()
}

func (o *Options) packTo(out io.Writer, in io.Reader) error {
	sealed := io.WriteCloser(nopCloser{out})
	if len(o.Recipients) > 0 {
		var err error
		if sealed, err = age.Encrypt(out, o.Recipients...); err != nil {
			return err
		}
	}
	// One core: the server needs the others.
	packer, err := zstd.NewWriter(sealed, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	_, err = io.Copy(packer, in)
	return errors.Join(err, packer.Close(), sealed.Close())
}

type nopCloser struct{ io.Writer }

// Close does nothing.
func (nopCloser) Close() error { return nil }

// ReadRecipients reads public keys of age (age1…), one a line; a line that begins
// with # says nothing.
func ReadRecipients(r io.Reader) ([]age.Recipient, error) { return age.ParseRecipients(r) }
