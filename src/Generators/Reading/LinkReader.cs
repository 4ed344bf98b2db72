using Gatehouse.Generators.Model;
using Gatehouse.Generators.Routing;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads what a link to a handler takes.</summary>
internal sealed class LinkReader(KnownTypes known)
{
    private const string ClassName = "Routes";

    // Types of System whose usual format loses something that they read back.
    private static readonly HashSet<string> RoundTripTypes = new(StringComparer.Ordinal)
    {
        "DateOnly", "DateTime", "DateTimeOffset", "TimeOnly",
    };

    /// <summary>
    /// The class for the links of an app: a static partial class Routes of the user's beside the app, or a new one; where
    /// the namespace has something else of that name, one named after the app too.
    /// </summary>
    public static LinkClass ReadClass(INamedTypeSymbol app, CancellationToken cancellationToken)
    {
        if (app.ContainingNamespace is not { } space) return new LinkClass(ClassName, false, []);
        List<INamespaceOrTypeSymbol> same = [.. space.GetMembers(ClassName)];
        if (same.Count == 1 && same[0] is INamedTypeSymbol { IsStatic: true, IsGenericType: false, IsFileLocal: false } users && Places.IsPartial(users, cancellationToken))
            return new LinkClass(ClassName, true, users.MemberNames.Distinct().OrderBy(name => name, StringComparer.Ordinal).ToEquatableArray());

        string name = same.Count == 0 ? ClassName : app.Name + ClassName;
        for (int i = 2; space.GetMembers(name).Any(); i++) name = $"{app.Name}{ClassName}{i}";
        return new LinkClass(name, false, []);
    }

    /// <summary>The class that the links of a class go into, as metadata has it; null for the app itself.</summary>
    public string? OwnerOf(INamedTypeSymbol type) => known.IsApp(type) ? null : type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);

    public LinkModel Read(string? owner, IMethodSymbol method, RouteTemplate template)
    {
        var parameters = new List<LinkParameter>();
        foreach (Segment segment in template.Segments)
        {
            if (segment.Parameter is { } name) parameters.Add(Read(name, segment, method.Parameters.FirstOrDefault(parameter => parameter.Name == name)));
        }

        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.Type.TypeKind != TypeKind.Error && OperationReader.SourceOf(parameter, "FromQueryAttribute", out string field))
                parameters.Add(ReadQuery(parameter, field));
        }

        return new LinkModel(owner, method.Name, parameters.ToEquatableArray());
    }

    private LinkParameter Read(string name, Segment segment, IParameterSymbol? parameter)
    {
        if (segment.IsCatchAll) return new LinkParameter(name, "string", LinkFormat.Rest);

        // What the handler does not take must still look as the template says.
        LinkParameter link = parameter?.Type is { TypeKind: not TypeKind.Error } given
            && (SchemaReader.Nullable(given) ?? given.WithNullableAnnotation(NullableAnnotation.NotAnnotated)) is var type
            && !(segment.Constraint.Kind == ConstraintKind.Date && IsMoment(type))
                ? Read(name, type)
                : OfConstraint(name, segment.Constraint);
        return link with { IsOptional = segment.MayBeAbsent };
    }

    /// <summary>Whether a type has a time of day, which a path whose template asks for a day cannot carry.</summary>
    private static bool IsMoment(ITypeSymbol type) => type.Name is "DateTime" or "DateTimeOffset" && Names.IsInSystem(type);

    private LinkParameter Read(string name, ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_String || !IsAccessible(type)
            ? new LinkParameter(name, "string", LinkFormat.Text)
            : new LinkParameter(name, type.ToDisplayString(Names.Full), FormatOf(type), IsValueType: type.IsValueType);

    /// <summary>A field of the query: every one can be left out, since the handler has what it does without it.</summary>
    private LinkParameter ReadQuery(IParameterSymbol parameter, string field)
    {
        ITypeSymbol? element = SchemaReader.ElementOf(parameter.Type);
        ITypeSymbol type = element is null || parameter.Type.SpecialType == SpecialType.System_String ? parameter.Type : element;
        bool isMany = !ReferenceEquals(type, parameter.Type);
        if (SchemaReader.Nullable(type) is { } underlying) type = underlying;
        LinkParameter link = Read(parameter.Name, type);

        // Of what is no struct, a field takes text.
        if (link.Format == LinkFormat.Formattable && !link.IsValueType) link = link with { Format = LinkFormat.Converted };
        return link with { QueryName = field, IsOptional = true, IsMany = isMany };
    }

    private static LinkParameter OfConstraint(string name, Constraint constraint) => constraint.Kind switch
    {
        ConstraintKind.Bool => new LinkParameter(name, "bool", LinkFormat.Boolean, IsValueType: true),
        ConstraintKind.Date => new LinkParameter(name, "global::System.DateOnly", LinkFormat.RoundTrip, IsValueType: true),
        ConstraintKind.Int32 => new LinkParameter(name, "int", LinkFormat.Formattable, IsValueType: true),
        ConstraintKind.Int64 or ConstraintKind.Range => new LinkParameter(name, "long", LinkFormat.Formattable, IsValueType: true),
        ConstraintKind.Guid => new LinkParameter(name, "global::System.Guid", LinkFormat.Formattable, IsValueType: true),
        _ => new LinkParameter(name, "string", LinkFormat.Text),
    };

    private LinkFormat FormatOf(ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_Boolean) return LinkFormat.Boolean;
        if (type.Name == "Uri" && Names.IsInSystem(type)) return LinkFormat.Uri;
        if (type.TypeKind == TypeKind.Enum) return LinkFormat.Member;
        if (!type.AllInterfaces.Any(contract => KnownTypes.Is(contract, known.SpanFormattable))) return LinkFormat.Converted;
        return RoundTripTypes.Contains(type.Name) && Names.IsInSystem(type) ? LinkFormat.RoundTrip : LinkFormat.Formattable;
    }

    /// <summary>Whether a type can stand in a signature outside the class which has the handler.</summary>
    private static bool IsAccessible(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsAccessible(array.ElementType),
        INamedTypeSymbol named =>
            named.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal
            && !named.IsFileLocal
            && named.TypeArguments.All(IsAccessible)
            && (named.ContainingType is null || IsAccessible(named.ContainingType)),
        _ => false,
    };
}
