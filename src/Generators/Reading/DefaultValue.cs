using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Gatehouse.Generators.Reading;

/// <summary>Writes the default of a parameter as C# does.</summary>
internal static class DefaultValue
{
    /// <summary>Null where the parameter has no default, or it is null.</summary>
    public static string? Of(IParameterSymbol parameter)
    {
        if (!parameter.HasExplicitDefaultValue) return null;
        ITypeSymbol type = parameter.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : parameter.Type;
        object? value = parameter.ExplicitDefaultValue;
        if (value is null) return parameter.Type.IsValueType && SymbolEqualityComparer.Default.Equals(type, parameter.Type) ? "default" : null;
        string? literal = Literal(value);
        return literal is not null && type.TypeKind == TypeKind.Enum ? $"({type.ToDisplayString(Names.Full)})({literal})" : literal;
    }

    private static string? Literal(object value) => value switch
    {
        bool or char or string or int or uint or long or ulong => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)
            + (value is uint ? "U" : value is long ? "L" : value is ulong ? "UL" : ""),
        sbyte number => $"(sbyte)({number.ToString(CultureInfo.InvariantCulture)})",
        byte number => $"(byte){number.ToString(CultureInfo.InvariantCulture)}",
        short number => $"(short)({number.ToString(CultureInfo.InvariantCulture)})",
        ushort number => $"(ushort){number.ToString(CultureInfo.InvariantCulture)}",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "M",
        double number => Real("double", number) ?? number.ToString("R", CultureInfo.InvariantCulture) + "D",
        float number => Real("float", number) ?? number.ToString("R", CultureInfo.InvariantCulture) + "F",
        DateTime time => $"new global::System.DateTime({time.Ticks.ToString(CultureInfo.InvariantCulture)}L)",
        _ => null,
    };

    private static string? Real(string type, double value) =>
        double.IsNaN(value) ? $"{type}.NaN"
        : double.IsPositiveInfinity(value) ? $"{type}.PositiveInfinity"
        : double.IsNegativeInfinity(value) ? $"{type}.NegativeInfinity"
        : null;
}
