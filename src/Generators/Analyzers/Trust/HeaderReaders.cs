using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>
/// The code whose work it is to read forwarding headers: marked <c>[ForwardedHeaderReader]</c>, an attribute of any namespace,
/// or of a type that <c>.editorconfig</c> lists.
/// </summary>
internal static class HeaderReaders
{
    private const string Mark = "ForwardedHeaderReaderAttribute";
    private const string TypesOption = "proxy_trust.reader_types";
    private const string HeadersOption = "proxy_trust.additional_headers";

    private static readonly SymbolDisplayFormat TypeName = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted, SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    /// <summary>The headers that <c>.editorconfig</c> adds to the forwarding headers.</summary>
    public static IEnumerable<string> AdditionalHeaders(AnalyzerConfigOptions options) => ListOf(options, HeadersOption);

    /// <summary>Whether a symbol, or what it is a member of, is marked.</summary>
    public static bool Include(ISymbol symbol, AnalyzerConfigOptions options)
    {
        List<string> types = [.. ListOf(options, TypesOption)];
        for (ISymbol? around = symbol; around is not null and not INamespaceSymbol; around = around.ContainingSymbol)
        {
            if (IsMarked(around)) return true;
            if (around is IMethodSymbol { AssociatedSymbol: { } property } && IsMarked(property)) return true;
            if (around is INamedTypeSymbol && types.Contains(around.ToDisplayString(TypeName))) return true;
        }

        return false;
    }

    /// <summary>Whether a local function or a lambda around an operation is marked.</summary>
    public static bool Include(IOperation? operation)
    {
        for (; operation is not null; operation = operation.Parent)
        {
            if (operation is ILocalFunctionOperation { Symbol: var function } && IsMarked(function)) return true;
            if (operation is IAnonymousFunctionOperation { Symbol: var lambda } && IsMarked(lambda)) return true;
        }

        return false;
    }

    private static bool IsMarked(ISymbol symbol) => symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == Mark);

    private static IEnumerable<string> ListOf(AnalyzerConfigOptions options, string option) =>
        options.TryGetValue(option, out string? value) ? value.Split(',').Select(item => item.Trim()).Where(item => item.Length > 0) : [];
}
