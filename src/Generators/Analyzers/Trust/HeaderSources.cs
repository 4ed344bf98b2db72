using Gatehouse.Generators.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>The requests that a compilation knows, and what their headers mean.</summary>
internal readonly struct HeaderSources(GatehouseHeaders? own, AspNetHeaders? aspNet)
{
    /// <summary>The read of a request header that an operation is; null where it is none.</summary>
    public HeaderRead? ReadOf(IOperation operation) => own?.ReadOf(operation) ?? aspNet?.ReadOf(operation);

    /// <summary>The read that an attribute of a parameter or a property is; null where none binds it to a header.</summary>
    /// <param name="symbol">The parameter or property.</param>
    /// <param name="function">The local function or lambda that has the parameter.</param>
    public HeaderRead? BoundTo(ISymbol symbol, IOperation? function)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            string? header = own?.HeaderOf(attribute);
            bool isOwn = header is not null;
            header ??= aspNet?.HeaderOf(attribute, symbol);
            if (header is null) continue;
            return new HeaderRead(header, true, Places.Of(attribute, CancellationToken.None), null, symbol) { IsOwn = isOwn, Function = function };
        }

        return null;
    }

    /// <summary>A read together with what its header claims.</summary>
    public HeaderRead WithFact(HeaderRead read, AnalyzerConfigOptions options)
    {
        if (!read.IsNamed) return read;
        if (ForwardingHeaders.FactOf(read.Header) is { } usual)
            return read with { Fact = usual, IsList = ForwardingHeaders.IsList(read.Header) };
        if (read.IsOwn && own?.DeclaredFactOf(read.Header) is { } declared)
            return read with { Fact = declared, IsList = declared == ForwardedFact.Address };
        string name = ForwardingHeaders.Normalize(read.Header);
        return HeaderReaders.AdditionalHeaders(options).Any(added => ForwardingHeaders.Normalize(added).Equals(name, StringComparison.OrdinalIgnoreCase))
            ? read with { Fact = ForwardedFact.Other, IsList = true }
            : read;
    }
}
