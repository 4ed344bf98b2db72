using Gatehouse.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Finds how values of a type are written in a request: the types of .NET by name, enums by member, others by parsing themselves.</summary>
internal sealed class ValueReader(KnownTypes known)
{
    private static readonly Dictionary<string, ValueForm> Forms = new(StringComparer.Ordinal)
    {
        ["System.Guid"] = ValueForm.Guid,
        ["System.DateOnly"] = ValueForm.Date,
        ["System.TimeOnly"] = ValueForm.Time,
        ["System.DateTime"] = ValueForm.DateTime,
        ["System.DateTimeOffset"] = ValueForm.DateTimeOffset,
        ["System.TimeSpan"] = ValueForm.TimeSpan,
        ["System.Uri"] = ValueForm.Uri,
        ["System.Int128"] = ValueForm.Integer,
        ["System.UInt128"] = ValueForm.Integer,
        ["System.Half"] = ValueForm.Number,
    };

    /// <summary>Null where nothing says how the type is written.</summary>
    public ValueModel? Read(ITypeSymbol type)
    {
        if (FormOf(type) is { } form) return new ValueModel(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(Names.Full), form);
        if (type is not INamedTypeSymbol { IsFileLocal: false } named) return null;
        return named.TypeKind switch
        {
            TypeKind.Enum => ReadEnum(named),
            TypeKind.Class or TypeKind.Struct => ReadParsable(named),
            _ => null,
        };
    }

    /// <summary>The type of the values that a parameter takes several of, and how it holds them.</summary>
    public static (ITypeSymbol Element, ArgumentArity Arity)? ElementOf(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { IsSZArray: true } array => (array.ElementType, ArgumentArity.Array),
        INamedTypeSymbol { TypeArguments.Length: 1 } list when FullNameOf(list.OriginalDefinition) is { } name => name switch
        {
            "System.Collections.Generic.List" or "System.Collections.Generic.IList" => (list.TypeArguments[0], ArgumentArity.List),
            "System.Collections.Generic.IReadOnlyList" or "System.Collections.Generic.IReadOnlyCollection" or "System.Collections.Generic.IEnumerable"
                => (list.TypeArguments[0], ArgumentArity.Array),
            _ => null,
        },
        _ => null,
    };

    private static ValueForm? FormOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_String => ValueForm.Text,
        SpecialType.System_Boolean => ValueForm.Boolean,
        SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
            or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64
            or SpecialType.System_IntPtr or SpecialType.System_UIntPtr => ValueForm.Integer,
        SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal => ValueForm.Number,
        SpecialType.System_DateTime => ValueForm.DateTime,
        _ => type is INamedTypeSymbol { Arity: 0 } named && FullNameOf(named) is { } name && Forms.TryGetValue(name, out ValueForm form) ? form : null,
    };

    private static string? FullNameOf(INamedTypeSymbol type) =>
        type is { ContainingType: null, ContainingNamespace: { IsGlobalNamespace: false } space } ? $"{space.ToDisplayString()}.{type.Name}" : null;

    private static ValueModel ReadEnum(INamedTypeSymbol type)
    {
        string name = type.ToDisplayString(Names.Full);
        bool isFlags = type.GetAttributes().Any(attribute => attribute.AttributeClass is { } flags && FullNameOf(flags) == "System.FlagsAttribute");
        IEnumerable<string> members = type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue).Select(field => field.Name);
        return new ValueModel(name, ValueForm.Enum, new EnumModel(name, type.Name, isFlags, members.ToEquatableArray()));
    }

    private ValueModel? ReadParsable(INamedTypeSymbol type)
    {
        ValueForm? form = ParsesItself(type, known.Utf8SpanParsable) ? ValueForm.Utf8Parsable
            : ParsesItself(type, known.SpanParsable) ? ValueForm.Parsable
            : null;
        return form is { } parsed ? new ValueModel(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(Names.Full), parsed) : null;
    }

    private static bool ParsesItself(INamedTypeSymbol type, INamedTypeSymbol? contract) => type.AllInterfaces.Any(implemented =>
        KnownTypes.IsOf(implemented, contract) && SymbolEqualityComparer.Default.Equals(implemented.TypeArguments[0], type));
}
