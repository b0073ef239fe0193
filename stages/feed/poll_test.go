package feed_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/wirewatch/wirewatch/stages/feed"
)

func TestGuardReachesPublicAddressesOnly(t *testing.T) {
	g := feed.Guard{Allow: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}
	f := func(ip string, ok bool) {
		t.Helper()
		if err := g.Check(netip.MustParseAddr(ip)); (err == nil) != ok || err != nil && !errors.Is(err, feed.ErrPrivate) {
			t.Errorf("Check(%s) = %v", ip, err)
		}
	}
	f("93.184.215.14", true)
	f("2606:2800:21f::1", true)
	f("10.1.2.3", true) // allowed
	for _, ip := range []string{
		"10.2.0.1", "127.0.0.1", "127.9.9.9", "0.0.0.0", "169.254.169.254", "172.16.0.1", "192.168.1.1", "100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1",
		"::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1",
	} {
		f(ip, false)
	}
}

func TestGuardLooksAtEachConnection(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "inside") }))
	defer s.Close()
	if res, err := (feed.Guard{}).Client(time.Second).Get(s.URL); !errors.Is(err, feed.ErrPrivate) {
		t.Errorf("reached %v, %v", res, err)
	}
	// A server that may be reached sends on to one that may not.
	from := httptest.NewServer(http.RedirectHandler("http://[::1]:1/", http.StatusFound))
	defer from.Close()
	client := feed.Guard{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}.Client(time.Second)
	if res, err := client.Get(from.URL); !errors.Is(err, feed.ErrPrivate) {
		t.Errorf("redirected to %v, %v", res, err)
	}
}

func TestPollFetchesWhatIsNew(t *testing.T) {
	var mu sync.Mutex
	asked, unchanged := 0, 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked++
		if r.Header.Get("If-None-Match") == `"v1"` {
			unchanged++
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, "<rss/>")
	}))
	defer s.Close()
	in, b := intake(t, nil)
	path := filepath.Join(t.TempDir(), "marks.json")
	run := func(least int) {
		t.Helper()
		marks, err := feed.OpenMarks(path)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			done <- feed.Poll(ctx, feed.PollConfig{
				Intake: in, Marks: marks, Log: slog.New(slog.DiscardHandler), Feeds: []feed.Feed{{Source: "isle", URL: s.URL}},
				Client: feed.Guard{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}.Client(time.Second),
				Least:  time.Millisecond, Most: 2 * time.Millisecond, PerHost: time.Millisecond,
			})
		}()
		for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); {
			mu.Lock()
			enough := asked >= least
			mu.Unlock()
			if enough {
				break
			}
			<-time.After(time.Millisecond)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	run(3)
	mu.Lock()
	before := asked
	mu.Unlock()
	run(before + 2) // after a restart
	mu.Lock()
	defer mu.Unlock()
	if raw := b.on("wire.raw"); len(raw) != 1 || raw[0].Header("content-type") != "application/rss+xml" || unchanged < asked-2 {
		t.Errorf("asked %d times, %d unchanged, %d records", asked, unchanged, len(raw))
	}
}

func TestPollRefusesWhatIsNoFeed(t *testing.T) {
	in, _ := intake(t, nil)
	marks, err := feed.OpenMarks("")
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"", "file:///etc/passwd", "isle.example/rss", "gopher://x/"} {
		c := feed.PollConfig{Intake: in, Marks: marks, Log: slog.New(slog.DiscardHandler), Client: http.DefaultClient, Feeds: []feed.Feed{{Source: "x", URL: address}}}
		if err := feed.Poll(t.Context(), c); err == nil {
			t.Errorf("%q is polled", address)
		}
	}
}
