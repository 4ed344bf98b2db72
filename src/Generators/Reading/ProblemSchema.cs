using Gatehouse.Generators.Model;

namespace Gatehouse.Generators.Reading;

/// <summary>The body of an answer to a request that does not bind (RFC 9457).</summary>
internal static class ProblemSchema
{
    // Not the name of any type in C#.
    public const string Key = "problem+json";

    public static ComponentSchema Component { get; } = new(
        Key,
        "Problem",
        "{\"type\":\"object\",\"description\":\"A problem document (RFC 9457).\",\"properties\":{"
        + "\"type\":{\"type\":\"string\",\"format\":\"uri-reference\"},"
        + "\"title\":{\"type\":\"string\"},"
        + "\"status\":{\"type\":\"integer\",\"format\":\"int32\"},"
        + "\"detail\":{\"type\":\"string\"},"
        + "\"source\":{\"type\":\"string\",\"enum\":[\"path\",\"query\",\"header\",\"form\",\"body\"]},"
        + "\"parameter\":{\"type\":\"string\"},"
        + "\"expected\":{\"type\":\"string\"},"
        + "\"line\":{\"type\":\"integer\",\"format\":\"int64\"},"
        + "\"position\":{\"type\":\"integer\",\"format\":\"int64\"},"
        + "\"path\":{\"type\":\"string\"}}}");
}
