namespace Gatehouse;

/// <summary>
/// What a request and its response need from the connection that carries them. Implemented by the engine; safe to call
/// from any thread, one call at a time.
/// </summary>
internal interface IExchange
{
    /// <summary>Cancelled when the client is gone or the request was given up.</summary>
    CancellationToken Aborted { get; }

    /// <summary>Whether the caller is on the loop's thread, which must never block.</summary>
    bool OnLoopThread { get; }

    /// <summary>Reads body bytes; 0 at its end.</summary>
    ValueTask<int> ReadBodyAsync(Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>Reads the rest of the body as one piece, valid until the handler is done.</summary>
    ValueTask<ReadOnlyMemory<byte>> ReadWholeBodyAsync(CancellationToken cancellationToken);

    /// <summary>Sends the head, if it was not sent, and what the response has buffered. Completes when the kernel took it all.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);
}
