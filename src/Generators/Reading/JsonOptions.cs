using System.Text;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>What the app's JSON context says of names and values, as far as a schema shows it.</summary>
/// <param name="NamingPolicy">A <c>JsonKnownNamingPolicy</c>; empty for names as they are.</param>
/// <param name="EnumsAreText">Whether enums are written by their names.</param>
/// <param name="SkipsReadOnly">Whether properties that cannot be set are left out.</param>
/// <param name="IncludesFields">Whether public fields are written.</param>
/// <param name="RequiresConstructorParameters">Whether a constructor's parameters without a default must be there.</param>
internal sealed record JsonOptions(
    string NamingPolicy, bool EnumsAreText, bool SkipsReadOnly, bool IncludesFields, bool RequiresConstructorParameters)
{
    private const string Serialization = "System.Text.Json.Serialization";

    // By their values, as an attribute's constant has them.
    private static readonly IReadOnlyList<string> Policies =
        ["", "CamelCase", "SnakeCaseLower", "SnakeCaseUpper", "KebabCaseLower", "KebabCaseUpper"];

    public static JsonOptions Default { get; } = new("", false, false, false, false);

    /// <summary>The options of the context that the app names by <c>[GatewayJson]</c>.</summary>
    public static JsonOptions Of(INamedTypeSymbol app)
    {
        AttributeData? named = app.GetAttributes().FirstOrDefault(attribute => Is(attribute, "Gatehouse", "GatewayJsonAttribute"));
        if (named is not { ConstructorArguments.Length: 1 } || named.ConstructorArguments[0].Value is not INamedTypeSymbol context) return Default;
        if (Find(context, "JsonSourceGenerationOptionsAttribute") is not { } attribute) return Default;

        // JsonSerializerDefaults.Web is 1: the names of the web are in camel case.
        JsonOptions options = attribute.ConstructorArguments.Length == 1 && attribute.ConstructorArguments[0].Value is 1
            ? Default with { NamingPolicy = "CamelCase" }
            : Default;
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            options = (argument.Key, argument.Value.Kind == TypedConstantKind.Array ? null : argument.Value.Value) switch
            {
                ("PropertyNamingPolicy", int policy) when policy >= 0 && policy < Policies.Count => options with { NamingPolicy = Policies[policy] },
                ("UseStringEnumConverter", bool value) => options with { EnumsAreText = value },
                ("IgnoreReadOnlyProperties", bool value) => options with { SkipsReadOnly = value },
                ("IncludeFields", bool value) => options with { IncludesFields = value },
                ("RespectRequiredConstructorParameters", bool value) => options with { RequiresConstructorParameters = value },
                _ => options,
            };
        }

        return options;
    }

    /// <summary>An attribute of System.Text.Json.</summary>
    public static AttributeData? Find(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(attribute => Is(attribute, Serialization, name));

    public string NameOf(string member) => NamingPolicy switch
    {
        "CamelCase" => CamelCase(member),
        "SnakeCaseLower" => Words(member, '_', isUpper: false),
        "SnakeCaseUpper" => Words(member, '_', isUpper: true),
        "KebabCaseLower" => Words(member, '-', isUpper: false),
        "KebabCaseUpper" => Words(member, '-', isUpper: true),
        _ => member,
    };

    /// <summary>Whether an attribute is one of System.Text.Json's.</summary>
    public static bool Is(AttributeData attribute, string name) => Is(attribute, Serialization, name);

    private static bool Is(AttributeData attribute, string space, string name) =>
        attribute.AttributeClass is { } type && type.Name == name && type.ContainingNamespace?.ToDisplayString() == space;

    /// <summary>As JsonNamingPolicy.CamelCase: the capitals at the front, but not the last of them before a small letter.</summary>
    private static string CamelCase(string name)
    {
        char[] letters = name.ToCharArray();
        for (int i = 0; i < letters.Length; i++)
        {
            if (!char.IsUpper(letters[i])) break;
            bool isLastCapital = i > 0 && i + 1 < letters.Length && !char.IsUpper(letters[i + 1]);
            if (isLastCapital) break;
            letters[i] = char.ToLowerInvariant(letters[i]);
        }

        return new string(letters);
    }

    /// <summary>
    /// As the separated policies: a word begins at a capital after a small letter or digit, and at the last of several
    /// capitals before a small letter. What is neither letter nor digit stays, and begins anew.
    /// </summary>
    private static string Words(string name, char separator, bool isUpper)
    {
        var words = new StringBuilder();
        bool inWord = false;
        bool afterCapital = false;
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (!char.IsLetterOrDigit(c))
            {
                words.Append(c);
                inWord = false;
                continue;
            }

            bool isCapital = char.IsUpper(c);
            bool endsCapitals = i + 1 < name.Length && char.IsLower(name[i + 1]);
            if (inWord && isCapital && (!afterCapital || endsCapitals)) words.Append(separator);
            words.Append(isUpper ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            inWord = true;
            afterCapital = isCapital;
        }

        return words.ToString();
    }
}
