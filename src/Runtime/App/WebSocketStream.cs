namespace Gatehouse;

/// <summary>
/// The upgraded connection as a WebSocket uses it. A WebSocket that gives up, because a ping got no answer for example, disposes it
/// and expects that to end its pending read; and whoever does not read has to be told.
/// </summary>
internal sealed class WebSocketStream(Stream connection, Action onDisposed) : NonSeekableStream
{
    private readonly CancellationTokenSource disposed = new();

    public override bool CanWrite => true;

    // A WebSocket acts on its callers' tokens itself, and passes none on.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        connection.ReadAsync(buffer, cancellationToken.CanBeCanceled ? cancellationToken : disposed.Token);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => connection.FlushAsync(cancellationToken);

    public override void Flush() => connection.Flush();

    public override int Read(byte[] buffer, int offset, int count) => connection.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => connection.Write(buffer, offset, count);

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
