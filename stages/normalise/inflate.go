package normalise

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"

	"github.com/wirewatch/wirewatch/pipeline/article"
)

// inflate holds raw bytes to their limits and unpacks gzip.
func (n *Normaliser) inflate(b []byte) ([]byte, error) {
	if len(b) > n.config.MaxItem {
		return nil, article.NewFault("too-large", "read copy: %d bytes, at most %d", len(b), n.config.MaxItem)
	}
	if len(b) == 0 {
		return nil, article.NewFault("empty", "read copy: no bytes")
	}
	if !bytes.HasPrefix(b, []byte{0x1f, 0x8b}) {
		return b, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, article.NewFault("bad-gzip", "unpack gzip: %w", err)
	}
	// Small transmissions may shrink a lot: the ratio counts from 64 KiB on.
	limit := min(n.config.MaxInflated, max(64<<10, n.config.MaxRatio*len(b)))
	out, err := io.ReadAll(io.LimitReader(z, int64(limit)+1))
	if len(out) > limit {
		return nil, article.NewFault("gzip-bomb", "unpack gzip: %d bytes become more than %d", len(b), limit)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, article.NewFault("truncated", "unpack gzip: %w", err)
	}
	if err != nil {
		return nil, article.NewFault("bad-gzip", "unpack gzip: %w", err)
	}
	return out, nil
}
