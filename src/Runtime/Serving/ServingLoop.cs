using Gatehouse.Linux;
using Gatehouse.Loop;
using Gatehouse.Serving.Tls;

namespace Gatehouse.Serving;

/// <summary>
/// What the connections of one loop share: buffers, exchanges, the clock, the count of running requests, and the way to
/// an orderly end.
/// </summary>
internal abstract partial class ServingLoop
{
    private const int MostExchangesKept = 64;

    // Of so many connections one is read from before it is watched, where that was in vain the last time.
    private const int ReadAheadProbe = 32;

    // While there are as many connections as may be: how often the log says so, and how often idle ones are looked for, which
    // takes time in proportion to their number.
    private const long FullInterval = 60_000;
    private const long HurryInterval = 1_000;

    private readonly Stack<Exchange> exchanges = new();
    private readonly LinkedList<Connection> queue = new();
    private readonly List<Acceptor> acceptors = [];
    private readonly LoopClock clock = new();
    private readonly LoopTimer look;
    private Connection? connections;
    private Exchange? firstUnfinished;
    private Exchange? lastUnfinished;
    private byte[]? scratch;
    private bool readsAhead = true;
    private uint unread;
    private long fullToldAt = -FullInterval;
    private long hurriedAt = -HurryInterval;

    protected ServingLoop(EventLoop loop, ServingOptions options, ServingCounters counters)
    {
        Loop = loop;
        Options = options;
        Counters = counters;
        look = new LoopTimer(LookAtListeners);
        if (options.AccessLog is { } log) loop.OnWakeUpDone = log.Flush;
        loop.OnUnhandledException = e => ServingLog.CallbackFailed(options.Logger, e);
    }

    public EventLoop Loop { get; }

    public ServingOptions Options { get; }

    public ServingCounters Counters { get; }

    public BufferPool Buffers { get; } = new();

    /// <summary>The date as answers and logs spell it.</summary>
    public LoopClock Clock
    {
        get
        {
            clock.Refresh(Loop.Now);
            return clock;
        }
    }

    /// <summary>Memory for bytes that nobody wants.</summary>
    public byte[] Scratch => scratch ??= new byte[BufferPool.BufferSize];

    /// <summary>
    /// Of the requests whose handlers have given the loop back without being done, the one that began first; null when there is none. One that was
    /// given up counts only while its handler holds a thread. What may take as long as it likes does not count.
    /// </summary>
    public Exchange? OldestUnfinished
    {
        get
        {
            Exchange? exchange = firstUnfinished;
            while (exchange is not null && (exchange.OutlivesDeadline || (exchange.IsAbandoned && !exchange.Handler.IsBlocking)))
                exchange = exchange.NextUnfinished;
            return exchange;
        }
    }

    /// <summary>Takes connections from a listener from now on.</summary>
    public void Listen(Listener listener)
    {
        var acceptor = new Acceptor(this, listener);
        acceptors.Add(acceptor);
        acceptor.Open();
        if (Options.ListenerLook > 0 && look.HeapIndex < 0) ScheduleLook();
    }

    /// <summary>These listeners go away, in every process that has them: takes what is queued there, and leaves them.</summary>
    public void FinishListeners(IReadOnlyList<int> listeners)
    {
        foreach (Acceptor acceptor in acceptors)
        {
            if (listeners.Contains(acceptor.Descriptor)) acceptor.Finish(isLast: true);
        }
    }

    /// <summary>Whether a connection may be accepted.</summary>
    public bool HasRoom => Options.Connections is not { HasRoom: false };

    /// <summary>
    /// Somebody waits to be accepted: clients that are idle are given a last chance to send, and then make room
    /// (RFC 9112 section 9.5).
    /// </summary>
    public void MakeRoom()
    {
        if (Loop.Now >= fullToldAt + FullInterval)
        {
            fullToldAt = Loop.Now;
            ServingLog.ConnectionsFull(Options.Logger, Options.Connections!.Most);
        }

        if (Loop.Now < hurriedAt + HurryInterval) return;
        hurriedAt = Loop.Now;
        for (Connection? connection = connections; connection is not null; connection = connection.Next) connection.Hurry();
    }

    /// <summary>Whether the address of a connection that was just accepted may have another one.</summary>
    public bool Admits(PeerAddress peer) => Options.Connections?.TryEnter(peer) ?? true;

    /// <summary>A client has connected.</summary>
    public abstract void Accept(int fd, PeerAddress peer, Listener listener);

    /// <summary>Ends at once: takes no more connections and cuts those that are open.</summary>
    public void Cut()
    {
        LeaveListeners();
        while (connections is { } connection) connection.Close();
    }

    public void Add(Connection connection)
    {
        connection.Next = connections;
        if (connections is not null) connections.Previous = connection;
        connections = connection;
        Counters.ConnectionOpened();
    }

    public void Remove(Connection connection)
    {
        if (connection.Previous is { } previous) previous.Next = connection.Next;
        else connections = connection.Next;
        if (connection.Next is { } next) next.Previous = connection.Previous;
        connection.Next = connection.Previous = null;
        Options.Connections?.Leave(connection.Peer);
        Counters.ConnectionClosed();
        if (connections is null && onDrained is not null) Loop.Post(EndDrain);
    }

    public Exchange BorrowExchange() => exchanges.TryPop(out Exchange? exchange) ? exchange : new Exchange();

    public void GiveBack(Exchange exchange)
    {
        exchange.Reset();
        if (exchanges.Count < MostExchangesKept) exchanges.Push(exchange);
    }

    /// <summary>Whether a request may run now. If not, it is queued and <see cref="Connection.RunQueued"/> is called when its turn comes.</summary>
    public bool TryEnter(Connection connection)
    {
        if (Counters.Running < Options.MaxRunning)
        {
            Counters.Running++;
            return true;
        }

        queue.AddLast(connection);
        return false;
    }

    /// <summary>A running request is over.</summary>
    public void Leave()
    {
        Counters.Running--;
        if (queue.Count == 0) return;

        // Not called at once: the caller is in the middle of its own request.
        Loop.Post(RunNext);
    }

    /// <summary>A handler has given the loop back without being done.</summary>
    public void AddUnfinished(Exchange exchange)
    {
        exchange.PreviousUnfinished = lastUnfinished;
        if (lastUnfinished is null) firstUnfinished = exchange;
        else lastUnfinished.NextUnfinished = exchange;
        lastUnfinished = exchange;
    }

    /// <summary>Such a handler is done.</summary>
    public void RemoveUnfinished(Exchange exchange)
    {
        if (exchange.PreviousUnfinished is { } previous) previous.NextUnfinished = exchange.NextUnfinished;
        else firstUnfinished = exchange.NextUnfinished;
        if (exchange.NextUnfinished is { } next) next.PreviousUnfinished = exchange.PreviousUnfinished;
        else lastUnfinished = exchange.PreviousUnfinished;
        exchange.NextUnfinished = exchange.PreviousUnfinished = null;
    }

    /// <summary>A queued request will not run.</summary>
    public void LeaveQueue(Connection connection) => queue.Remove(connection);

    /// <summary>
    /// Whether a new connection is read from before it is watched: as long as that finds its first request already there, and
    /// now and then to find out. Not by one that drains: it takes first what waits, and answers then.
    /// </summary>
    public bool ReadsAhead => !IsDraining && (readsAhead || ++unread % ReadAheadProbe == 0);

    /// <summary>What came of <see cref="ReadsAhead"/>.</summary>
    public void LearnFromReadAhead(bool found) => readsAhead = found;

    private void ScheduleLook() => Loop.SetDeadline(look, Loop.Now + Options.ListenerLook);

    private void LookAtListeners()
    {
        if (IsDraining) return;
        foreach (Acceptor acceptor in acceptors) acceptor.Look();
        ScheduleLook();
    }

    private void RunNext()
    {
        if (Counters.Running >= Options.MaxRunning || queue.First is not { } first) return;
        queue.RemoveFirst();
        Counters.Running++;
        first.Value.RunQueued();
    }
}

/// <summary>A loop's connections and the application that answers on them.</summary>
/// <typeparam name="TApp">The application.</typeparam>
/// <typeparam name="TDispatch">Where its handlers run.</typeparam>
internal sealed class ServingLoop<TApp, TDispatch>(
    EventLoop loop, ServingOptions options, ServingCounters counters, TApp application, TDispatch dispatch)
    : ServingLoop(loop, options, counters)
    where TApp : class, IGatewayApplication<TApp>
    where TDispatch : struct, IDispatch
{
    public TApp Application { get; } = application;

    public TDispatch Dispatch { get; } = dispatch;

    public override void Accept(int fd, PeerAddress peer, Listener listener)
    {
        Transport? transport = listener.IsProxied ? new ProxyHeaderTransport(this, listener)
            : listener.Tls is null ? null
            : new TlsTransport(this, listener.Tls);
        new RequestConnection<TApp, TDispatch>(this, fd, peer, transport, listener.Redirect).Open();
    }
}
