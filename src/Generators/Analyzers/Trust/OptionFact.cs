using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>What can be done to the middleware's options.</summary>
internal enum OptionAction
{
    SetFlags,
    SetLimit,
    ClearProxies,
    ClearNetworks,
    AddProxy,
    AddNetwork,
    SetHosts,
    AddHost,
    SetHeaderName,

    /// <summary>The options or a list of theirs are handed to code that may do anything to them.</summary>
    PassOn,
}

/// <summary>One thing that is done to the options, where, and under which conditions.</summary>
internal sealed record OptionFact(OptionAction Action, IOperation Operation, CodePath Path)
{
    /// <summary>What is set or added; null for a Clear, and for what is handed on.</summary>
    public IOperation? Value { get; init; }

    /// <summary>The address or network that is added, where it is written in the code.</summary>
    public KnownPeer? Peer { get; init; }

    /// <summary>The number that is set; null for one that is not known, and for null itself.</summary>
    public int? Number { get; init; }

    /// <summary>Whether null is set.</summary>
    public bool IsNull { get; init; }
}
