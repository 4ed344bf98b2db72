namespace Gatehouse.EndToEnd;

/// <summary>Requests of a client that claims to be somebody else: each forwarding header in every way that one can be sent.</summary>
internal static class Forgeries
{
    public const string Host = "mirror.example";

    private const string Address = "203.0.113.9";
    private const string Site = "evil.example";
    private const string Path = "/evil";

    private static readonly (string Name, string Value)[] Headers =
    [
        ("X-Forwarded-For", Address),
        ("X-Forwarded-For", $"{Address}, 198.51.100.7"),
        ("X-Forwarded-For", $"{Address}, 127.0.0.1"),
        ("X-Forwarded-For", "unix:"),
        ("X-Forwarded-For", "\""),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", Site),
        ("X-Forwarded-Port", "8443"),
        ("X-Forwarded-Prefix", Path),
        ("X-Forwarded-Ssl", "on"),
        ("X-Forwarded-Scheme", "https"),
        ("X-Forwarded-Server", Site),
        ("Forwarded", $"for={Address};proto=https;host={Site}"),
        ("Forwarded", $"for=\"{Address}"),
        ("X-Real-IP", Address),
        ("X-Client-IP", Address),
        ("True-Client-IP", Address),
        ("CF-Connecting-IP", Address),
        ("X-FHost", Site),
        ("X-Original-Host", Site),
        ("X-Original-URL", Path),
        ("X-Rewrite-URL", Path),
    ];

    /// <summary>Requests for another host, with a trailer that may not be one, or that are none: they may be refused, and may not be believed.</summary>
    public static IEnumerable<(string What, string Request)> Improper()
    {
        foreach ((string name, string value) in Headers)
        {
            string field = $"{name}: {value}";
            yield return ($"{field} as trailer", Post($"Transfer-Encoding: chunked\r\nTrailer: {name}\r\n", $"2\r\nok\r\n0\r\n{field}\r\n\r\n"));
        }

        yield return ("an absolute-form target of another scheme", Target($"https://{Host}/believed", ""));
        yield return ("an absolute-form target of another host", Target($"http://{Site}/believed", ""));
        yield return ("an absolute-form target with user information", Target($"http://{Site}@{Host}/believed", ""));
        yield return ("another host", $"GET /believed HTTP/1.1\r\nHost: {Site}\r\nConnection: close\r\n\r\n");
        yield return ("a host that ends a quoted string", $"GET /believed HTTP/1.1\r\nHost: x\",for={Address};host=\"x\r\nConnection: close\r\n\r\n");
        yield return ("two hosts", $"GET /believed HTTP/1.1\r\nHost: {Host}\r\nHost: {Site}\r\nConnection: close\r\n\r\n");
        yield return ("a PROXY line", $"PROXY TCP4 {Address} 127.0.0.1 1 80\r\n{Get("")}");
    }

    /// <summary>Requests of which only the claims are wrong, with what is special about each.</summary>
    public static IEnumerable<(string What, string Request)> Proper()
    {
        foreach ((string name, string value) in Headers)
        {
            string claim = $"{name}: {value}";
            string field = claim + "\r\n";
            yield return ($"{claim} alone", Get(field));
            yield return ($"{claim} doubled", Get(field + field));
            yield return ($"{claim} with underscores", Get(field.Replace('-', '_')));
            yield return ($"{claim} with dots", Get($"{name.Replace('-', '.')}: {value}\r\n"));
            yield return ($"{claim} in upper case", Get($"{name.ToUpperInvariant()}: {value}\r\n"));
            yield return ($"{claim} in lower case", Get($"{name.ToLowerInvariant()}: {value}\r\n"));
            yield return ($"{claim} in Connection", Get($"Connection: {name}\r\n{field}"));
            yield return ($"{name} in Connection alone", Get($"Connection: {name}\r\n"));
        }

        string all = string.Concat(Headers.Select(header => $"{header.Name}: {header.Value}\r\n"));
        yield return ("all of them", Get(all));
        yield return ("all of them twice", Get(all + all));
        yield return ("an absolute-form target", Target($"http://{Host}/believed", all));
    }

    /// <summary>The request of somebody who claims nothing.</summary>
    public static string Honest { get; } = Get("");

    private static string Get(string fields) => Target("/believed", fields);

    private static string Target(string target, string fields) =>
        $"GET {target} HTTP/1.1\r\nHost: {Host}\r\n{fields}Connection: close\r\n\r\n";

    private static string Post(string fields, string body) =>
        $"POST /believed HTTP/1.1\r\nHost: {Host}\r\n{fields}Connection: close\r\n\r\n{body}";
}
