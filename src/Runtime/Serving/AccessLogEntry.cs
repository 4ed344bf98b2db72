using Gatehouse.Linux;

namespace Gatehouse.Serving;

/// <summary>What there is to say about one request. Nothing is copied: the line is written before the call returns.</summary>
internal readonly ref struct AccessLogEntry
{
    /// <summary>
    /// What the connection's end without an answer is logged as: the client closed the request. No such status is ever sent;
    /// the number is nginx's.
    /// </summary>
    public const int ClientGone = 499;

    /// <summary>The request, as far as its head could be read; null where not even a line came.</summary>
    public Request? Request { get; init; }

    /// <summary>Address of the client.</summary>
    public required PeerAddress Client { get; init; }

    /// <summary>The answer whose header fields a format may ask for; null where there was none.</summary>
    public Response? Response { get; init; }

    /// <summary>The status that was sent, or <see cref="ClientGone"/>; 0 where nothing can be said.</summary>
    public required int Status { get; init; }

    /// <summary>Bytes of the body that went to the kernel, chunk framing not counted.</summary>
    public long BodyBytes { get; init; }

    /// <summary>Milliseconds since the head was read; counted only if the format asks, see <see cref="AccessLog.IsTimed"/>.</summary>
    public long Elapsed { get; init; }

    /// <summary>Whether the answer was cut off: the client has not all of it, and was told so with a reset.</summary>
    public bool IsAborted { get; init; }

    public required LoopClock Clock { get; init; }
}
