using Gatehouse.Linux;

namespace Gatehouse.Proxy;

/// <summary>
/// What a PROXY header states about the connection that a proxy forwards. The text of the protocol is HAProxy's
/// <c>doc/proxy-protocol.txt</c>; section numbers here count in it.
/// </summary>
internal readonly struct ProxyHeader
{
    /// <summary>1 for the line of text, 2 for the binary form.</summary>
    public int Version { get; init; }

    /// <summary>The proxy speaks for itself: a health check (section 2.2, LOCAL). Nothing else is stated.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Who connected to the proxy; of no family where that is not said, or was no IP address.</summary>
    public PeerAddress Source { get; init; }

    /// <summary>Where it connected to; of no family where <see cref="Source"/> is.</summary>
    public PeerAddress Destination { get; init; }

    /// <summary>Where the type-length-value fields begin in the header.</summary>
    public int FieldsStart { get; init; }

    /// <summary>Bytes of the type-length-value fields; 0 where there are none, which a version 1 header never has.</summary>
    public int FieldsLength { get; init; }
}

/// <summary>How far a PROXY header can be read.</summary>
internal enum ProxyHeaderStatus
{
    /// <summary>The bytes are the beginning of a header.</summary>
    NeedMore,

    /// <summary>The bytes do not begin with a header.</summary>
    Invalid,

    /// <summary>The header is whole.</summary>
    Done,
}

/// <summary>What came of reading a PROXY header.</summary>
internal readonly struct ProxyHeaderReading
{
    /// <summary>The bytes are the beginning of a header.</summary>
    public static ProxyHeaderReading NeedMore => default;

    public ProxyHeaderStatus Status { get; private init; }

    /// <summary>Why it is no header, for a log; null where it is one.</summary>
    public string? Reason { get; private init; }

    /// <summary>Bytes of the header; what follows belongs to the connection.</summary>
    public int Length { get; private init; }

    public ProxyHeader Header { get; private init; }

    public static ProxyHeaderReading Invalid(string reason) => new() { Status = ProxyHeaderStatus.Invalid, Reason = reason };

    public static ProxyHeaderReading Done(int length, ProxyHeader header) =>
        new() { Status = ProxyHeaderStatus.Done, Length = length, Header = header };
}
