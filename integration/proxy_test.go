package integration_test

import (
	"net"
	"sync"
	"time"
)

// proxy stands between clients and a broker and makes the network bad.
type proxy struct {
	l  net.Listener
	to string

	mu    sync.Mutex
	links map[*link]bool
	ills  ills
}

// ills are what is wrong with a network.
type ills struct {
	latency   time.Duration // added to each piece that passes
	bandwidth int           // bytes a second, in each direction; 0 is no bound
	slowClose time.Duration // a connection that one side has closed stays open to the other
	refuse    bool          // new connections are closed at once
}

// link is one connection through the proxy.
type link struct{ client, broker *net.TCPConn }

// newProxy listens at an address and passes on what comes.
func newProxy(addr, to string) (*proxy, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	p := &proxy{l: l, to: to, links: map[*link]bool{}}
	go p.serve()
	return p, nil
}

func (p *proxy) close() {
	_ = p.l.Close() // it listens no more, whatever it says
	p.reset()
}

// set makes the network so from now on.
func (p *proxy) set(i ills) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ills = i
}

func (p *proxy) now() ills {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ills
}

// reset breaks all connections: both sides get a TCP reset.
func (p *proxy) reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.links {
		for _, c := range []*net.TCPConn{l.client, l.broker} {
			_ = c.SetLinger(0) // so that it is a reset and no orderly end
			_ = c.Close()
		}
	}
}

func (p *proxy) serve() {
	for {
		c, err := p.l.Accept()
		if err != nil {
			return
		}
		if p.now().refuse {
			_ = c.Close() // that is what it is for
			continue
		}
		go p.join(c.(*net.TCPConn))
	}
}

func (p *proxy) join(c *net.TCPConn) {
	b, err := net.Dial("tcp", p.to)
	if err != nil {
		_ = c.Close() // as a broker that is not there
		return
	}
	l := &link{client: c, broker: b.(*net.TCPConn)}
	p.mu.Lock()
	p.links[l] = true
	p.mu.Unlock()
	var wg sync.WaitGroup
	wg.Go(func() { p.pass(l.client, l.broker) })
	wg.Go(func() { p.pass(l.broker, l.client) })
	wg.Wait()
	p.mu.Lock()
	delete(p.links, l)
	p.mu.Unlock()
}

// pass copies one direction until it ends.
func (p *proxy) pass(from, to *net.TCPConn) {
	b := make([]byte, 16<<10)
	for {
		n, err := from.Read(b)
		ill := p.now()
		pause(ill.latency)
		for done := 0; done < n; {
			piece := n - done
			if ill.bandwidth > 0 {
				piece = min(piece, max(ill.bandwidth/20, 1))
				pause(time.Second * time.Duration(piece) / time.Duration(ill.bandwidth))
			}
			if _, err := to.Write(b[done : done+piece]); err != nil {
				_ = from.Close() // the other side is gone
				return
			}
			done += piece
		}
		if err != nil {
			pause(ill.slowClose)
			_ = to.Close() // as the side that ended did
			return
		}
	}
}
