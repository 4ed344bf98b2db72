using System.Text.RegularExpressions;
using Gatehouse.Hosting.Nginx;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Reading;

/// <summary>The places of an nginx configuration that hand requests on to the application.</summary>
internal sealed class NginxProxy
{
    private const string SetHeader = "proxy_set_header";
    private const int HttpsPort = 443;
    private const int FoldersAbove = 2;
    private const string TemplateMark = "{{";

    // $hostname is the machine's own name.
    private static readonly Regex HostVariable = new(@"\$\{?(http_)?host(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private readonly NginxDirective root;
    private readonly string path;
    private readonly SourceText text;

    private NginxProxy(NginxDirective root, string path, SourceText text, IReadOnlyList<NginxDirective> passes)
    {
        this.root = root;
        this.path = path;
        this.text = text;
        Passes = passes;
    }

    /// <summary>Every proxy_pass, all to one target.</summary>
    public IReadOnlyList<NginxDirective> Passes { get; }

    /// <summary>Name of the file.</summary>
    public string FileName => path.Substring(path.LastIndexOfAny(['/', '\\']) + 1);

    /// <summary>Whether a file is nginx's by its name: nginx*.conf, *.nginx.conf, *.conf.template, or one in a folder nginx.</summary>
    public static bool IsNamedSo(string path)
    {
        string[] parts = path.Split('/', '\\');
        string name = parts[parts.Length - 1];
        if (name.EndsWith(".conf.template", StringComparison.OrdinalIgnoreCase)) return true;
        return name.EndsWith(".conf", StringComparison.OrdinalIgnoreCase)
            && (name.StartsWith("nginx", StringComparison.OrdinalIgnoreCase)
                || name.EndsWith(".nginx.conf", StringComparison.OrdinalIgnoreCase)
                // Farther up, the folder may be that of everything.
                || parts.Take(parts.Length - 1).Reverse().Take(FoldersAbove).Contains("nginx", StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>
    /// Null for a file that passes nothing on, or to several targets, of which nobody knows which is the application; and for one of which
    /// a template engine makes another ({{ }}).
    /// </summary>
    public static NginxProxy? Read(string path, SourceText text) => Read(path, text, out _);

    /// <summary>As the other, and whether the file may pass something on to the application nevertheless.</summary>
    public static NginxProxy? Read(string path, SourceText text, out bool isUnclear)
    {
        string content = text.ToString();
        NginxDirective root = NginxReader.Read(content);
        bool isTemplate = IsTemplate(content, root);
        isUnclear = isTemplate && content.IndexOf(NginxPass.Name, StringComparison.Ordinal) >= 0;
        if (isTemplate) return null;
        IReadOnlyList<NginxDirective> passes = [.. NginxPass.AllIn(root)];
        int targets = passes.Select(NginxPass.TargetOf).Distinct().Count();
        isUnclear = targets > 1;
        return targets == 1 ? new NginxProxy(root, path, text, passes) : null;
    }

    /// <summary>What the file sets for HTTP anywhere of a name.</summary>
    public IEnumerable<NginxDirective> Of(string name) => NginxPass.HttpIn(root, name);

    /// <summary>Who every place speaks to.</summary>
    public string Target => NginxPass.TargetOf(Passes[0]);

    /// <summary>
    /// What a place sets a header to; null where it sets nothing, or another file may. One proxy_set_header at a level replaces all of
    /// the levels around it (ngx_http_proxy_module).
    /// </summary>
    public static NginxDirective? SetterOf(NginxDirective pass, string header) =>
        HeadersOf(pass).LastOrDefault(setter => setter.Words[1].Equals(header, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the address of the connection's peer may be replaced by one that the peer states: here, or in a file that is not here.</summary>
    public bool MayReplaceAddress => Of("set_real_ip_from").Any() || Of("include").Any(IsForHeaders);

    /// <summary>The variable with the host that the client asks for, in a value; null where there is none.</summary>
    public static string? HostIn(string value) =>
        HostVariable.Match(value) is { Success: true } match ? match.Groups[1].Success ? "$http_host" : "$host" : null;

    /// <summary>Whether a place, or the server around it, turns some requests away by their host.</summary>
    public static bool ChecksHost(NginxDirective pass) => pass.Levels.Skip(1)
        .SelectMany(level => level.Of("if"))
        .Any(condition => condition.Words.Any(word => HostIn(word) is not null) && condition.Of("return").Any());

    /// <summary>Whether the server around a place answers for every host that a client names; false where that cannot be seen.</summary>
    public static bool AnswersForAnyHost(NginxDirective pass)
    {
        if (pass.Levels.FirstOrDefault(level => level.Name == "server") is not { } server) return false;
        if (server.Of("listen").Any(listen => listen.Words.Skip(2).Any(word => word is "default_server" or "default"))) return true;
        string[] names = [.. server.Of("server_name").SelectMany(directive => directive.Words.Skip(1))];
        return names.Length == 0 ? !server.Of("include").Any() : names.All(name => name is "_" or "");
    }

    /// <summary>Whether a place hands on what the client sends under a name; false where another file may set the headers.</summary>
    public static bool LetsThrough(NginxDirective pass, string header) =>
        SetterOf(pass, header) is null
        && !MayIncludeHeaders(pass)
        && pass.Levels.Skip(1).SelectMany(level => level.Of("proxy_pass_request_headers")).FirstOrDefault()?.Words.ElementAtOrDefault(1) != "off";

    /// <summary>Whether a file that is not here may set the headers of a place.</summary>
    private static bool MayIncludeHeaders(NginxDirective pass)
    {
        foreach (NginxDirective level in pass.Levels.Skip(1))
        {
            if (IncludesHeaders(level)) return true;
            if (level.Of(SetHeader).Any()) return false;
        }

        return false;
    }

    /// <summary>The addresses behind the target; null where some of them cannot be seen.</summary>
    public IReadOnlyList<NginxTarget>? Targets
    {
        get
        {
            string target = Target;
            if (NginxPass.UpstreamOf(root, target) is not { } upstream)
            {
                // A name alone may be that of an upstream in another file.
                bool isAddress = target.IndexOf(':') >= 0 || target == "localhost";
                int usualPort = NginxPass.IsTo("https", Passes[0]) ? HttpsPort : NginxTarget.HttpPort;
                return isAddress && NginxTarget.Read(target, usualPort) is { } single ? [single] : null;
            }

            NginxTarget?[] servers = [.. NginxPass.ServersOf(upstream).Select(server => NginxTarget.Read(server, NginxTarget.HttpPort))];
            return servers.Length > 0 && servers.All(server => server is not null) ? [.. servers.OfType<NginxTarget>()] : null;
        }
    }

    public Location LocationOf(NginxDirective directive)
    {
        TextSpan words = TextSpan.FromBounds(directive.Start, directive.WordsEnd);
        return Location.Create(path, words, text.Lines.GetLinePositionSpan(words));
    }

    /// <summary>Line of a directive, as editors count.</summary>
    public int LineOf(NginxDirective directive) => text.Lines.GetLinePosition(directive.Start).Line + 1;

    /// <summary>What sets headers at a place: all at one level, the innermost that has any; nothing where another file may set them further in.</summary>
    public static IEnumerable<NginxDirective> HeadersOf(NginxDirective pass)
    {
        foreach (NginxDirective level in pass.Levels.Skip(1))
        {
            NginxDirective[] setters = [.. level.Of(SetHeader).Where(setter => setter.Words.Count == 3)];
            if (setters.Length > 0) return setters;
            if (IncludesHeaders(level)) break;
        }

        return [];
    }

    private static bool IncludesHeaders(NginxDirective level) => level.Of("include").Any(IsForHeaders);

    // These that come with nginx have other things in them, and so has what is beside the block http.
    private static bool IsForHeaders(NginxDirective include) =>
        !(include.Parent is { Parent: null } file && file.Of("http").Any())
        && (include.Words.Count < 2 || !(include.Words[1].EndsWith("mime.types", StringComparison.Ordinal) || include.Words[1].EndsWith("fastcgi_params", StringComparison.Ordinal)));

    /// <summary>Whether a template engine makes another file of this one; two braces in Lua are a table in a table.</summary>
    private static bool IsTemplate(string content, NginxDirective root)
    {
        int mark = content.IndexOf(TemplateMark, StringComparison.Ordinal);
        while (mark >= 0)
        {
            if (root.Descendants().FirstOrDefault(directive => directive.End <= mark && mark < directive.LuaEnd) is not { } lua) return true;
            mark = content.IndexOf(TemplateMark, lua.LuaEnd, StringComparison.Ordinal);
        }

        return false;
    }
}
