using System.Globalization;
using Gatehouse.Generators.Emitting;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Default values of parameters, as JSON.</summary>
internal static class JsonDefault
{
    /// <summary>Null where the default is null, or none that JSON has.</summary>
    public static string? Of(IParameterSymbol parameter)
    {
        object? value = parameter.ExplicitDefaultValue;
        ITypeSymbol type = parameter.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : parameter.Type;
        if (type.TypeKind == TypeKind.Enum && value is not null)
        {
            string? name = type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, value))?.Name;
            return name is null ? null : new JsonWriter().Value(name).ToString();
        }

        return value switch
        {
            bool truth => truth ? "true" : "false",
            string text => new JsonWriter().Value(text).ToString(),
            char c => new JsonWriter().Value(c.ToString()).ToString(),
            double number when double.IsNaN(number) || double.IsInfinity(number) => null,
            float number when float.IsNaN(number) || float.IsInfinity(number) => null,
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            float number => number.ToString("R", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => null,
        };
    }
}
