package feed

import (
	"bytes"
	"compress/gzip"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
)

// bearer checks the token, if one is asked for.
func (h *push) bearer(r *http.Request) error {
	if h.Token == "" {
		return nil
	}
	given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if h.Secret != "" && !ok && r.Header.Get("X-Wirewatch-Signature") != "" {
		return nil // either will do
	}
	if !ok || subtle.ConstantTimeCompare([]byte(given), []byte(h.Token)) != 1 {
		return &refusal{http.StatusUnauthorized, "a bearer token is needed", 0}
	}
	return nil
}

// body reads the request, unpacked, and checks its signature, which is that of
// the bytes as sent.
func (h *push) body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	tooLarge := &refusal{http.StatusRequestEntityTooLarge, fmt.Sprintf("the request is larger than %d bytes", h.MaxBody), 0}
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.MaxBody))
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, tooLarge
	}
	if err != nil {
		return nil, &refusal{http.StatusBadRequest, "the request breaks off", 0}
	}
	if err := h.signed(r, b); err != nil {
		return nil, err
	}
	switch r.Header.Get("Content-Encoding") {
	case "", "identity":
	case "gzip":
		z, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			return nil, &refusal{http.StatusBadRequest, "the body is not gzip", 0}
		}
		if b, err = io.ReadAll(io.LimitReader(z, h.MaxBody+1)); err != nil {
			return nil, &refusal{http.StatusBadRequest, "the gzip is broken", 0}
		}
		if int64(len(b)) > h.MaxBody {
			return nil, tooLarge
		}
	default:
		return nil, &refusal{http.StatusUnsupportedMediaType, "Content-Encoding: gzip is taken, or none", 0}
	}
	if len(bytes.TrimSpace(b)) == 0 {
		return nil, &refusal{http.StatusBadRequest, "the body is empty", 0}
	}
	return b, nil
}

func (h *push) signed(r *http.Request, b []byte) error {
	given := r.Header.Get("X-Wirewatch-Signature")
	if h.Secret == "" || given == "" && h.Token != "" {
		return nil // there is no secret, or the token has been checked
	}
	mac := hmac.New(sha256.New, []byte(h.Secret))
	mac.Write(b)
	want := "sha256=" + hex.EncodeToString(mac.Sum(nil))
	if !hmac.Equal([]byte(given), []byte(want)) {
		return &refusal{http.StatusUnauthorized, "the signature does not fit", 0}
	}
	return nil
}

// split divides a request into its items.
func (h *push) split(r *http.Request, body []byte) ([]Item, error) {
	base := Item{
		Source: sourceName(r.Header.Get("X-Wirewatch-Source"), r.URL.Query().Get("source"), h.Source), ContentType: r.Header.Get("Content-Type"),
		Format: r.Header.Get("X-Wirewatch-Format"), Name: r.Header.Get("X-Wirewatch-Name"), Key: r.Header.Get("Idempotency-Key"),
	}
	kind, params, err := mime.ParseMediaType(base.ContentType)
	if err != nil {
		kind, err = "", nil // it is not a batch
	}
	var items []Item
	switch kind {
	case "multipart/mixed", "multipart/form-data":
		items, err = h.multipart(base, body, params["boundary"])
	case "application/x-ndjson", "application/jsonl", "application/x-jsonlines":
		base.ContentType = "application/json"
		for line := range bytes.Lines(body) {
			if line = bytes.TrimSpace(line); len(line) > 0 {
				items = append(items, base.with(line, len(items)))
			}
		}
	default:
		items = []Item{base.with(body, 0)}
	}
	switch {
	case err != nil:
		return nil, &refusal{http.StatusBadRequest, "the batch cannot be divided", 0}
	case len(items) == 0:
		return nil, &refusal{http.StatusBadRequest, "there is no item in the request", 0}
	case len(items) > h.MaxBatch:
		return nil, &refusal{http.StatusRequestEntityTooLarge, fmt.Sprintf("more than %d items in a request", h.MaxBatch), 0}
	}
	return items, nil
}

func sourceName(names ...string) string {
	for _, n := range names {
		if n = strings.TrimSpace(n); n != "" && len(n) <= 100 {
			return n
		}
	}
	return "http"
}

// with is the item for the nth part of a batch.
func (it Item) with(b []byte, n int) Item {
	it.Bytes = b
	if it.Key != "" && n > 0 {
		it.Key += "#" + strconv.Itoa(n)
	}
	return it
}

func (h *push) multipart(base Item, body []byte, boundary string) ([]Item, error) {
	var items []Item
	m := multipart.NewReader(bytes.NewReader(body), boundary)
	for len(items) <= h.MaxBatch {
		p, err := m.NextPart()
		if errors.Is(err, io.EOF) {
			return items, nil
		}
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(p)
		if err != nil {
			return nil, err
		}
		it := base.with(b, len(items))
		if kind := p.Header.Get("Content-Type"); kind != "" {
			it.ContentType = kind
		} else {
			it.ContentType = ""
		}
		if name := p.FileName(); name != "" {
			it.Name = name
		}
		if key := p.Header.Get("Idempotency-Key"); key != "" {
			it.Key = key
		}
		items = append(items, it)
	}
	return items, nil
}
