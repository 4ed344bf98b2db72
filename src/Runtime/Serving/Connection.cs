using System.Security.Cryptography.X509Certificates;
using Gatehouse.Linux;
using Gatehouse.Loop;

namespace Gatehouse.Serving;

/// <summary>What a connection is doing.</summary>
internal enum ConnectionState : byte
{
    /// <summary>Waits for a request, or for the rest of its head.</summary>
    Reading,

    /// <summary>Has a request that waits until the loop runs fewer.</summary>
    Queued,

    /// <summary>A handler runs.</summary>
    Running,

    /// <summary>The answer is complete and waits for the client to take it.</summary>
    Sending,

    /// <summary>The answer is out; what is left of the request's body is read and thrown away.</summary>
    Draining,

    /// <summary>Our side is closed; the client's last bytes are read away so that they cannot reset the answer (RFC 9112 section 9.6).</summary>
    Lingering,

    Closed,
}

/// <summary>
/// One client connection: its socket, its buffers, its deadlines. Watched edge-triggered, once for its whole life, so that
/// a request costs no epoll_ctl. This part knows bytes and HTTP framing; the application comes in
/// <see cref="RequestConnection{TApp, TDispatch}"/>.
/// </summary>
internal abstract partial class Connection : Pollable
{
    // Time and bytes that a client gets to see our last answer after we closed our side; as Gunicorn's lingering close. An idle
    // client has the same time to send a request before a worker that drains closes our side.
    private const long LingerTime = 2_000;
    private const int MostDrained = 64 * 1024;

    // Memory for the beginning of a head. Twice what is there, so that a head in single bytes is copied a few times only.
    private const int SmallestKept = 256;
    private const int LargestKept = 2 * 1024;

    private readonly ServingLoop owner;
    private readonly int fd;
    private PeerAddress peer;
    private string scheme;

    private byte[]? input;
    private int start;
    private int end;
    private int headStart;
    private bool readable = true;
    private bool endOfInput;
    private bool hungUp;
    private bool headIsTimed;
    private bool isNew = true;
    private int drained;
    private int requests;

    protected Connection(ServingLoop owner, int fd, PeerAddress peer, Transport? transport)
    {
        this.owner = owner;
        this.fd = fd;
        this.peer = peer;
        this.transport = transport;
        scheme = transport?.Scheme ?? "http";
        State = ConnectionState.Reading;
    }

    public EventLoop Loop => owner.Loop;

    public ConnectionState State { get; protected set; }

    public PeerAddress Peer => peer;

    /// <summary>The client's certificate; null where it showed none.</summary>
    public X509Certificate2? ClientCertificate => transport?.ClientCertificate;

    /// <summary>Cancelled when the worker begins to drain.</summary>
    public CancellationToken Draining => owner.Draining;

    /// <summary>The loop's list of connections.</summary>
    internal Connection? Next { get; set; }

    internal Connection? Previous { get; set; }

    /// <summary>The request being read, run or answered.</summary>
    protected Exchange? Current { get; set; }

    protected bool HasInput => end > start;

    protected bool IsReadable => readable;

    protected ServingOptions Options => owner.Options;

    /// <summary>
    /// When the linger time is over that begins now: the loop's clock may stand for as long as handlers that block have taken
    /// in this wake-up, and the time would be over before it has begun.
    /// </summary>
    private long LingerEnd => Loop.Now + Loop.ElapsedInTurn + LingerTime;

    private bool IsIdle => State == ConnectionState.Reading && !HasInput && !HasOutput;

    /// <summary>Begins to watch the socket.</summary>
    public void Open()
    {
        owner.Add(this);
        Loop.SetDeadline(this, Loop.Now + Options.HeaderTimeout);
        if (transport is not null)
        {
            transport.Open(this);
            return;
        }

        // Under load a client's first request is there with the connection, and one that ends with its answer is then never
        // watched, which saves an epoll_ctl. Watching reports what became ready meanwhile (epoll(7)).
        if (owner.ReadsAhead)
        {
            ReadRequests();
            owner.LearnFromReadAhead(found: !isNew);
        }
        else
        {
            readable = false;
        }

        if (State != ConnectionState.Closed) WatchSocket(output: IsOutputBlocked);
    }

    internal sealed override void OnReady(PollEvents events)
    {
        if (State == ConnectionState.Closed) return;
        if (transport is null) OnTransportReady(events);
        else transport.OnReady(events);
    }

    /// <summary>Bytes can be received or sent.</summary>
    internal void OnTransportReady(PollEvents events)
    {
        const PollEvents Broken = PollEvents.HangUp | PollEvents.Error;
        if ((events & (PollEvents.In | PollEvents.ReadHangUp | Broken)) != 0) readable = true;
        if ((events & (PollEvents.ReadHangUp | Broken)) != 0) hungUp = true;
        if (IsOutputBlocked && (events & (PollEvents.Out | Broken)) != 0) OnWritable();
        if (!readable) return;
        switch (State)
        {
            case ConnectionState.Reading:
                ReadRequests();
                break;
            case ConnectionState.Running when Current!.BodyWait.IsWaiting:
                ContinueBodyRead();
                break;
            case ConnectionState.Running or ConnectionState.Queued when (events & Broken) != 0:
                Abort();
                break;
            case ConnectionState.Draining:
                DrainBody();
                break;
            case ConnectionState.Lingering:
                ReadAway();
                break;
        }
    }

    /// <summary>The request's turn has come.</summary>
    public abstract void RunQueued();

    /// <summary>Parses and runs requests for as long as there are bytes and nothing has to wait.</summary>
    protected abstract void ReadRequests();

    /// <summary>The handler of <see cref="Current"/> will never be waited for: the place that it held is free.</summary>
    protected abstract void OnAbandoned();

    /// <summary>Receives the beginning of a request, into an empty buffer. False when nothing came.</summary>
    protected bool ReceiveAnew()
    {
        start = end = 0;
        return Receive();
    }

    /// <summary>Receives what the socket has, into the free part of the input buffer. False when nothing came.</summary>
    protected bool Receive()
    {
        input ??= owner.Buffers.Borrow();
        int count = ReceiveSome(input.AsSpan(end));
        if (count > 0)
        {
            end += count;
            return true;
        }

        if (count == ClientGone) Abort();
        return false;
    }

    /// <summary>
    /// Makes room for the rest of a head that is not complete. The parser refuses a head over its limits before the buffer
    /// could grow beyond them.
    /// </summary>
    protected void MakeRoomForHead()
    {
        if (end < input!.Length) return;
        byte[] target = input.Length < BufferPool.BufferSize ? owner.Buffers.Borrow()
            : start > 0 ? input
            : BufferPool.Allocate(input.Length * 2);
        Buffer.BlockCopy(input, start, target, 0, end - start);
        if (!ReferenceEquals(target, input))
        {
            owner.Buffers.GiveBack(input);
            input = target;
        }

        end -= start;
        start = 0;
    }

    protected ReadOnlySpan<byte> Unparsed => input.AsSpan(start, end - start);

    /// <summary>The head of <see cref="Current"/> is parsed: points the request at it and prepares its body.</summary>
    protected void BeginRequest(Exchange exchange)
    {
        isNew = false;
        headStart = start;
        start += exchange.Head.Length;
        exchange.Attach(this);
        exchange.Request.Begin(exchange, input!, headStart, peer, scheme);
        exchange.StartedAt = Loop.Now;
        exchange.GiveUpAt = Options.RequestTimeout == 0 ? Never : Loop.Now + Options.RequestTimeout;
        requests++;
        BeginBody(exchange.Head);
    }

    /// <summary>Everything that came is parsed and answered: sends the answers, and waits for more.</summary>
    protected void Settle()
    {
        if (HasOutput && !TrySend()) return;
        if (!HasInput)
        {
            BecomeIdle();
        }
        else if (endOfInput)
        {
            // Half a head: nobody is left to tell.
            Close();
        }
        else
        {
            KeepLittle();
            if (headIsTimed) return;
            headIsTimed = true;
            Loop.SetDeadline(this, Loop.Now + Options.HeaderTimeout);
        }
    }

    /// <summary>A head that is cut waits in memory of its own size: a client that sends slowly must not hold a buffer meanwhile.</summary>
    private void KeepLittle()
    {
        int length = end - start;
        if (input!.Length != BufferPool.BufferSize || length > LargestKept) return;
        byte[] kept = new byte[Math.Max(SmallestKept, length * 2)];
        Unparsed.CopyTo(kept);
        owner.Buffers.GiveBack(input);
        input = kept;
        start = 0;
        end = length;
    }

    /// <summary>Request and answer are over: the exchange is ready for the next.</summary>
    protected void EndRequest()
    {
        Current!.Reset();
        headIsTimed = false;
        State = ConnectionState.Reading;
    }

    /// <summary>Nothing is under way: the buffers go back, and the client has the keep-alive time for its next request.</summary>
    private void BecomeIdle()
    {
        if (endOfInput)
        {
            Close();
            return;
        }

        if (Current is not null)
        {
            owner.GiveBack(Current);
            Current = null;
        }

        if (input is not null)
        {
            owner.Buffers.GiveBack(input);
            ForgetInput();
        }

        ReleaseOutput();

        // The keep-alive time is for the next request: the first one has the deadline that the connection began with.
        if (isNew && !owner.IsDraining) return;
        Loop.SetDeadline(this, owner.IsDraining ? LingerEnd : Loop.Now + Options.KeepAlive);
    }

    /// <summary>The place is needed: an idle client gets a last chance to send, so that a request on its way is not reset.</summary>
    internal void Hurry()
    {
        if (IsIdle) Loop.SetDeadline(this, Math.Min(Due, LingerEnd));
    }
}
