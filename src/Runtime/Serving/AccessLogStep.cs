namespace Gatehouse.Serving;

/// <summary>What one step of a line writes.</summary>
internal enum AccessLogField : byte
{
    /// <summary>The same bytes in every line.</summary>
    Literal,

    /// <summary>Address of the client, as trust has verified it.</summary>
    Client,

    /// <summary>Port of the client, where the connection or a trusted proxy gives one.</summary>
    ClientPort,

    /// <summary>User name of Basic credentials (RFC 7617): what the client says, verified or not.</summary>
    User,

    /// <summary>The time as the Common Log Format has it, without its brackets.</summary>
    Time,

    /// <summary>The time by RFC 3339.</summary>
    IsoTime,

    /// <summary>Method, target and version, with a space between.</summary>
    RequestLine,
    Method,
    Target,
    Path,
    Query,
    Protocol,
    Scheme,
    Host,
    PathBase,

    /// <summary>The status that was sent, or stands for what happened instead; see <see cref="AccessLogEntry.Status"/>.</summary>
    Status,

    /// <summary>Bytes of the body that was sent.</summary>
    BodyBytes,

    /// <summary>The same, absent where there were none.</summary>
    BodyBytesIfAny,
    WholeSeconds,
    Milliseconds,
    Microseconds,

    /// <summary>Seconds with six decimal places.</summary>
    Seconds,
    Referer,
    UserAgent,
    RequestHeader,
    ResponseHeader,

    /// <summary>Whether the answer was cut off.</summary>
    Aborted,
}

/// <summary>One step of a compiled format.</summary>
/// <param name="Field">What it writes.</param>
/// <param name="Literal">The bytes of <see cref="AccessLogField.Literal"/>; else empty.</param>
/// <param name="Name">Name of the header field, for those that have one; else empty.</param>
internal readonly record struct AccessLogStep(AccessLogField Field, byte[] Literal, string Name);
