using System.Text;

namespace Gatehouse.Hosting.Diagnosis;

/// <summary>Finds in an nginx file where the application is: the first proxy_pass, through its upstream block where it names one.</summary>
internal static class NginxUpstream
{
    /// <summary>Returns <c>HOST:PORT</c> or <c>unix:PATH</c>; null where the file has no proxy_pass to one.</summary>
    public static string? Find(string configuration)
    {
        var servers = new Dictionary<string, string>(StringComparer.Ordinal);
        string? pass = null;
        string? upstream = null;
        foreach (IReadOnlyList<string> directive in Directives(configuration))
        {
            switch (directive)
            {
                case ["upstream", var name, "{"]:
                    upstream = name;
                    break;
                case ["}"]:
                    upstream = null;
                    break;
                case ["server", var address, ..] when upstream is not null:
                    servers.TryAdd(upstream, address);
                    break;
                case ["proxy_pass", var url, ..]:
                    pass ??= url;
                    break;
            }
        }

        if (pass is null || !pass.StartsWith("http://", StringComparison.Ordinal)) return null;
        string target = pass["http://".Length..];

        // http://unix:/path:/uri
        if (target.StartsWith("unix:", StringComparison.Ordinal))
        {
            int colon = target.IndexOf(':', "unix:".Length);
            return colon < 0 ? target : target[..colon];
        }

        target = target.Split('/')[0];
        return servers.GetValueOrDefault(target, target);
    }

    /// <summary>The directives one after the other, each with its words; a block's opening brace is the last word, its end is one of its own.</summary>
    private static IEnumerable<IReadOnlyList<string>> Directives(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : ';';
            if (c == '#' && word.Length == 0)
            {
                int end = text.IndexOf('\n', i);
                i = end < 0 ? text.Length - 1 : end;
                continue;
            }

            if (c is '"' or '\'' && word.Length == 0)
            {
                int end = text.IndexOf(c, i + 1);
                if (end < 0) yield break;
                words.Add(text[(i + 1)..end]);
                i = end;
                continue;
            }

            if (!char.IsWhiteSpace(c) && c is not (';' or '{' or '}'))
            {
                word.Append(c);
                continue;
            }

            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
            if (char.IsWhiteSpace(c)) continue;
            if (c != ';') words.Add(c.ToString());
            if (words.Count > 0) yield return [.. words];
            words.Clear();
        }
    }
}
