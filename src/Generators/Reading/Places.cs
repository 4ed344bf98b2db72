using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Reading;

/// <summary>Finds the piece of source that a message is about.</summary>
internal static class Places
{
    public static Location? NameOf(ISymbol symbol) => symbol.Locations.FirstOrDefault(location => location.IsInSource);

    /// <summary>
    /// The members of a class in the order of their files' paths and of their places there: the output does not depend on the
    /// order in which a build names its files.
    /// </summary>
    public static IEnumerable<ISymbol> MembersOf(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Length < 2
        ? type.GetMembers()
        : type.GetMembers()
            .OrderBy(member => NameOf(member)?.SourceTree?.FilePath ?? "", StringComparer.Ordinal)
            .ThenBy(member => NameOf(member)?.SourceSpan.Start ?? 0);

    public static Location? ReturnTypeOf(IMethodSymbol method, CancellationToken cancellationToken) =>
        Syntax<MethodDeclarationSyntax>(method, cancellationToken)?.ReturnType.GetLocation() ?? NameOf(method);

    public static Location? TypeOf(IParameterSymbol parameter, CancellationToken cancellationToken) =>
        Syntax<ParameterSyntax>(parameter, cancellationToken)?.Type?.GetLocation() ?? NameOf(parameter);

    /// <summary>The name in a call such as <c>app.UseX(…)</c>, without what it is called on and its arguments.</summary>
    public static Location NameOf(IInvocationOperation call) =>
        (call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name } } ? name : call.Syntax).GetLocation();

    public static Location? Of(AttributeData attribute, CancellationToken cancellationToken) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).GetLocation();

    /// <summary>A positional argument; the attribute where it has no such argument of its own.</summary>
    public static Location? OfArgument(AttributeData attribute, int index, CancellationToken cancellationToken) =>
        Positional(attribute, cancellationToken).ElementAtOrDefault(index)?.Expression.GetLocation() ?? Of(attribute, cancellationToken);

    public static Location? OfArgument(AttributeData attribute, string name, CancellationToken cancellationToken) =>
        Arguments(attribute, cancellationToken).FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name)
            ?.Expression.GetLocation() ?? Of(attribute, cancellationToken);

    /// <summary>The first of several named arguments that an attribute has; null where it has none of them.</summary>
    public static Location? OfFirst(AttributeData attribute, IEnumerable<string> names, CancellationToken cancellationToken) =>
        names.FirstOrDefault(name => attribute.NamedArguments.Any(argument => argument.Key == name)) is { } name
            ? OfArgument(attribute, name, cancellationToken)
            : null;

    /// <summary>A part of a text argument: exact where the argument is a literal without escapes, else the whole argument.</summary>
    public static Location? Within(AttributeData attribute, int index, int start, int length, CancellationToken cancellationToken)
    {
        ExpressionSyntax? expression = Positional(attribute, cancellationToken).ElementAtOrDefault(index)?.Expression;
        if (expression is not LiteralExpressionSyntax { Token: var token }
            || !token.IsKind(SyntaxKind.StringLiteralToken)
            || token.Text != $"\"{token.ValueText}\""
            || length == 0)
        {
            return expression?.GetLocation() ?? Of(attribute, cancellationToken);
        }

        return Location.Create(token.SyntaxTree!, new TextSpan(token.SpanStart + 1 + start, length));
    }

    /// <summary>The type argument of a generic attribute.</summary>
    public static Location? TypeArgumentOf(AttributeData attribute, CancellationToken cancellationToken)
    {
        NameSyntax? name = (attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) as AttributeSyntax)?.Name;
        SimpleNameSyntax? simple = name switch
        {
            QualifiedNameSyntax qualified => qualified.Right,
            AliasQualifiedNameSyntax aliased => aliased.Name,
            _ => name as SimpleNameSyntax,
        };
        return simple is GenericNameSyntax { TypeArgumentList.Arguments: { Count: > 0 } arguments }
            ? arguments[0].GetLocation()
            : Of(attribute, cancellationToken);
    }

    /// <summary>Whether every part of a class says so that there may be others; false for one of another assembly.</summary>
    public static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellationToken) =>
        !type.DeclaringSyntaxReferences.IsEmpty
        && type.DeclaringSyntaxReferences.All(reference =>
            reference.GetSyntax(cancellationToken) is ClassDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static IEnumerable<AttributeArgumentSyntax> Positional(AttributeData attribute, CancellationToken cancellationToken) =>
        Arguments(attribute, cancellationToken).Where(argument => argument.NameEquals is null);

    private static IEnumerable<AttributeArgumentSyntax> Arguments(AttributeData attribute, CancellationToken cancellationToken) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) is AttributeSyntax { ArgumentList.Arguments: var arguments }
            ? arguments
            : [];

    private static T? Syntax<T>(ISymbol symbol, CancellationToken cancellationToken)
        where T : SyntaxNode => symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) as T;
}
