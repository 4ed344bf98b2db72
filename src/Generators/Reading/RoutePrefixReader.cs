using Gatehouse.Generators.Routing;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads what a class puts before the templates of its methods, and the methods that its templates can name as constraints.</summary>
internal sealed class RoutePrefixReader(KnownTypes known, Problems problems, CancellationToken cancellationToken)
{
    /// <summary>The prefix of any class; none where it has none, or a bad one.</summary>
    public RoutePrefix Read(INamedTypeSymbol type)
    {
        AttributeData? attribute = KnownTypes.AttributeOf(type, known.RoutePrefixAttribute);
        if (attribute is null) return RoutePrefix.None;
        if (attribute.ConstructorArguments.Length != 1 || attribute.ConstructorArguments[0].Kind == TypedConstantKind.Error)
        {
            problems.AddCompilerError();
            return RoutePrefix.None;
        }

        string text = attribute.ConstructorArguments[0].Value as string ?? "";
        RoutePrefix? prefix = ParserFor(type).ParsePrefix(text, out TemplateError? error);
        if (error is not null)
        {
            Location? place = Places.Within(attribute, 0, error.Start, error.Length, cancellationToken);
            problems.Add(RouteRules.BadTemplate, place, text, error.Message);
        }

        return prefix ?? RoutePrefix.None;
    }

    /// <summary>A parser that knows the class's own constraints: its static methods, each by its name.</summary>
    public TemplateParser ParserFor(INamedTypeSymbol type)
    {
        var predicates = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>())
        {
            if (method.MethodKind != MethodKind.Ordinary || known.HasRoute(method)) continue;
            if (IsPredicate(method) && (known.IsApp(type) || known.IsReachable(method))) predicates[method.Name] = $"{type.ToDisplayString(Names.Full)}.{Names.Escape(method.Name)}";
            else if (!predicates.ContainsKey(method.Name)) predicates.Add(method.Name, null);
        }

        return new TemplateParser(new ConstraintParser(predicates));
    }

    private bool IsPredicate(IMethodSymbol method) =>
        method is { IsStatic: true, IsGenericMethod: false, RefKind: RefKind.None, ReturnType.SpecialType: SpecialType.System_Boolean, Parameters.Length: 1 }
        && method.Parameters[0] is { RefKind: RefKind.None or RefKind.In } parameter
        && KnownTypes.IsOf(parameter.Type, known.ReadOnlySpan)
        && ((INamedTypeSymbol)parameter.Type).TypeArguments[0].SpecialType == SpecialType.System_Byte;
}
