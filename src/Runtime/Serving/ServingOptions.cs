using Gatehouse.Http;
using Gatehouse.Proxy;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Serving;

/// <summary>What the connections of a process have in common: limits, deadlines, trust and logs. Times are in milliseconds.</summary>
internal sealed record ServingOptions
{
    public required ILogger Logger { get; init; }

    public required TrustPolicy Trust { get; init; }

    /// <summary>A request in which a trusted proxy states what is not valid gets 400; else the fact counts as not stated.</summary>
    public bool RejectsInvalidForwarded { get; init; } = true;

    /// <summary>The hosts that requests may be for.</summary>
    public AllowedHosts AllowedHosts { get; init; } = AllowedHosts.Any;

    /// <summary>Answers the command doctor; null where it is not to be asked.</summary>
    public BeliefProbe? Probe { get; init; }

    public RequestLimits Limits { get; init; } = new(8190, 100, 32768);

    /// <summary>Bytes of a request body.</summary>
    public long MaxRequestBody { get; init; } = 10 * 1024 * 1024;

    /// <summary>Requests that one loop runs at the same time; the others wait in the order they came.</summary>
    public int MaxRunning { get; init; } = int.MaxValue;

    /// <summary>How long a request may take; 0 for no limit.</summary>
    public long RequestTimeout { get; init; } = 30_000;

    /// <summary>How long an idle connection is kept; 0 closes it after each answer.</summary>
    public long KeepAlive { get; init; } = 75_000;

    public long HeaderTimeout { get; init; } = 15_000;

    public long BodyTimeout { get; init; } = 30_000;

    public long WriteTimeout { get; init; } = 30_000;

    /// <summary>Value of Strict-Transport-Security in answers over TLS (RFC 6797); null for none.</summary>
    public string? StrictTransportSecurity { get; init; }

    /// <summary>Bytes of a request body that must come in a second of waiting; 0 for any number.</summary>
    public int MinBodyRate { get; init; } = 240;

    /// <summary>Bytes of an answer that must be taken in a second of waiting; 0 for any number.</summary>
    public int MinSendRate { get; init; } = 240;

    /// <summary>How long is waited before a rate counts.</summary>
    public long RateGrace { get; init; } = 5_000;

    /// <summary>Requests that a connection may carry; 0 for any number.</summary>
    public int MaxRequestsPerConnection { get; init; }

    /// <summary>
    /// How often a listener is looked at without being woken for it, because it is shared with processes that may die between
    /// their wake-up and their accept(2); 0 for never.
    /// </summary>
    public long ListenerLook { get; init; }

    /// <summary>The count of connections; null for as many as the system has descriptors for.</summary>
    public ConnectionLimits? Connections { get; init; }

    public AccessLog? AccessLog { get; init; }
}
