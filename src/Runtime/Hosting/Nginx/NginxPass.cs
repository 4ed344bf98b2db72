namespace Gatehouse.Hosting.Nginx;

/// <summary>What an nginx configuration says of the places that hand HTTP requests on, and of who gets them.</summary>
internal static class NginxPass
{
    /// <summary>Name of the directive.</summary>
    public const string Name = "proxy_pass";

    private const string SchemeMark = "://";

    /// <summary>Every proxy_pass for HTTP, in the order of the file.</summary>
    public static IEnumerable<NginxDirective> AllIn(NginxDirective root) => HttpIn(root, Name).Where(directive => directive.Words.Count == 2);

    /// <summary>The upstream block of a name; null where it is not in the file.</summary>
    public static NginxDirective? UpstreamOf(NginxDirective root, string name) => HttpIn(root, "upstream").FirstOrDefault(upstream => upstream.Words[1] == name);

    /// <summary>The addresses in an upstream block, as they are written.</summary>
    public static IEnumerable<string> ServersOf(NginxDirective upstream) => upstream.Of("server").Where(server => server.Words.Count > 1).Select(server => server.Words[1]);

    /// <summary>What the file sets for HTTP anywhere of a name.</summary>
    public static IEnumerable<NginxDirective> HttpIn(NginxDirective root, string name) =>
        root.Descendants().Where(directive => directive.Name == name && directive.Words.Count > 1 && directive.Levels.All(level => level.Name != "stream"));

    /// <summary>Whether a place speaks HTTP over TLS, or not, by the scheme of its URL.</summary>
    public static bool IsTo(string scheme, NginxDirective pass) => pass.Words[1].StartsWith(scheme + SchemeMark, StringComparison.OrdinalIgnoreCase);

    /// <summary>Who is spoken to: name of the upstream, host and port, or path of the socket.</summary>
    public static string TargetOf(NginxDirective pass)
    {
        string url = pass.Words[1];
        int scheme = url.IndexOf(SchemeMark, StringComparison.Ordinal);
        string rest = scheme < 0 ? url : url.Substring(scheme + SchemeMark.Length);
        if (rest.StartsWith(NginxTarget.UnixScheme, StringComparison.Ordinal))
        {
            int colon = rest.IndexOf(':', NginxTarget.UnixScheme.Length);
            return colon < 0 ? rest : rest.Substring(0, colon);
        }

        int path = rest.IndexOfAny(['/', '?']);
        int variable = rest.IndexOf('$');
        if (variable > 0 && (path < 0 || variable < path) && IsWhole(rest.Substring(0, variable)) && EndsPart(rest, variable)) path = variable;
        return path < 0 ? rest : rest.Substring(0, path);
    }

    // A variable that follows a whole name or port is the path (http://app$request_uri), and not a part of them.
    private static bool IsWhole(string authority) =>
        (IsOfWord(authority[authority.Length - 1]) || authority[authority.Length - 1] == ']') && NginxTarget.Read(authority, NginxTarget.HttpPort) is not null;

    private static bool EndsPart(string url, int variable)
    {
        int name = variable + 1;
        bool isBraced = name < url.Length && url[name] == '{';
        if (isBraced) name++;
        int end = name;
        while (end < url.Length && IsOfWord(url[end])) end++;
        if (end == name) return false;
        if (isBraced && (end == url.Length || url[end++] != '}')) return false;
        return end == url.Length || url[end] is '/' or '?' or '$';
    }

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
