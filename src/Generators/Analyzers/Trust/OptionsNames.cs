using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Tells by their names what in the syntax is about the middleware's options, where a whole project is searched.</summary>
internal static class OptionsNames
{
    public const string Options = "ForwardedHeadersOptions";

    /// <summary>Whether one of the type arguments has a name, qualified or not.</summary>
    public static bool Has(GenericNameSyntax generic, string type) => generic.TypeArgumentList.Arguments.Any(argument => LastOf(argument) == type);

    /// <summary>The last part of a name; null for what is none.</summary>
    public static string? LastOf(SyntaxNode node) => node switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>The call of the method that a name is of; null where nothing is called.</summary>
    public static InvocationExpressionSyntax? CallOf(GenericNameSyntax name) =>
        (name.Parent is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax ? name.Parent.Parent : name.Parent) as InvocationExpressionSyntax;
}
