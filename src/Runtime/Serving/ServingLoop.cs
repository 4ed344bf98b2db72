using Gatehouse.Linux;
using Gatehouse.Loop;
using Gatehouse.Proxy;
using Gatehouse.Serving.Tls;

namespace Gatehouse.Serving;

/// <summary>
/// What the connections of one loop share: buffers, exchanges, the clock, the count of running requests, and the way to
/// an orderly end.
/// </summary>
internal abstract class ServingLoop
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
    private readonly CancellationTokenSource draining = new();
    private Connection? connections;
    private Action? onDrained;
    private byte[]? scratch;
    private bool readsAhead = true;
    private uint unread;
    private long fullToldAt = -FullInterval;
    private long hurriedAt = -HurryInterval;

    protected ServingLoop(EventLoop loop, ServingOptions options)
    {
        Loop = loop;
        Options = options;
        if (options.AccessLog is { } log) loop.OnWakeUpDone = log.Flush;
        loop.OnUnhandledException = e => ServingLog.CallbackFailed(options.Logger, e);
    }

    public EventLoop Loop { get; }

    public ServingOptions Options { get; }

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

    public bool IsDraining => draining.IsCancellationRequested;

    /// <summary>Cancelled when the worker begins to drain, for what may take long.</summary>
    public CancellationToken Draining => draining.Token;

    /// <summary>Requests answered since the start.</summary>
    public long Requests { get; set; }

    /// <summary>Requests whose handlers run now.</summary>
    public int Running { get; private set; }

    public int ConnectionCount { get; private set; }

    /// <summary>Takes connections from a listener from now on.</summary>
    public void Listen(Listener listener)
    {
        var acceptor = new Acceptor(this, listener);
        acceptors.Add(acceptor);
        acceptor.Open();
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

    /// <summary>
    /// Takes no more connections, lets running requests finish, answers what idle clients were just sending, and calls back
    /// when the last connection is closed.
    /// </summary>
    /// <param name="limit">When the connections that are left are cut.</param>
    /// <param name="done">Called once.</param>
    public void Drain(TimeSpan limit, Action done)
    {
        foreach (Acceptor acceptor in acceptors) acceptor.Close();
        try
        {
            draining.Cancel();
        }
        catch (AggregateException e)
        {
            // Handlers may hang work of their own on the token.
            ServingLog.CallbackFailed(Options.Logger, e);
        }

        for (Connection? connection = connections; connection is not null;)
        {
            Connection? next = connection.Next;
            connection.Hurry();
            connection = next;
        }

        if (ConnectionCount == 0)
        {
            done();
            return;
        }

        onDrained = done;
        Loop.After(limit, CutConnections);
    }

    public void Add(Connection connection)
    {
        connection.Next = connections;
        if (connections is not null) connections.Previous = connection;
        connections = connection;
        ConnectionCount++;
    }

    public void Remove(Connection connection)
    {
        if (connection.Previous is { } previous) previous.Next = connection.Next;
        else connections = connection.Next;
        if (connection.Next is { } next) next.Previous = connection.Previous;
        connection.Next = connection.Previous = null;
        Options.Connections?.Leave(connection.Peer);
        if (--ConnectionCount == 0 && IsDraining) onDrained?.Invoke();
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
        if (Running < Options.MaxRunning)
        {
            Running++;
            return true;
        }

        queue.AddLast(connection);
        return false;
    }

    /// <summary>A running request is over.</summary>
    public void Leave()
    {
        Running--;
        if (queue.Count == 0) return;

        // Not called at once: the caller is in the middle of its own request.
        Loop.Post(RunNext);
    }

    /// <summary>A queued request will not run.</summary>
    public void LeaveQueue(Connection connection) => queue.Remove(connection);

    /// <summary>
    /// Whether a new connection is read from before it is watched: as long as that finds its first request already there, and
    /// now and then to find out.
    /// </summary>
    public bool ReadsAhead => readsAhead || ++unread % ReadAheadProbe == 0;

    /// <summary>What came of <see cref="ReadsAhead"/>.</summary>
    public void LearnFromReadAhead(bool found) => readsAhead = found;

    /// <summary>Lets a trusted peer speak for the client.</summary>
    public void ApplyTrust(Request request)
    {
        if (!Options.Trust.Trusts(request.Peer)) return;
        ClientIdentity stated = ForwardedResolver.Resolve(request.Peer, request.Head, request.HeadBytes, Options.Trust, request.Scheme);
        if (stated.Client.IsIP) request.Client = stated.Client;
        if (stated.Scheme is { } scheme) request.Scheme = scheme;
        if (stated.Host is { } host) request.Host = host;
        if (stated.PathBase is { } prefix) request.PathBase = prefix;
    }

    private void RunNext()
    {
        if (Running >= Options.MaxRunning || queue.First is not { } first) return;
        queue.RemoveFirst();
        Running++;
        first.Value.RunQueued();
    }

    private void CutConnections()
    {
        if (ConnectionCount > 0) ServingLog.ConnectionsCut(Options.Logger, ConnectionCount, Running);
        while (connections is { } connection) connection.Abort();
    }
}

/// <summary>A loop's connections and the application that answers on them.</summary>
/// <typeparam name="TApp">The application.</typeparam>
/// <typeparam name="TDispatch">Where its handlers run.</typeparam>
internal sealed class ServingLoop<TApp, TDispatch>(
    EventLoop loop, ServingOptions options, TApp application, TDispatch dispatch) : ServingLoop(loop, options)
    where TApp : class, IGatewayApplication<TApp>
    where TDispatch : struct, IDispatch
{
    public TApp Application { get; } = application;

    public TDispatch Dispatch { get; } = dispatch;

    public override void Accept(int fd, PeerAddress peer, Listener listener)
    {
        Transport? transport = listener.Tls is null ? null : new TlsTransport(this, listener.Tls);
        new RequestConnection<TApp, TDispatch>(this, fd, peer, transport, listener.Redirect).Open();
    }
}
