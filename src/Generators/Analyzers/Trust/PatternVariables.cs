using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>The variables that a pattern gives the whole of the value that it tests.</summary>
internal static class PatternVariables
{
    /// <summary>Also those behind <c>not</c>, which have the value where the pattern does not match.</summary>
    public static IEnumerable<ISymbol> Of(IPatternOperation pattern) => pattern switch
    {
        IDeclarationPatternOperation { DeclaredSymbol: { } declared } => [declared],
        IRecursivePatternOperation { DeclaredSymbol: { } declared } => [declared],
        INegatedPatternOperation negated => Of(negated.Pattern),
        IBinaryPatternOperation both => Of(both.LeftPattern).Concat(Of(both.RightPattern)),
        _ => [],
    };
}
