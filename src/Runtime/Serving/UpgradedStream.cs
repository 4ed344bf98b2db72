namespace Gatehouse.Serving;

/// <summary>
/// The bytes of a connection after 101 (Switching Protocols). From any thread; one read and one write may be under way at
/// the same time. A read gives 0 when the client sends no more.
/// </summary>
internal sealed class UpgradedStream(Exchange exchange) : NonSeekableStream
{
    public override bool CanWrite => true;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        buffer.IsEmpty ? new ValueTask<int>(0) : exchange.ReadBodyAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        buffer.IsEmpty ? default : exchange.SendRawAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count)
    {
        ThrowIfOnLoop();
        return ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ThrowIfOnLoop();
        WriteAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    private void ThrowIfOnLoop()
    {
        if (exchange.OnLoopThread) throw new InvalidOperationException("Use the asynchronous call: others run on this thread meanwhile.");
    }
}
