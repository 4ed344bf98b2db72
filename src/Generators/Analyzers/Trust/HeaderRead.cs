using Gatehouse.Generators.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>One place at which code takes a request header.</summary>
/// <param name="Header">Name of the header; the expression that gives it where it is no constant.</param>
/// <param name="IsNamed">Whether <paramref name="Header"/> is a name.</param>
/// <param name="Location">What is reported.</param>
/// <param name="Value">The operation that has the value; null where a variable has it from the start.</param>
/// <param name="Variable">The variable that has the value: an out variable, or a bound parameter.</param>
internal sealed record HeaderRead(string Header, bool IsNamed, Location? Location, IOperation? Value, ISymbol? Variable)
{
    /// <summary>What the header claims about the client; null for a header that is no forwarding header.</summary>
    public ForwardedFact? Fact { get; init; }

    /// <summary>The local function or lambda whose parameter has the value.</summary>
    public IOperation? Function { get; init; }

    /// <summary>Whether it is read of a Gatehouse request.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Whether other headers are read at the same place, one after the other.</summary>
    public bool IsOneOfSeveral { get; init; }

    /// <summary>Whether the entries of the header have been taken apart already.</summary>
    public bool IsSplit => Value is IInvocationOperation { TargetMethod.Name: "GetCommaSeparatedValues" };

    /// <summary>Whether each proxy adds an entry to the header, so that the first entry is the client's.</summary>
    public bool IsList { get; init; }
}
