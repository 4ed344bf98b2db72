using Gatehouse.Generators.Routing;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Checks the constraint of a route parameter against the type that the handler takes.</summary>
internal sealed class ConstraintCheck(KnownTypes known, Problems problems, CancellationToken cancellationToken)
{
    /// <summary>Whether some value that the constraint lets through can be of the type; false is an error that was reported.</summary>
    public bool Check(IParameterSymbol parameter, ITypeSymbol type, Segment segment, RouteTemplate template)
    {
        cancellationToken.ThrowIfCancellationRequested();
        (string What, string Type)? values = segment.Constraint.Kind switch
        {
            ConstraintKind.Bool => ("true and false", "bool"),
            ConstraintKind.Date => ("days", "DateOnly"),
            ConstraintKind.Guid => ("GUIDs", "Guid"),
            ConstraintKind.Int32 => ("whole numbers of 32 bits", "int"),
            ConstraintKind.Int64 => ("whole numbers of 64 bits", "long"),
            ConstraintKind.Range => ("whole numbers", segment.Constraint is { Least: >= int.MinValue, Greatest: <= int.MaxValue } ? "int" : "long"),
            _ => null,
        };
        if (values is not { } of) return true;
        string written = $"{{{segment.Parameter}:{Written(template.Text, segment.Parameter!)}}}";
        if (type.SpecialType == SpecialType.System_String)
        {
            problems.Add(RouteRules.ConstraintAsText, Places.TypeOf(parameter, cancellationToken), written, of.What, of.Type);
            return true;
        }

        if (IsPossible(type, segment.Constraint.Kind)) return true;
        problems.Add(
            RouteRules.ConstraintMismatch, Places.TypeOf(parameter, cancellationToken), written, of.What, type.ToDisplayString(Names.Short));
        return false;
    }

    private static string Written(string template, string parameter) => ParameterSyntax.Find(template, parameter)?.Constraint?.Value ?? "";

    /// <summary>Types that are no value of the framework's may parse anything.</summary>
    private bool IsPossible(ITypeSymbol type, ConstraintKind kind)
    {
        bool isNumber = type.SpecialType is (>= SpecialType.System_SByte and <= SpecialType.System_Double) or SpecialType.System_Decimal;
        if (isNumber) return kind is ConstraintKind.Int32 or ConstraintKind.Int64 or ConstraintKind.Range;
        if (type.SpecialType == SpecialType.System_Boolean) return kind == ConstraintKind.Bool;
        if (KnownTypes.Is(type, known.Guid)) return kind == ConstraintKind.Guid;
        return type.ToDisplayString(Names.Full) switch
        {
            "global::System.DateOnly" or "global::System.DateTime" or "global::System.DateTimeOffset" => kind == ConstraintKind.Date,
            _ => true,
        };
    }
}
