using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Reading;

/// <summary>Finds the piece of source that a message is about.</summary>
internal static class Places
{
    public static Location? NameOf(ISymbol symbol) => symbol.Locations.FirstOrDefault(location => location.IsInSource);

    public static Location? ReturnTypeOf(IMethodSymbol method, CancellationToken cancellationToken) =>
        Syntax<MethodDeclarationSyntax>(method, cancellationToken)?.ReturnType.GetLocation() ?? NameOf(method);

    public static Location? TypeOf(IParameterSymbol parameter, CancellationToken cancellationToken) =>
        Syntax<ParameterSyntax>(parameter, cancellationToken)?.Type?.GetLocation() ?? NameOf(parameter);

    public static Location? Of(AttributeData attribute, CancellationToken cancellationToken) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).GetLocation();

    /// <summary>A positional argument; the attribute where it has no such argument of its own.</summary>
    public static Location? OfArgument(AttributeData attribute, int index, CancellationToken cancellationToken) =>
        Positional(attribute, cancellationToken).ElementAtOrDefault(index)?.Expression.GetLocation() ?? Of(attribute, cancellationToken);

    public static Location? OfArgument(AttributeData attribute, string name, CancellationToken cancellationToken) =>
        Arguments(attribute, cancellationToken).FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name)
            ?.Expression.GetLocation() ?? Of(attribute, cancellationToken);

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

    private static IEnumerable<AttributeArgumentSyntax> Positional(AttributeData attribute, CancellationToken cancellationToken) =>
        Arguments(attribute, cancellationToken).Where(argument => argument.NameEquals is null);

    private static IEnumerable<AttributeArgumentSyntax> Arguments(AttributeData attribute, CancellationToken cancellationToken) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) is AttributeSyntax { ArgumentList.Arguments: var arguments }
            ? arguments
            : [];

    private static T? Syntax<T>(ISymbol symbol, CancellationToken cancellationToken)
        where T : SyntaxNode => symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) as T;
}
