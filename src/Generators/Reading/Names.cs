using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Reading;

/// <summary>How symbols are written in emitted code and in messages.</summary>
internal static class Names
{
    /// <summary>The form that means the same everywhere: from global::, keywords escaped.</summary>
    public static SymbolDisplayFormat Full { get; } = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    /// <summary>As <see cref="Full"/>, with the marks of nullable references.</summary>
    public static SymbolDisplayFormat FullNullable { get; } = Full.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The form that people write.</summary>
    public static SymbolDisplayFormat Short { get; } = SymbolDisplayFormat.MinimallyQualifiedFormat;

    public static string Escape(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) == SyntaxKind.None ? identifier : "@" + identifier;

    /// <summary>
    /// The name of a type. Words that C# forbids as type names where they are not escaped come with every version; all are
    /// lower-case letters, and an escape too many means nothing.
    /// </summary>
    public static string EscapeType(string identifier) =>
        identifier.All(c => c is >= 'a' and <= 'z') ? "@" + identifier : Escape(identifier);

    /// <summary>Whether a type, which is no construction of a generic one, stands in the namespace System.</summary>
    public static bool IsInSystem(ITypeSymbol type) =>
        type is INamedTypeSymbol { Arity: 0, ContainingType: null, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>A namespace as C# writes it; null for the global one.</summary>
    public static string? Of(INamespaceSymbol? containing) =>
        containing is null or { IsGlobalNamespace: true }
            ? null
            : string.Join(".", containing.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat).Split('.').Select(part => Escape(part.TrimStart('@'))));
}
