using Gatehouse.Linux;

namespace Gatehouse.Proxy;

/// <summary>
/// What a trusted proxy states about the client. The default value states nothing; each fact stands alone. Ready to be used: a
/// stated port has already become part of <see cref="Host"/>.
/// </summary>
internal readonly struct ClientIdentity
{
    /// <summary>The client's address, with its port where one was given; of no family where it is not stated.</summary>
    public PeerAddress Client { get; init; }

    /// <summary>The client's address is not known: the proxy says so, or what it says is not valid.</summary>
    public bool IsHidden { get; init; }

    /// <summary><c>http</c> or <c>https</c>; null where it is not stated.</summary>
    public string? Scheme { get; init; }

    /// <summary>
    /// The host with its port: stated, or the request's own with the stated port in place of its own. Null where neither host nor
    /// port is stated.
    /// </summary>
    public string? Host { get; init; }

    /// <summary>The stated port; 0 where it is not stated.</summary>
    public ushort Port { get; init; }

    /// <summary>
    /// The path prefix as it was stated, percent-encoded, without a trailing slash; null where it is not stated or only <c>/</c>.
    /// </summary>
    public string? PathBase { get; init; }

    /// <summary>The first of the values that is not valid; null where all are. The fact that it would be is not stated.</summary>
    public ForwardedFault? Fault { get; init; }
}
