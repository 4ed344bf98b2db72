using System.Threading.Tasks.Sources;
using Gatehouse.Linux;

namespace Gatehouse.Serving.Tls;

/// <summary>
/// A non-blocking socket as the stream that SslStream works on. A read that has to wait is completed by
/// <see cref="Advance"/>, on the loop's thread. A write never waits: what the socket does not take is kept, and is at most a
/// record or a flight of the handshake, since nobody writes on before <see cref="TryFlush"/> has sent it.
/// </summary>
internal sealed unsafe class SocketStream(int fd) : NonSeekableStream, IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> core;
    private Memory<byte> destination;
    private bool isWaiting;
    private bool isClosed;
    private bool hasEnd;
    private byte[] unsent = [];
    private int unsentStart;
    private int unsentEnd;

    /// <summary>Whether the socket may have bytes; false until its next edge.</summary>
    public bool IsReadable { get; private set; } = true;

    /// <summary>Whether the socket took all that was written.</summary>
    public bool IsFlushed => unsentEnd == unsentStart;

    public override bool CanWrite => true;

    /// <summary>The socket's state has changed: completes a waiting read, if there is something for it.</summary>
    public void Advance(PollEvents events)
    {
        const PollEvents Ended = PollEvents.ReadHangUp | PollEvents.HangUp | PollEvents.Error;
        if ((events & Ended) != 0) hasEnd = true;
        if ((events & (PollEvents.In | Ended)) != 0) IsReadable = true;
        if (!isWaiting || !IsReadable) return;
        int count;
        try
        {
            count = Receive(destination.Span);
        }
        catch (IOException e)
        {
            EndWait();
            core.SetException(e);
            return;
        }

        if (count < 0) return;
        EndWait();
        core.SetResult(count);
    }

    /// <summary>Sends what was kept. False when the socket is full; its next edge is the time to try again.</summary>
    /// <exception cref="IOException">The client is gone.</exception>
    public bool TryFlush()
    {
        unsentStart += Send(unsent.AsSpan(unsentStart, unsentEnd - unsentStart));
        if (!IsFlushed) return false;
        unsent = [];
        unsentStart = unsentEnd = 0;
        return true;
    }

    /// <summary>An empty destination waits until there is something to read, and needs no buffer meanwhile.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        try
        {
            count = Receive(buffer.Span);
        }
        catch (IOException e)
        {
            return ValueTask.FromException<int>(e);
        }

        if (count >= 0) return new ValueTask<int>(count);
        destination = buffer;
        core.Reset();
        isWaiting = true;
        return new ValueTask<int>(this, core.Version);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            int sent = IsFlushed ? Send(buffer.Span) : 0;
            if (sent < buffer.Length) Keep(buffer.Span[sent..]);
            return default;
        }
        catch (IOException e)
        {
            return ValueTask.FromException(e);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);

    /// <summary>Ends a read that waits, so that SslStream gives its buffers back. The socket is closed by its owner.</summary>
    protected override void Dispose(bool disposing)
    {
        isClosed = true;
        if (!isWaiting) return;
        EndWait();
        core.SetException(new IOException("The connection is closed."));
    }

    /// <summary>Bytes received; 0 at the end, or for an empty destination when there may be some; -1 when there are none yet.</summary>
    private int Receive(Span<byte> room)
    {
        if (isClosed) throw new IOException("The connection is closed.");
        if (!IsReadable) return -1;
        if (room.IsEmpty) return 0;
        while (true)
        {
            nint count;
            fixed (byte* pointer = room) count = Libc.Recv(fd, pointer, (nuint)room.Length, 0);
            if (count >= 0)
            {
                // Less than was asked for: the socket is empty, and the next bytes make a new edge (epoll(7)). Its end makes
                // none when it was reported together with the bytes before it.
                IsReadable = count == room.Length || hasEnd;
                return (int)count;
            }

            int error = Errno.Last;
            if (error == Errno.EINTR) continue;
            if (error != Errno.EAGAIN) throw Gone(error);
            IsReadable = false;
            return -1;
        }
    }

    private int Send(ReadOnlySpan<byte> bytes)
    {
        if (isClosed) throw new IOException("The connection is closed.");
        int total = 0;
        while (total < bytes.Length)
        {
            nint sent;
            fixed (byte* pointer = bytes) sent = Libc.Send(fd, pointer + total, (nuint)(bytes.Length - total), Libc.MSG_NOSIGNAL);
            if (sent >= 0)
            {
                total += (int)sent;
                continue;
            }

            int error = Errno.Last;
            if (error == Errno.EAGAIN) break;
            if (error != Errno.EINTR) throw Gone(error);
        }

        return total;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        int length = unsentEnd - unsentStart;
        byte[] larger = new byte[length + bytes.Length];
        unsent.AsSpan(unsentStart, length).CopyTo(larger);
        bytes.CopyTo(larger.AsSpan(length));
        (unsent, unsentStart, unsentEnd) = (larger, 0, larger.Length);
    }

    private static IOException Gone(int error) => new($"The client is gone: {Errno.Message(error)}.");

    private void EndWait()
    {
        isWaiting = false;
        destination = default;
    }
}
