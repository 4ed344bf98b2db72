namespace Gatehouse;

/// <summary>A request body as a stream, for libraries that want one.</summary>
internal sealed class RequestBodyStream(IExchange exchange) : NonSeekableStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        buffer.IsEmpty ? new ValueTask<int>(0) : exchange.ReadBodyAsync(buffer, cancellationToken);

    /// <summary>
    /// Waits for bytes, on a thread of the handler's own. On the loop's thread, which has to bring the bytes, it gives only
    /// what is already here.
    /// </summary>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValueTask<int> read = ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None);
        if (!read.IsCompleted && exchange.OnLoopThread)
            throw new InvalidOperationException("The body has not arrived yet: use ReadAsync, which lets other requests run meanwhile.");
        return read.AsTask().GetAwaiter().GetResult();
    }
}
