using System.Text;
using Gatehouse.Http;
using Gatehouse.Linux;

namespace Gatehouse.Hosting.Diagnosis;

/// <summary>
/// Asks a running deployment with forged headers, as clients reach it and around its proxy, and says what it believed. The server
/// has the same key (<c>doctorKeyFile</c>) and answers with what it makes of each request.
/// </summary>
internal sealed class Doctor(
    DoctorOptions options, string key, IReadOnlyList<(string Fact, string Header)> ownHeaders, string name, CommandConsole console)
{
    private readonly DoctorTable table = new();
    private int believed;
    private int unanswered;

    /// <returns>0 where nothing forged was believed; 1 where something was, or the server could not be asked.</returns>
    public int Run(string directory)
    {
        try
        {
            Uri url = options.Url;
            string? tlsHost = url.Scheme != Uri.UriSchemeHttps ? null : TlsHost(options.Host ?? url.IdnHost);
            ServerAddress proxy = ServerAddress.Find(url.IdnHost, url.Port);
            Belief honest = AskHonestly(Client(proxy, tlsHost), url.ToString());
            console.Output.WriteLine($"Through {url}: {honest}");
            Forge(Client(proxy, tlsHost), honest, "through", countsTrusted: true);
            if (DirectAddress(directory) is { } direct) AskDirectly(direct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What was found until then counts.
            if (believed > 0) table.Write(console.Output);
            console.Complain(name, e.Message);
            return 1;
        }

        table.Write(console.Output);
        console.Output.WriteLine();
        if (believed > 0)
            console.Output.WriteLine($"{believed} forged requests were believed: see docs/proxy-trust.md, \"How to check a live deployment\".");
        else if (unanswered > 0)
            console.Output.WriteLine($"{unanswered} requests were answered by somebody else (a limit, a cache, another server?): nothing is known of them.");
        else
            console.Output.WriteLine("Nothing forged was believed.");
        return believed + unanswered == 0 ? 0 : 1;
    }

    private ProbeClient Client(ServerAddress server, string? tlsHost)
    {
        string own = options.Url.HostNameType == UriHostNameType.IPv6 ? options.Url.Host : options.Url.IdnHost;
        string host = options.Host ?? (options.Url.IsDefaultPort ? own : $"{own}:{options.Url.Port}");
        return new ProbeClient(server, tlsHost, host, key, options.IsInsecure);
    }

    private void AskDirectly(string address)
    {
        ServerAddress server = ServerAddress.Parse(address);
        try
        {
            server.Connect().Dispose();
        }
        catch (SystemCallException e)
        {
            console.Output.WriteLine($"Around the proxy, {address}: {e.Message}. Nobody here can go around the proxy.");
            return;
        }

        Belief honest = AskHonestly(Client(server, null), address);
        console.Output.WriteLine($"Around the proxy, {address}: {honest}");
        if (honest.PeerIsTrusted)
            console.Output.WriteLine($"  This machine asks as {honest.Peer}, which is a trusted proxy: what it states is believed, and is no finding.");
        Forge(Client(server, null), honest, "around", countsTrusted: false);
    }

    /// <summary>What is believed of a request that claims nothing.</summary>
    private static Belief AskHonestly(ProbeClient client, string where)
    {
        (int status, string body) = client.Ask([]);
        if (status == 200 && Belief.Read(body) is { } belief) return belief;
        throw new IOException(status switch
        {
            >= 300 and < 400 => $"{where} redirects (status {status}): give the URL that it redirects to",
            _ => $"{where} answers with status {status}, and not to doctor: does the server have the same doctorKeyFile, and was it reloaded since?",
        });
    }

    private void Forge(ProbeClient client, Belief honest, string way, bool countsTrusted)
    {
        foreach (Forgery forgery in Forgery.All(ownHeaders))
        {
            (int status, string body) = client.Ask(forgery.Fields);
            Belief? belief = status == 200 ? Belief.Read(body) : null;
            string difference = belief?.DifferenceFrom(honest) ?? "";
            string verdict = belief is null ? status is 400 or 421 ? $"refused ({status})" : $"unknown ({status})"
                : difference.Length == 0 ? "ok"
                : !countsTrusted && belief.PeerIsTrusted ? "of a trusted proxy"
                : "BELIEVED";
            if (verdict == "BELIEVED") believed++;
            if (belief is null && status is not (400 or 421)) unanswered++;
            table.Add(way, forgery.Header, forgery.Sent, difference.Length == 0 ? "-" : difference, verdict);
        }
    }

    // The name in the certificate, without a port.
    private static string TlsHost(string host) =>
        Authority.TryParse(Encoding.ASCII.GetBytes(host), out int length, out _) ? host[..length].Trim('[', ']') : host;

    private string? DirectAddress(string directory)
    {
        if (options.Direct is not null || options.Via is null) return options.Direct;
        return NginxUpstream.Find(Site(Path.Combine(directory, options.Via)))
            ?? throw new IOException($"'{options.Via}' has no proxy_pass to http://…: say --direct HOST:PORT or --direct unix:PATH");
    }

    private string Site(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"cannot read the nginx file '{options.Via}' (from --via): {e.Message}");
        }
    }
}
