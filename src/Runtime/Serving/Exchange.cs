using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using Gatehouse.Http;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Serving;

/// <summary>
/// One request and its response, with everything needed to read the one and send the other. Borrowed from the loop when
/// bytes arrive and given back when the answer is out; never given back when its handler was left behind, so that a
/// handler which outlived its request cannot touch another's.
/// </summary>
internal sealed class Exchange : IExchange
{
    private const int FirstBodyBuffer = 64 * 1024;

    private Connection? connection;
    private CancellationTokenSource? aborted;
    private byte[]? body;

    public Exchange()
    {
        Head = new RequestHead();
        Request = new Request(Head);
        Response = new Response();
        Response.Attach(this);
    }

    public RequestHead Head { get; }

    public Request Request { get; }

    public Response Response { get; }

    /// <summary>The head's parser; a field, because it is a struct with state.</summary>
    public RequestParser Parser;

    /// <summary>The decoder of a chunked body; a field, because it is a struct with state.</summary>
    public ChunkedDecoder Chunks;

    /// <summary>A handler that waits for body bytes.</summary>
    public CompletionSource BodyWait { get; } = new();

    /// <summary>A handler that waits until the client took bytes.</summary>
    public CompletionSource OutputWait { get; } = new();

    /// <summary>What <see cref="ServingLoop{TApp, TDispatch}"/> selected for the request.</summary>
    public Handler Handler { get; set; }

    /// <summary>When the request is given up, in the loop's milliseconds.</summary>
    public long GiveUpAt { get; set; }

    /// <summary>When a wait of the handler for body bytes fails, in the loop's milliseconds.</summary>
    public long BodyDue { get; set; } = long.MaxValue;

    /// <summary>How fast the body comes; a field, because it is a struct with state.</summary>
    public DataRate BodyRate;

    /// <summary>When a wait of the handler for the client to take bytes fails, in the loop's milliseconds.</summary>
    public long OutputDue { get; set; } = long.MaxValue;

    /// <summary>When the request was complete enough to run, in the loop's milliseconds.</summary>
    public long StartedAt { get; set; }

    /// <summary>Whether it is counted, and the access log has its line.</summary>
    public bool IsLogged { get; set; }

    /// <summary>It may take as long as it likes.</summary>
    public bool OutlivesDeadline { get; private set; }

    /// <summary>Nobody waits for its handler any more.</summary>
    public bool IsAbandoned => connection is null;

    /// <summary>The loop's list of handlers that gave the loop back without being done, in the order they began.</summary>
    public Exchange? NextUnfinished { get; set; }

    public Exchange? PreviousUnfinished { get; set; }

    public CancellationToken Aborted
    {
        get
        {
            if (Volatile.Read(ref aborted) is { } existing) return existing.Token;
            var created = new CancellationTokenSource();
            CancellationTokenSource winner = Interlocked.CompareExchange(ref aborted, created, null) ?? created;
            if (connection is null) winner.Cancel();
            return winner.Token;
        }
    }

    public CancellationToken Draining => Owner.Draining;

    public bool IsHead => Head.Method == HttpMethod.Head;

    public X509Certificate2? ClientCertificate => connection?.ClientCertificate;

    public ProxyProtocol? ProxyProtocol => connection?.ProxyProtocol;

    public bool OnLoopThread => connection?.Loop.InLoop ?? false;

    public void Attach(Connection owner) => connection = owner;

    /// <summary>The loop looks at the time when the old one comes.</summary>
    public void OutliveDeadline()
    {
        GiveUpAt = long.MaxValue;
        OutlivesDeadline = true;
        if (connection is not { } owner) return;

        // The handler's end is posted behind this, so that it cannot meet the connection's next request.
        if (owner.Loop.InLoop) owner.LeavePlace(this);
        else owner.Loop.Post(() => owner.LeavePlace(this));
    }

    public ValueTask<int> ReadBodyAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        Connection owner = Owner;
        return owner.Loop.InLoop
            ? owner.ReadBodyAsync(destination, cancellationToken)
            : OnLoopAsync(owner, () => owner.ReadBodyAsync(destination, cancellationToken));
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadWholeBodyAsync(CancellationToken cancellationToken)
    {
        Connection owner = Owner;
        if (owner.Loop.InLoop && owner.TryTakeWholeBody(out ReadOnlyMemory<byte> body)) return new(body);
        return GatherBodyAsync(cancellationToken);
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        Connection owner = Owner;
        return owner.Loop.InLoop
            ? owner.FlushAsync(this, cancellationToken)
            : OnLoopAsync(owner, () => owner.FlushAsync(this, cancellationToken));
    }

    public ValueTask SendInformationalAsync(int status, ResponseHeaders headers, CancellationToken cancellationToken)
    {
        Connection owner = Owner;
        return owner.Loop.InLoop
            ? owner.SendInformationalAsync(this, status, headers, cancellationToken)
            : OnLoopAsync(owner, () => owner.SendInformationalAsync(this, status, headers, cancellationToken));
    }

    public ValueTask SendFileAsync(SafeFileHandle file, long offset, long count, CancellationToken cancellationToken)
    {
        Connection owner = Owner;
        return owner.Loop.InLoop
            ? owner.SendFileAsync(this, file, offset, count, cancellationToken)
            : OnLoopAsync(owner, () => owner.SendFileAsync(this, file, offset, count, cancellationToken));
    }

    public ValueTask<Stream> UpgradeAsync(string protocol, CancellationToken cancellationToken)
    {
        Connection owner = Owner;
        return owner.Loop.InLoop
            ? owner.UpgradeAsync(this, protocol, cancellationToken)
            : OnLoopAsync(owner, () => owner.UpgradeAsync(this, protocol, cancellationToken));
    }

    public void Abort()
    {
        if (connection is not { } owner) return;
        owner.Loop.Post(() =>
        {
            if (ReferenceEquals(connection, owner)) owner.Abort();
        });
    }

    /// <summary>Sends bytes of the protocol that the connection was upgraded to.</summary>
    public ValueTask SendRawAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        Connection owner = Owner;
        return owner.Loop.InLoop
            ? owner.SendRawAsync(this, data, cancellationToken)
            : OnLoopAsync(owner, () => owner.SendRawAsync(this, data, cancellationToken));
    }

    /// <summary>The request is over: its handler is done, or nobody waits for it any more.</summary>
    /// <param name="abort">Cancels <see cref="Aborted"/>, for a handler that is left behind.</param>
    public void Detach(bool abort)
    {
        connection = null;
        if (abort) aborted?.Cancel();
        if (BodyWait.IsWaiting) BodyWait.SetException(Gone());
        if (OutputWait.IsWaiting) OutputWait.SetException(Gone());
    }

    /// <summary>Ready for another request.</summary>
    public void Reset()
    {
        Head.Clear();
        Parser.Reset();
        Chunks = default;
        Request.End();
        Response.Reset();
        BodyDue = OutputDue = long.MaxValue;
        BodyRate = default;
        StartedAt = 0;
        IsLogged = false;
        OutlivesDeadline = false;
        if (body is not null)
        {
            ArrayPool<byte>.Shared.Return(body);
            body = null;
        }

        connection = null;
        if (aborted is not null)
        {
            aborted.Dispose();
            aborted = null;
        }
    }

    private static IOException Gone() => new("The client is gone, or the request was given up.");

    private Connection Owner => connection ?? throw Gone();

    private async ValueTask<ReadOnlyMemory<byte>> GatherBodyAsync(CancellationToken cancellationToken)
    {
        // What a client declares is not yet sent: memory grows with what came, and doubles at most.
        body ??= ArrayPool<byte>.Shared.Rent(Head.Framing == BodyFraming.ContentLength
            ? (int)Math.Min(Head.ContentLength, FirstBodyBuffer)
            : FirstBodyBuffer);
        int length = 0;
        while (true)
        {
            int read = await ReadBodyAsync(body.AsMemory(length), cancellationToken);
            length += read;
            if (read == 0 || length == Head.ContentLength) return body.AsMemory(0, length);
            if (length == body.Length) GrowBody();
        }
    }

    private void GrowBody()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(checked(body!.Length * 2));
        body.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(body);
        body = larger;
    }

    private static async ValueTask<T> OnLoopAsync<T>(Connection owner, Func<ValueTask<T>> call)
    {
        await owner.Loop.SwitchTo();
        return await call();
    }

    private static async ValueTask OnLoopAsync(Connection owner, Func<ValueTask> call)
    {
        await owner.Loop.SwitchTo();
        await call();
    }
}
