namespace Gatehouse;

/// <summary>
/// The upgraded connection as a WebSocket uses it. A WebSocket that gives up, because a ping got no answer for example, disposes it
/// and expects that to end its pending read; and whoever does not read has to be told.
/// </summary>
internal sealed class WebSocketStream(Stream connection, Action onDisposed) : Stream
{
    private readonly CancellationTokenSource disposed = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    // A WebSocket acts on its callers' tokens itself, and passes none on.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        connection.ReadAsync(buffer, cancellationToken.CanBeCanceled ? cancellationToken : disposed.Token);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        connection.WriteAsync(buffer, offset, count, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => connection.FlushAsync(cancellationToken);

    public override void Flush() => connection.Flush();

    public override int Read(byte[] buffer, int offset, int count) => connection.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => connection.Write(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed.IsCancellationRequested)
        {
            onDisposed();
            disposed.Cancel();
            connection.Dispose();
        }

        base.Dispose(disposing);
    }
}
