using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>
/// Validates against a JSON Schema of draft 2020-12: the keywords that the schema of OpenAPI 3.1 uses, and no others. One
/// that it does not know is a failure of the test, not of the document.
/// </summary>
/// <param name="root">The schema.</param>
internal sealed class JsonSchema(JsonObject root)
{
    /// <summary>Keywords that say nothing of a value, or are read with others.</summary>
    private static readonly HashSet<string> Silent =
        ["$schema", "$id", "$comment", "$defs", "$dynamicAnchor", "description", "default", "then", "else", "format"];

    /// <summary>What is wrong with a document; empty for nothing.</summary>
    public IReadOnlyList<string> Validate(JsonNode document)
    {
        var faults = new List<string>();
        Check(root, document, "", faults, []);
        return faults;
    }

    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="place">Where it stands, as a JSON pointer.</param>
    /// <param name="faults">Gets what is wrong.</param>
    /// <param name="evaluated">Gets the properties that the schema says something of.</param>
    private void Check(JsonNode? schema, JsonNode? value, string place, List<string> faults, HashSet<string> evaluated)
    {
        if (schema is JsonValue known)
        {
            if (!known.GetValue<bool>()) faults.Add($"{place}: nothing may stand here");
            return;
        }

        var keywords = (JsonObject)schema!;
        foreach ((string keyword, JsonNode? argument) in keywords)
        {
            // Last, since it depends on what all others evaluate.
            if (keyword == "unevaluatedProperties") continue;
            CheckKeyword(keywords, keyword, argument, value, place, faults, evaluated);
        }

        if (keywords["unevaluatedProperties"] is { } rest && value is JsonObject whole)
        {
            foreach ((string name, JsonNode? property) in whole.Where(property => !evaluated.Contains(property.Key)).ToList())
            {
                Check(rest, property, $"{place}/{name}", faults, []);
                evaluated.Add(name);
            }
        }
    }

    private void CheckKeyword(
        JsonObject schema, string keyword, JsonNode? argument, JsonNode? value, string place, List<string> faults, HashSet<string> evaluated)
    {
        switch (keyword)
        {
            case "$ref":
                Check(Resolve((string)argument!), value, place, faults, evaluated);
                break;
            case "$dynamicRef":
                // One document has each anchor once: the dynamic scope has no other.
                Check(Anchor(root, ((string)argument!)[1..]) ?? throw new InvalidOperationException($"No anchor {argument}"), value, place, faults, evaluated);
                break;
            case "type":
                string[] types = argument is JsonArray several ? [.. several.Select(type => (string)type!)] : [(string)argument!];
                if (!types.Any(type => IsOf(type, value))) faults.Add($"{place}: is not of type {string.Join(", ", types)}");
                break;
            case "const":
                if (!JsonNode.DeepEquals(argument, value)) faults.Add($"{place}: is not {argument?.ToJsonString()}");
                break;
            case "enum":
                if (!((JsonArray)argument!).Any(allowed => JsonNode.DeepEquals(allowed, value))) faults.Add($"{place}: is none of {argument!.ToJsonString()}");
                break;
            case "pattern":
                if (value is JsonValue text && text.TryGetValue(out string? said) && !Regex.IsMatch(said, (string)argument!))
                    faults.Add($"{place}: '{said}' does not match {argument}");
                break;
            case "minItems":
                if (value is JsonArray array && array.Count < (int)argument!) faults.Add($"{place}: has fewer than {argument} items");
                break;
            case "minProperties":
                if (value is JsonObject few && few.Count < (int)argument!) faults.Add($"{place}: has fewer than {argument} properties");
                break;
            case "maxProperties":
                if (value is JsonObject many && many.Count > (int)argument!) faults.Add($"{place}: has more than {argument} properties");
                break;
            case "required":
                foreach (JsonNode? name in (JsonArray)argument!)
                {
                    if (value is JsonObject owner && !owner.ContainsKey((string)name!)) faults.Add($"{place}: lacks '{name}'");
                }

                break;
            case "items":
                for (int i = 0; value is JsonArray items && i < items.Count; i++) Check(argument, items[i], $"{place}/{i}", faults, []);
                break;
            case "properties":
            case "patternProperties":
            case "additionalProperties":
            case "propertyNames":
            case "dependentSchemas":
                if (value is JsonObject properties) CheckProperties(schema, keyword, argument, properties, place, faults, evaluated);
                break;
            case "allOf":
                foreach (JsonNode? part in (JsonArray)argument!) Check(part, value, place, faults, evaluated);
                break;
            case "anyOf":
            case "oneOf":
                int matching = ((JsonArray)argument!).Count(part => Holds(part, value, place, evaluated));
                if (matching == 0 || (keyword == "oneOf" && matching > 1)) faults.Add($"{place}: matches {matching} of the alternatives of {keyword}");
                break;
            case "not":
                if (Holds(argument, value, place, [])) faults.Add($"{place}: matches what it must not");
                break;
            case "if":
                string branch = Holds(argument, value, place, evaluated) ? "then" : "else";
                if (schema[branch] is { } next) Check(next, value, place, faults, evaluated);
                break;
            default:
                if (!Silent.Contains(keyword)) throw new NotSupportedException($"The validator does not know '{keyword}'.");
                break;
        }
    }

    private void CheckProperties(
        JsonObject schema, string keyword, JsonNode? argument, JsonObject value, string place, List<string> faults, HashSet<string> evaluated)
    {
        foreach ((string name, JsonNode? property) in value)
        {
            switch (keyword)
            {
                case "properties" when argument![name] is { } declared:
                    Evaluate(declared);
                    break;
                case "patternProperties":
                    foreach ((string pattern, JsonNode? matching) in (JsonObject)argument!)
                    {
                        if (Regex.IsMatch(name, pattern)) Evaluate(matching);
                    }

                    break;
                case "additionalProperties" when !IsDeclared(schema, name):
                    Evaluate(argument);
                    break;
                case "propertyNames":
                    Check(argument, JsonValue.Create(name), $"{place}/{name} (its name)", faults, []);
                    break;
                case "dependentSchemas" when argument![name] is { } dependent:
                    Check(dependent, value, place, faults, evaluated);
                    break;
            }

            void Evaluate(JsonNode? part)
            {
                evaluated.Add(name);
                Check(part, property, $"{place}/{name}", faults, []);
            }
        }
    }

    private static bool IsDeclared(JsonObject schema, string name) =>
        (schema["properties"] is JsonObject properties && properties.ContainsKey(name))
        || (schema["patternProperties"] is JsonObject patterns && patterns.Any(pattern => Regex.IsMatch(name, pattern.Key)));

    /// <summary>Whether a value matches; only then what the schema evaluates counts.</summary>
    private bool Holds(JsonNode? schema, JsonNode? value, string place, HashSet<string> evaluated)
    {
        var faults = new List<string>();
        var own = new HashSet<string>();
        Check(schema, value, place, faults, own);
        if (faults.Count > 0) return false;
        evaluated.UnionWith(own);
        return true;
    }

    private JsonNode Resolve(string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal)) throw new NotSupportedException($"The validator does not know '{reference}'.");
        JsonNode node = root;
        foreach (string part in reference[2..].Split('/')) node = node[part] ?? throw new InvalidOperationException($"Nothing at {reference}");
        return node;
    }

    private static JsonNode? Anchor(JsonNode? node, string name) => node switch
    {
        JsonObject schema when (schema["$dynamicAnchor"] as JsonValue)?.GetValue<string>() == name => schema,
        JsonObject schema => schema.Select(member => Anchor(member.Value, name)).FirstOrDefault(found => found is not null),
        JsonArray parts => parts.Select(part => Anchor(part, name)).FirstOrDefault(found => found is not null),
        _ => null,
    };

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("object", JsonValueKind.Object) => true,
        ("array", JsonValueKind.Array) => true,
        ("string", JsonValueKind.String) => true,
        ("number" or "integer", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("null", JsonValueKind.Null) => true,
        _ => false,
    };
}
