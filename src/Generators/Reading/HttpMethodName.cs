namespace Gatehouse.Generators.Reading;

/// <summary>Names of request methods (RFC 9110 section 9.1): tokens, and the case counts.</summary>
internal static class HttpMethodName
{
    private const string TokenMarks = "!#$%&'*+-.^_`|~";

    private static readonly string[] Standard = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

    /// <summary>What is wrong with it as a route's method; null if nothing.</summary>
    public static string? FaultOf(string name)
    {
        if (name.Length == 0) return "it is empty";
        if (!name.All(IsTokenCharacter)) return "it is no token (RFC 9110 section 9.1)";
        if (name == "CONNECT") return "the engine refuses it: this is no proxy (RFC 9110 section 9.3.6)";
        string upper = name.ToUpperInvariant();
        return name != upper && Standard.Contains(upper) ? $"methods are case-sensitive: write '{upper}'" : null;
    }

    private static bool IsTokenCharacter(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') || TokenMarks.IndexOf(c) >= 0;
}
