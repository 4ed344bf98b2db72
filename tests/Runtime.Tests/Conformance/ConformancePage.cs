using System.Reflection;
using System.Text;

namespace Gatehouse.Runtime.Tests.Conformance;

/// <summary>Writes docs/http-conformance.md from the attributes of the tests, and from the reasons for which we differ from Kestrel.</summary>
internal static class ConformancePage
{
    private static readonly Dictionary<string, string> Titles = new()
    {
        ["9112"] = "HTTP/1.1",
        ["9112 2.2"] = "Message Parsing",
        ["9112 2.3"] = "HTTP Version",
        ["9112 3"] = "Request Line",
        ["9112 3.1"] = "Method",
        ["9112 3.2"] = "Request Target",
        ["9112 3.2.1"] = "origin-form",
        ["9112 3.2.2"] = "absolute-form",
        ["9112 3.2.3"] = "authority-form",
        ["9112 3.2.4"] = "asterisk-form",
        ["9112 4"] = "Status Line",
        ["9112 5.1"] = "Field Line Parsing",
        ["9112 5.2"] = "Obsolete Line Folding",
        ["9112 6"] = "Message Body",
        ["9112 6.1"] = "Transfer-Encoding",
        ["9112 6.2"] = "Content-Length",
        ["9112 6.3"] = "Message Body Length",
        ["9112 7"] = "Transfer Codings",
        ["9112 7.1"] = "Chunked Transfer Coding",
        ["9112 7.1.1"] = "Chunk Extensions",
        ["9112 7.1.2"] = "Chunked Trailer Section",
        ["9112 8"] = "Handling Incomplete Messages",
        ["9112 9.3"] = "Persistence",
        ["9112 9.3.2"] = "Pipelining",
        ["9112 9.5"] = "Failures and Timeouts",
        ["9112 9.6"] = "Tear-down",
        ["9112 11.1"] = "Response Splitting",
        ["9112 11.2"] = "Request Smuggling",
        ["9112 C.2.2"] = "Keep-Alive Connections",
        ["9110"] = "HTTP Semantics",
        ["9110 2.5"] = "Protocol Version",
        ["9110 4.2.1"] = "http URI Scheme",
        ["9110 4.2.3"] = "http(s) Normalization and Comparison",
        ["9110 4.2.4"] = "Deprecation of userinfo in http(s) URIs",
        ["9110 5.1"] = "Field Names",
        ["9110 5.2"] = "Field Lines and Combined Field Value",
        ["9110 5.3"] = "Field Order",
        ["9110 5.4"] = "Field Limits",
        ["9110 5.5"] = "Field Values",
        ["9110 5.6.1"] = "Lists",
        ["9110 5.6.7"] = "Date/Time Formats",
        ["9110 6.5.1"] = "Limitations on Use of Trailers",
        ["9110 6.6.1"] = "Date",
        ["9110 6.6.2"] = "Trailer",
        ["9110 7.4"] = "Rejecting Misdirected Requests",
        ["9110 7.6.1"] = "Connection",
        ["9110 7.8"] = "Upgrade",
        ["9110 8.6"] = "Content-Length",
        ["9110 9.1"] = "Methods: Overview",
        ["9110 9.3.2"] = "HEAD",
        ["9110 9.3.6"] = "CONNECT",
        ["9110 9.3.7"] = "OPTIONS",
        ["9110 9.3.8"] = "TRACE",
        ["9110 10.1.1"] = "Expect",
        ["9110 10.2.4"] = "Server",
        ["9110 15"] = "Status Codes",
        ["9110 15.2"] = "Informational 1xx",
        ["9110 15.3.6"] = "205 Reset Content",
        ["9110 15.4.5"] = "304 Not Modified",
        ["9110 15.5.6"] = "405 Method Not Allowed",
        ["9110 15.5.9"] = "408 Request Timeout",
        ["9110 15.5.14"] = "413 Content Too Large",
        ["9110 15.5.18"] = "417 Expectation Failed",
        ["9110 15.5.22"] = "426 Upgrade Required",
        ["9110 15.6.6"] = "505 HTTP Version Not Supported",
        ["9113"] = "HTTP/2",
        ["9113 3.4"] = "HTTP/2 Connection Preface",
        ["6585"] = "Additional HTTP Status Codes",
        ["6585 5"] = "431 Request Header Fields Too Large",
        ["3986"] = "URI: Generic Syntax",
        ["3986 2"] = "Characters",
    };

    private static readonly string[] Rfcs = ["9112", "9110", "3986", "6585", "9113"];

    /// <summary>The rules, each with the test that shows it.</summary>
    public static IReadOnlyList<(ConformsAttribute Rule, MethodInfo Test)> Rules { get; } =
    [
        .. typeof(ConformancePage).Assembly.GetTypes().SelectMany(t => t.GetMethods())
            .SelectMany(m => m.GetCustomAttributes<ConformsAttribute>().Select(rule => (Rule: rule, Test: m)))
            .OrderBy(r => Array.IndexOf(Rfcs, r.Rule.Rfc)).ThenBy(r => r.Rule.Section, Comparer<string>.Create(CompareSections))
            .ThenBy(r => r.Test.DeclaringType!.Name, StringComparer.Ordinal).ThenBy(r => r.Test.MetadataToken),
    ];

    public static string Write()
    {
        var page = new StringBuilder();
        page.Append("""
            # HTTP conformance

            What the engine does with the rules of RFC 9112, RFC 9110 and a few others that concern an origin server. **This page is
            written by a test from the attributes of the tests** (`tests/Runtime.Tests/Conformance`): every row is shown by the test that
            it names. Where that test refuses bytes, the parser has refused them in every cut, byte by byte, and behind another request;
            and a connection has answered with that status, with `Connection: close`, and without calling the application.

            "closed" means that nothing which follows on the connection is looked at. Of two ways to read a message the engine takes
            neither: where a rule says MAY, it takes the stricter side, because a proxy in front may take the other one.

            Left to the application, because only it knows: which methods a path has beyond its routes, WWW-Authenticate with a 401
            (RFC 9110 section 15.5.2), Allow with a 405 that it makes itself, Upgrade with a 426, and what a body means.

            """);
        foreach (var rfc in Rules.GroupBy(r => r.Rule.Rfc))
        {
            page.Append($"\n## RFC {rfc.Key}: {Titles[rfc.Key]}\n");
            foreach (var section in rfc.GroupBy(r => r.Rule.Section))
            {
                page.Append($"\n### {section.Key} {Titles[$"{rfc.Key} {section.Key}"]}\n\n");
                page.Append("| rule | what we answer | test |\n|---|---|---|\n");
                foreach ((ConformsAttribute rule, MethodInfo test) in section)
                    page.Append($"| {rule.Rule} | {rule.Answer} | `{test.DeclaringType!.Name}.{test.Name}` |\n");
            }
        }

        return page.Append('\n').Append(KestrelDifferences.Write()).ToString();
    }

    public static bool HasTitle(ConformsAttribute rule) => Rfcs.Contains(rule.Rfc) && Titles.ContainsKey($"{rule.Rfc} {rule.Section}");

    private static int CompareSections(string? one, string? two)
    {
        string[] left = one!.Split('.'), right = two!.Split('.');
        for (int i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            bool numbers = int.TryParse(left[i], out int a) & int.TryParse(right[i], out int b);
            int order = numbers ? a.CompareTo(b) : string.CompareOrdinal(left[i], right[i]);
            if (order != 0) return order;
        }

        return left.Length.CompareTo(right.Length);
    }
}
