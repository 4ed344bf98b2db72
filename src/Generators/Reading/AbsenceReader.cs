using System.Globalization;
using Gatehouse.Generators.Emitting;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Routing;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads what a handler gets for a route parameter that a path lacks.</summary>
internal sealed class AbsenceReader(Problems problems, CancellationToken cancellationToken)
{
    private const string Value = "global::Gatehouse.CompilerServices.RouteValue";

    /// <summary>Reads it from the template or from the handler's parameter; false is an error that was reported.</summary>
    /// <param name="parameter">The handler's parameter.</param>
    /// <param name="type">Its type, without a question mark for null.</param>
    /// <param name="value">How its values are written.</param>
    /// <param name="segment">The route's parameter.</param>
    /// <param name="template">The route's template.</param>
    /// <param name="absent">The value, as C# writes it.</param>
    public bool TryRead(
        IParameterSymbol parameter, ITypeSymbol type, ValueModel value, Segment segment, RouteTemplate template, out string? absent)
    {
        absent = segment.Default is { } text ? DefaultOf(value, text) : AbsentOf(parameter);
        if (absent is not null) return true;
        if (segment.Default is not null)
        {
            problems.Add(
                RouteRules.BadDefault, Places.NameOf(parameter), segment.Default, parameter.Name, type.ToDisplayString(Names.Short));
        }
        else
        {
            problems.Add(RouteRules.MayBeAbsent, Places.NameOf(parameter), parameter.Name, template.Text);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return false;
    }

    /// <summary>The default of a template; null where it is none of that type.</summary>
    private static string? DefaultOf(ValueModel value, string text)
    {
        if (value.Enum is { } choices)
        {
            string? member = choices.Members.FirstOrDefault(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase));
            return member is null ? null : $"{choices.TypeName}.{Names.Escape(member)}";
        }

        // Nothing reads these from text in one way that both ends know.
        if (value.Form is ValueForm.Uri or ValueForm.Utf8Parsable) return null;
        CultureInfo invariant = CultureInfo.InvariantCulture;
        const NumberStyles Signed = NumberStyles.AllowLeadingSign;
        bool? fits = (value.Form, value.TypeName) switch
        {
            (ValueForm.Text, _) => true,
            (ValueForm.Boolean, _) => bool.TryParse(text, out _),
            (ValueForm.Guid, _) => Guid.TryParse(text, out _),
            (_, "int") => int.TryParse(text, Signed, invariant, out int number) && number.ToString(invariant) == text,
            (_, "long") => long.TryParse(text, Signed, invariant, out long number) && number.ToString(invariant) == text,
            (_, "byte") => byte.TryParse(text, Signed, invariant, out _),
            (_, "sbyte") => sbyte.TryParse(text, Signed, invariant, out _),
            (_, "short") => short.TryParse(text, Signed, invariant, out _),
            (_, "ushort") => ushort.TryParse(text, Signed, invariant, out _),
            (_, "uint") => uint.TryParse(text, Signed, invariant, out _),
            (_, "ulong") => ulong.TryParse(text, Signed, invariant, out _),
            (_, "float") => float.TryParse(text, NumberStyles.Float, invariant, out _),
            (_, "double") => double.TryParse(text, NumberStyles.Float, invariant, out _),
            (_, "decimal") => decimal.TryParse(text, NumberStyles.Number, invariant, out _),
            (_, "char") => text.Length == 1,
            _ => null,
        };
        if (fits == false) return null;
        return (value.Form, value.TypeName) switch
        {
            (ValueForm.Text, _) => SourceWriter.Quote(text),
            (_, "int" or "long") => text,
            _ => $"{Value}.Default<{value.TypeName}>({SourceWriter.Quote(text)})",
        };
    }

    /// <summary>The handler's own default, or null; null itself where the parameter has neither.</summary>
    private static string? AbsentOf(IParameterSymbol parameter)
    {
        string type = parameter.Type.ToDisplayString(Names.Full);
        if (parameter.HasExplicitDefaultValue) return DefaultValue.Of(parameter) ?? $"default({type})";
        bool isNullable = parameter.Type.IsReferenceType
            ? parameter.NullableAnnotation != NullableAnnotation.NotAnnotated
            : parameter.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };
        return isNullable ? $"default({type})" : null;
    }
}
