namespace Gatehouse;

/// <summary>
/// Ends a request with a status code. Thrown by the engine for a request that cannot be served (a body over its limit is
/// 413, one that stops half way 400), and by applications for their own reasons.
/// </summary>
/// <param name="status">Status code, 400 to 599 (RFC 9110 section 15).</param>
/// <param name="message">What the client is told, as plain text.</param>
public sealed class HttpStatusException(int status, string message) : Exception(message)
{
    /// <summary>The status code of the answer.</summary>
    public int Status { get; } = status is >= 400 and <= 599
        ? status
        : throw new ArgumentOutOfRangeException(nameof(status), status, "An error status is 400 to 599.");

    /// <summary>A problem document (RFC 9457) that says the same to programs, and is sent instead of the message; empty for none.</summary>
    internal ReadOnlyMemory<byte> Problem { get; init; }
}
