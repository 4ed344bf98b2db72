using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Gatehouse.Linux;

namespace Gatehouse.Serving.Tls;

/// <summary>
/// TLS between a connection and its socket. SslStream does the protocol; its stream is a non-blocking socket whose waits
/// are completed on the loop's thread, so that no other thread comes in. Until the first byte there is no SslStream, and
/// while no bytes are under way it holds no buffer.
/// </summary>
internal sealed partial class TlsTransport : Transport
{
    // RFC 8446 section 5.1: the most that a record holds. It is a buffer of the pool.
    private const int MostInRecord = 16 * 1024;

    private readonly ServingLoop owner;
    private readonly TlsEndpoint endpoint;
    private Connection connection = null!;
    private int fd;
    private Phase phase;
    private SocketStream? socket;
    private SslStream? tls;
    private bool isInOnReady;
    private bool owesShutdown;

    // Plaintext that came in and was not taken yet.
    private byte[]? plain;
    private int plainStart;
    private int plainEnd;

    // What SslStream is busy with: the handshake, then one read at a time.
    private ConfiguredTaskAwaitable.ConfiguredTaskAwaiter handshaking;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter reading;
    private Action? onRead;
    private bool isReading;
    private bool hasPlaintext;
    private bool hasEnded;
    private X509Certificate2? clientCertificate;

    // Bytes of the caller's that are encrypted already, while the socket has not taken all of them.
    private int owed;

    public TlsTransport(ServingLoop owner, TlsEndpoint endpoint)
    {
        this.owner = owner;
        this.endpoint = endpoint;
    }

    private enum Phase : byte
    {
        /// <summary>The client has not sent a byte.</summary>
        Silent,

        Handshake,

        /// <summary>The client speaks no TLS, and was told so: what it sends is thrown away, until it closes or its time is over.</summary>
        Refused,

        /// <summary>From here on the connection takes part.</summary>
        Open,

        /// <summary>Our side is closed: what the client sends is thrown away unread.</summary>
        Discarding,

        /// <summary>Nothing more comes or goes.</summary>
        Ended,
    }

    public override string Scheme => "https";

    public override X509Certificate2? ClientCertificate => clientCertificate;

    public override void Open(Connection carried)
    {
        connection = carried;
        fd = carried.Descriptor;
        carried.WatchSocket(output: true);
        owner.Loop.SetDeadline(carried, owner.Loop.Now + endpoint.Options.HandshakeTimeout);
    }

    public override void OnReady(PollEvents events)
    {
        Phase before = phase;
        isInOnReady = true;
        SynchronizationContext? context = LeaveContext();
        try
        {
            if (owesShutdown || (socket is { IsFlushed: false } && phase != Phase.Ended)) Flush();
            if (phase == Phase.Silent) Begin();
            else if (phase is Phase.Handshake or Phase.Open) socket!.Advance(events);
            if (phase == Phase.Refused && Discard() == 0) phase = Phase.Ended;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
            isInOnReady = false;
        }

        // The client's first request may have come with the last message of its handshake, and then makes no edge of its own.
        if (phase >= Phase.Open) connection.OnTransportReady(phase == before ? events : events | PollEvents.In);
    }

    public override int Receive(Span<byte> destination)
    {
        if (phase < Phase.Open) return Wait;
        if (phase == Phase.Discarding) return Discard();
        if (plainEnd == plainStart && !TryRead()) return hasEnded || phase == Phase.Ended ? 0 : Wait;
        int count = Math.Min(plainEnd - plainStart, destination.Length);
        plain.AsSpan(plainStart, count).CopyTo(destination);
        plainStart += count;
        if (plainStart == plainEnd) ReleasePlain();
        return count;
    }

    /// <summary>
    /// Encrypts and sends. As with SSL_write(3), <see cref="Transport.Wait"/> asks for the same bytes again: they count as sent
    /// when the socket has taken all that they became, so that whoever waits for their end waits for the client.
    /// </summary>
    public override int Send(ReadOnlySpan<byte> source)
    {
        if (phase != Phase.Open) throw new IOException("The connection is closed.");
        if (owed > 0)
        {
            if (!socket!.TryFlush()) return Wait;
            (int count, owed) = (owed, 0);
            return count;
        }

        if (!socket!.IsFlushed && !socket.TryFlush()) return Wait;
        int length = Math.Min(source.Length, MostInRecord);
        byte[] record = owner.Buffers.Borrow();
        source[..length].CopyTo(record);
        ValueTask write = tls!.WriteAsync(record.AsMemory(0, length));

        // The stream below never waits in a write, and renegotiation, for which SslStream would wait, is off.
        if (!write.IsCompleted) throw new InvalidOperationException("A TLS write has to wait.");
        owner.Buffers.GiveBack(record);
        write.GetAwaiter().GetResult();
        if (socket.IsFlushed) return length;
        owed = length;
        return Wait;
    }

    /// <summary>Says close_notify (RFC 8446 section 6.1), then closes our side of the connection.</summary>
    public override void ShutdownWrite()
    {
        if (phase == Phase.Open) SayCloseNotify();
        phase = Phase.Discarding;
        owesShutdown = true;
        Flush();
    }

    public override void Close(bool reset)
    {
        if (phase is Phase.Silent or Phase.Handshake)
            ServingLog.HandshakeFailed(owner.Options.Logger, connection.Peer, "it was not completed");
        if (phase == Phase.Open && !reset) SayCloseNotify();
        phase = Phase.Ended;
        SynchronizationContext? context = LeaveContext();
        tls?.Dispose();
        SynchronizationContext.SetSynchronizationContext(context);
        if (!isReading) ReleasePlain();
        connection.CloseDescriptor(reset);
    }

    /// <summary>
    /// A task that is completed while there is a synchronization context has its continuations run by the thread pool
    /// (ConfigureAwait(false) on a thread with a context). Here they are SslStream's, and have to stay on the loop's thread.
    /// </summary>
    private static SynchronizationContext? LeaveContext()
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        return context;
    }

    private bool TryRead()
    {
        while (phase == Phase.Open && !isReading && !hasEnded)
        {
            // Asked for without a buffer as long as nothing is known to have come, so that an idle connection holds none.
            if (hasPlaintext || socket!.IsReadable) plain ??= owner.Buffers.Borrow();
            reading = tls!.ReadAsync(plain).ConfigureAwait(false).GetAwaiter();
            if (!reading.IsCompleted)
            {
                isReading = true;
                reading.UnsafeOnCompleted(onRead ??= OnRead);
                return false;
            }

            TakeRead();
            if (plainEnd > plainStart) return true;
        }

        return false;
    }

    private void OnRead()
    {
        if (!owner.Loop.InLoop)
        {
            owner.Loop.Post(OnRead);
            return;
        }

        isReading = false;
        TakeRead();
        if (!isInOnReady && phase != Phase.Discarding && connection.State != ConnectionState.Closed)
            connection.OnTransportReady(PollEvents.In);
    }

    private void TakeRead()
    {
        int count = 0;
        bool isEmptyRead = plain is null;
        bool isBroken = false;
        try
        {
            count = reading.GetResult();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Bytes that were tampered with, or a client that is gone: either way nothing more can be believed.
            if (phase == Phase.Open) ServingLog.TlsBroken(owner.Options.Logger, connection.Peer, Reason(e));
            isEmptyRead = false;
            isBroken = true;
        }

        if (phase == Phase.Open && isEmptyRead)
        {
            hasPlaintext = true;
            return;
        }

        hasPlaintext = false;
        (plainStart, plainEnd) = (0, count);
        if (count > 0 && phase == Phase.Open) return;
        ReleasePlain();

        // A client that sends no more still takes its answer (RFC 8446 section 6.1); one whose bytes make no sense gets none.
        if (isBroken && phase == Phase.Open) phase = Phase.Ended;
        hasEnded = true;
    }

    private void SayCloseNotify()
    {
        try
        {
            _ = tls!.ShutdownAsync();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The client is gone: it needs no farewell.
        }
    }

    private void Flush()
    {
        try
        {
            if (socket is not null && !socket.TryFlush()) return;
        }
        catch (IOException)
        {
            // Whoever waits for these bytes learns it from its next send.
        }

        if (!owesShutdown) return;
        owesShutdown = false;
        _ = Libc.Shutdown(fd, Libc.SHUT_WR);
    }

    private void ReleasePlain()
    {
        plainStart = plainEnd = 0;
        if (plain is null) return;
        owner.Buffers.GiveBack(plain);
        plain = null;
    }

    private static string Reason(Exception failure) => (failure.InnerException ?? failure).Message;
}
