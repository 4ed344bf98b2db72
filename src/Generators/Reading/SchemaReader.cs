using System.Globalization;
using Gatehouse.Generators.Emitting;
using Gatehouse.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>
/// Writes JSON Schema 2020-12 of types as System.Text.Json writes their values. Classes and structs become components,
/// referred to by <see cref="Reference"/>, so that a type may hold itself.
/// </summary>
/// <param name="options">How the app's context names things.</param>
/// <param name="unknown">Told of a type that no schema can express, and why.</param>
/// <param name="cancellationToken">Stops it.</param>
internal sealed class SchemaReader(JsonOptions options, Action<ITypeSymbol, string> unknown, CancellationToken cancellationToken)
{
    private const string Anything = "{}";

    private readonly Dictionary<string, ComponentSchema> components = new(StringComparer.Ordinal);
    private readonly HashSet<string> begun = new(StringComparer.Ordinal);

    /// <summary>What the schemas so far refer to, in the order in which they were first met.</summary>
    public IEnumerable<ComponentSchema> Components => begun.Where(components.ContainsKey).Select(key => components[key]);

    /// <summary>How schemas refer to a component, until it has its final name.</summary>
    public static string Reference(string key) => $"{{\"$ref\":\"#/components/schemas/{key}\"}}";

    /// <summary>What a reference refers to, as a value of its own.</summary>
    public static string TargetOf(string reference) => reference.Substring("{\"$ref\":".Length).TrimEnd('}');

    /// <summary>The schema of a value in JSON.</summary>
    public string ReadJson(ITypeSymbol type)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Nullable(type) is { } underlying) return OrNull(ReadJson(underlying));
        string schema = ReadNotNull(type);
        return type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated } ? OrNull(schema) : schema;
    }

    /// <summary>The schema of a value that is written as text: in a path, a query, a header or a form.</summary>
    public string ReadText(ITypeSymbol type)
    {
        if (Nullable(type) is { } underlying) return ReadText(underlying);
        if (KnownSchemas.Of(type) is { } known) return known;
        if (type.TypeKind == TypeKind.Enum) return EnumNames((INamedTypeSymbol)type);
        if (type is IArrayTypeSymbol array) return Items(ReadText(array.ElementType));
        return ElementOf(type) is { } element ? Items(ReadText(element)) : "{\"type\":\"string\"}";
    }

    private static string Items(string element) => $"{{\"type\":\"array\",\"items\":{element}}}";

    /// <summary>The type that can be null here; null for one that cannot, or is no value type.</summary>
    public static ITypeSymbol? Nullable(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } named ? named.TypeArguments[0] : null;

    /// <summary>Null too: as one more type where there is a type, else as an alternative.</summary>
    private static string OrNull(string schema)
    {
        const string typed = "{\"type\":\"";
        if (schema == Anything) return schema;
        if (!schema.StartsWith(typed, StringComparison.Ordinal) || schema.Contains("\"enum\":"))
            return $"{{\"anyOf\":[{schema},{{\"type\":\"null\"}}]}}";
        int end = schema.IndexOf('"', typed.Length);
        return $"{{\"type\":[\"{schema.Substring(typed.Length, end - typed.Length)}\",\"null\"]{schema.Substring(end + 1)}";
    }

    private string ReadNotNull(ITypeSymbol type)
    {
        if (KnownSchemas.Of(type) is { } known) return known;
        if (JsonOptions.Find(type, "JsonConverterAttribute") is { } converter && type.TypeKind != TypeKind.Enum)
            return Unknown(type, $"its converter '{(converter.ConstructorArguments.FirstOrDefault().Value as ITypeSymbol)?.Name}' decides what it looks like");
        if (type.TypeKind == TypeKind.Enum) return ReadEnum((INamedTypeSymbol)type, isText: IsTextEnum(type));
        if (type is IArrayTypeSymbol array)
            return array.IsSZArray ? Items(ReadJson(array.ElementType)) : Unknown(type, "System.Text.Json writes no arrays of several dimensions");
        if (ValueOfMap(type) is { } value) return $"{{\"type\":\"object\",\"additionalProperties\":{ReadJson(value)}}}";
        if (ElementOf(type) is { } element) return Items(ReadJson(element));
        return type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } named
            ? ReadObject(named)
            : Unknown(type, "it is no type of data");
    }

    private string Unknown(ITypeSymbol type, string reason)
    {
        unknown(type, reason);
        return Anything;
    }

    private static ITypeSymbol? ValueOfMap(ITypeSymbol type) =>
        Contracts(type, "IDictionary", 2).Concat(Contracts(type, "IReadOnlyDictionary", 2)).FirstOrDefault()?.TypeArguments[1];

    /// <summary>What a sequence has; null for what is none.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol type) =>
        Contracts(type, "IEnumerable", 1).Concat(Contracts(type, "IAsyncEnumerable", 1)).FirstOrDefault()?.TypeArguments[0];

    private static IEnumerable<INamedTypeSymbol> Contracts(ITypeSymbol type, string name, int arity) =>
        (type is INamedTypeSymbol self ? type.AllInterfaces.Prepend(self) : type.AllInterfaces).Where(contract =>
            contract.Name == name && contract.Arity == arity && contract.ContainingNamespace?.ToDisplayString() == "System.Collections.Generic");

    private bool IsTextEnum(ITypeSymbol type) =>
        options.EnumsAreText
        || (JsonOptions.Find(type, "JsonConverterAttribute")?.ConstructorArguments.FirstOrDefault().Value as ITypeSymbol)?.Name == "JsonStringEnumConverter";

    private string ReadEnum(INamedTypeSymbol type, bool isText)
    {
        string key = KeyOf(type);
        if (!begun.Add(key)) return Reference(key);
        string schema = isText ? EnumNames(type) : EnumNumbers(type);
        components[key] = new ComponentSchema(key, NameOf(type), Described(schema, DocComment.Of(type, cancellationToken).Summary, isDeprecated: false));
        return Reference(key);
    }

    private static bool IsFlags(INamedTypeSymbol type) => type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "FlagsAttribute");

    private static IEnumerable<IFieldSymbol> MembersOf(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue);

    /// <summary>Names, unless they can be combined.</summary>
    private static string EnumNames(INamedTypeSymbol type)
    {
        if (IsFlags(type)) return "{\"type\":\"string\"}";
        IEnumerable<string> names = MembersOf(type).Select(field =>
            JsonOptions.Find(field, "JsonStringEnumMemberNameAttribute")?.ConstructorArguments.FirstOrDefault().Value as string ?? field.Name);
        return $"{{\"type\":\"string\",\"enum\":{new JsonWriter().Values(names.Distinct())}}}";
    }

    private static string EnumNumbers(INamedTypeSymbol type)
    {
        string integer = type.EnumUnderlyingType is { } underlying && KnownSchemas.Of(underlying) is { } known ? known : "{\"type\":\"integer\"}";
        if (IsFlags(type)) return integer;
        IEnumerable<string> values = MembersOf(type).Select(field => Convert.ToString(field.ConstantValue, CultureInfo.InvariantCulture)!).Distinct();
        return $"{integer.Substring(0, integer.Length - 1)},\"enum\":[{string.Join(",", values)}]}}";
    }

    private string ReadObject(INamedTypeSymbol type)
    {
        string key = KeyOf(type);
        if (!begun.Add(key)) return Reference(key);
        string schema = JsonHierarchy.Of(type) is { } hierarchy ? ReadAlternatives(type, hierarchy) : ReadMembers(type, null, null);
        components[key] = new ComponentSchema(key, NameOf(type), schema);
        return Reference(key);
    }

    /// <summary>
    /// A base class as one of what derives from it. The alternatives are components beside those of the classes themselves, which by
    /// themselves are written without what tells them apart.
    /// </summary>
    private string ReadAlternatives(INamedTypeSymbol type, JsonHierarchy hierarchy)
    {
        var alternatives = new List<(string Reference, JsonAlternative Alternative)>();
        foreach (JsonAlternative alternative in hierarchy.Alternatives)
        {
            string key = $"{KeyOf(type)}.as.{KeyOf(alternative.Type)}";
            if (!begun.Add(key)) continue;
            string name = KnownTypes.Is(alternative.Type, type) ? $"{NameOf(type)}Itself" : $"{NameOf(type)}{NameOf(alternative.Type)}";
            components[key] = new ComponentSchema(key, name, ReadMembers(alternative.Type, hierarchy.PropertyName, alternative.Discriminator));
            alternatives.Add((Reference(key), alternative));
        }

        // With a discriminator each, no value fits two. OpenAPI's own discriminator is text.
        bool isExact = alternatives.TrueForAll(one => one.Alternative.Discriminator is not null);
        var json = new JsonWriter();
        json.Object(() =>
        {
            if (DocComment.Of(type, cancellationToken).Summary is { } summary) json.Name("description").Value(summary);
            json.Name(isExact ? "oneOf" : "anyOf").Raw($"[{string.Join(",", alternatives.Select(one => one.Reference))}]");
            if (!alternatives.TrueForAll(one => one.Alternative.Discriminator is string)) return;
            json.Name("discriminator").Object(() =>
            {
                json.Name("propertyName").Value(hierarchy.PropertyName);
                json.Name("mapping").Object(() =>
                {
                    foreach ((string reference, JsonAlternative alternative) in alternatives)
                        json.Name((string)alternative.Discriminator!).Raw(TargetOf(reference));
                });
            });
        });
        return json.ToString();
    }

    /// <summary>An object with its members, and before them what tells it from others, if anything does.</summary>
    private string ReadMembers(INamedTypeSymbol type, string? propertyName, object? discriminator)
    {
        DocComment comment = DocComment.Of(type, cancellationToken);
        List<JsonMember> all = [.. new JsonMembers(options).Of(type)];
        List<string> required = [.. all.Where(member => member.IsRequired).Select(member => member.Name)];
        if (discriminator is not null) required.Insert(0, propertyName!);
        var json = new JsonWriter();
        json.Object(() =>
        {
            json.Name("type").Value("object");
            if (comment.Summary is { } summary) json.Name("description").Value(summary);
            if (required.Count > 0) json.Name("required").Values(required);
            json.Name("properties").Object(() =>
            {
                if (discriminator is not null) json.Name(propertyName!).Raw(Constant(discriminator));
                foreach (JsonMember member in all) json.Name(member.Name).Raw(ReadMember(member, comment));
            });
        });
        return json.ToString();
    }

    private static string Constant(object value) => value is string text
        ? $"{{\"type\":\"string\",\"const\":{new JsonWriter().Value(text)}}}"
        : $"{{\"type\":\"integer\",\"const\":{Convert.ToString(value, CultureInfo.InvariantCulture)}}}";

    private string ReadMember(JsonMember member, DocComment declaring)
    {
        // The member's own comment; of a positional record, the parameter's.
        string? description = DocComment.Of(member.Symbol, cancellationToken).Summary ?? declaring.Parameter(member.Symbol.Name);
        string schema = JsonOptions.Find(member.Symbol, "JsonConverterAttribute") switch
        {
            null => ReadJson(member.Type),
            var converter when (Nullable(member.Type) ?? member.Type) is INamedTypeSymbol { TypeKind: TypeKind.Enum } values
                && (converter.ConstructorArguments.FirstOrDefault().Value as ITypeSymbol)?.Name == "JsonStringEnumConverter" =>
                Nullable(member.Type) is null ? EnumNames(values) : OrNull(EnumNames(values)),
            _ => Unknown(member.Type, $"the converter of '{member.Symbol.Name}' decides what it looks like"),
        };
        if (member.IsReadOnly) schema = With(schema, "\"readOnly\":true");
        return Described(schema, description, member.Symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ObsoleteAttribute"));
    }

    private static string Described(string schema, string? description, bool isDeprecated)
    {
        if (description is not null) schema = With(schema, $"\"description\":{new JsonWriter().Value(description)}");
        return isDeprecated ? With(schema, "\"deprecated\":true") : schema;
    }

    public static string With(string schema, string keyword) =>
        schema == Anything ? $"{{{keyword}}}" : $"{schema.Substring(0, schema.Length - 1)},{keyword}}}";

    private static string KeyOf(INamedTypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(Names.Full)
        .Replace("global::", "").Replace("@", "").Replace("\"", "");

    /// <summary>The type's name; of a generic one PageOfPet.</summary>
    private static string NameOf(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { TypeArguments.Length: > 0 } generic => $"{generic.Name}Of{string.Join("And", generic.TypeArguments.Select(NameOf))}",
        IArrayTypeSymbol array => $"ListOf{NameOf(array.ElementType)}",
        _ => type.Name,
    };
}
