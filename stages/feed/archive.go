package feed

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
)

// archive reads the items of one file that holds many, one after the other.
type archive func(name string, yield func(name string, in io.Reader) error) error

// archiveOf gives how to read a file that holds many items; nil is a file that
// is one item itself.
func archiveOf(name string) archive {
	lower := strings.ToLower(name)
	plain, packed := strings.CutSuffix(lower, ".gz")
	switch {
	case strings.HasSuffix(lower, ".zip"):
		return fromZip
	case strings.HasSuffix(lower, ".tar"), strings.HasSuffix(lower, ".tgz"), packed && strings.HasSuffix(plain, ".tar"):
		return fromTar
	case strings.HasSuffix(plain, ".jsonl"), strings.HasSuffix(plain, ".ndjson"):
		return fromLines
	}
	return nil
}

// fromZip reads the files of a zip archive. What is in it is named by archive
// and entry, and never written anywhere.
func fromZip(name string, yield func(string, io.Reader) error) error {
	z, err := zip.OpenReader(name)
	if err != nil {
		return err
	}
	defer z.Close()
	for _, f := range z.File {
		if f.FileInfo().IsDir() || hiddenEntry(f.Name) {
			continue
		}
		r, err := f.Open()
		if err != nil {
			r = io.NopCloser(&broken{err}) // this entry is a dead letter, the others go on
		}
		err = yield(name+"!"+f.Name, r)
		r.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// broken fails at the first read.
type broken struct{ err error }

func (b *broken) Read([]byte) (int, error) { return 0, b.err }

// fromTar reads the regular files of a tar archive, packed or not.
func fromTar(name string, yield func(string, io.Reader) error) error {
	return unpacked(name, func(in io.Reader) error {
		t := tar.NewReader(in)
		for {
			h, err := t.Next()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			if h.Typeflag != tar.TypeReg || hiddenEntry(h.Name) {
				continue
			}
			if err := yield(name+"!"+h.Name, t); err != nil {
				return err
			}
		}
	})
}

// fromLines reads the lines of a file of JSON Lines, packed or not.
func fromLines(name string, yield func(string, io.Reader) error) error {
	return unpacked(name, func(in io.Reader) error {
		lines := bufio.NewReaderSize(in, 64<<10)
		for n := 1; ; n++ {
			l := &line{in: lines}
			if _, err := lines.Peek(1); errors.Is(err, io.EOF) {
				return nil
			}
			if err := yield(fmt.Sprintf("%s!%d.json", name, n), l); err != nil {
				return err
			}
			if err := l.rest(); err != nil {
				return err
			}
		}
	})
}

// line reads to the end of a line, however long it is.
type line struct {
	in   *bufio.Reader
	part []byte
	done bool
	err  error
}

func (l *line) Read(p []byte) (int, error) {
	for len(l.part) == 0 {
		if l.done {
			return 0, io.EOF
		}
		part, err := l.in.ReadSlice('\n')
		l.part = part
		if !errors.Is(err, bufio.ErrBufferFull) {
			l.done = true
			if err != nil && !errors.Is(err, io.EOF) {
				l.err = err
				return 0, err
			}
		}
	}
	n := copy(p, l.part)
	l.part = l.part[n:]
	return n, nil
}

// rest passes over what was not read of the line.
func (l *line) rest() error {
	_, err := io.Copy(io.Discard, l)
	return err
}

func unpacked(name string, read func(io.Reader) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	lower := strings.ToLower(name)
	if !strings.HasSuffix(lower, ".gz") && !strings.HasSuffix(lower, ".tgz") {
		return read(f)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	return read(z)
}

// hiddenEntry reports whether an entry is none of the copy: a name that begins
// with a dot, or what macOS adds.
func hiddenEntry(name string) bool {
	return strings.HasPrefix(path.Base(name), ".") || strings.HasPrefix(name, "__MACOSX/")
}
