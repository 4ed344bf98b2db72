using System.Net;
using System.Net.Sockets;

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

    /// <returns>0 where nothing forged was believed; 1 where something was, or the server could not be asked.</returns>
    public async Task<int> RunAsync(string directory)
    {
        try
        {
            Uri url = options.Url;
            string? tlsHost = url.Scheme != Uri.UriSchemeHttps ? null : options.Host?.Split(':')[0] ?? url.IdnHost;
            EndPoint proxy = await ResolveAsync(url.IdnHost, url.Port).ConfigureAwait(false);
            Belief honest = await AskHonestlyAsync(Client(proxy, tlsHost), url.ToString()).ConfigureAwait(false);
            console.Output.WriteLine($"Through {url}: {honest}");
            await ForgeAsync(Client(proxy, tlsHost), honest, "through", countsTrusted: true).ConfigureAwait(false);
            if (DirectAddress(directory) is { } direct) await AskDirectlyAsync(direct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
        {
            console.Complain(name, e.Message);
            return 1;
        }

        table.Write(console.Output);
        console.Output.WriteLine();
        console.Output.WriteLine(believed == 0
            ? "Nothing forged was believed."
            : $"{believed} forged requests were believed: see docs/proxy-trust.md, \"How to check a live deployment\".");
        return believed == 0 ? 0 : 1;
    }

    private ProbeClient Client(EndPoint server, string? tlsHost)
    {
        string host = options.Host is { } given ? given : options.Url.IsDefaultPort ? options.Url.IdnHost : $"{options.Url.IdnHost}:{options.Url.Port}";
        return new ProbeClient(server, tlsHost, host, key, options.IsInsecure);
    }

    private async Task AskDirectlyAsync(string address)
    {
        EndPoint server = await EndPointOfAsync(address).ConfigureAwait(false);
        Belief honest;
        try
        {
            honest = await AskHonestlyAsync(Client(server, null), address).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            console.Output.WriteLine($"Around the proxy, {address}: {e.Message}. Nobody here can go around the proxy.");
            return;
        }

        console.Output.WriteLine($"Around the proxy, {address}: {honest}");
        if (honest.PeerIsTrusted)
            console.Output.WriteLine($"  This machine asks as {honest.Peer}, which is a trusted proxy: what it states is believed, and is no finding.");
        await ForgeAsync(Client(server, null), honest, "around", countsTrusted: false).ConfigureAwait(false);
    }

    /// <summary>What is believed of a request that claims nothing.</summary>
    private static async Task<Belief> AskHonestlyAsync(ProbeClient client, string where)
    {
        (int status, string body) = await client.AskAsync([]).ConfigureAwait(false);
        if (status == 200 && Belief.Read(body) is { } belief) return belief;
        throw new IOException(status switch
        {
            >= 300 and < 400 => $"{where} redirects (status {status}): give the URL that it redirects to",
            _ => $"{where} answers with status {status}, and not to doctor: does the server have the same doctorKeyFile, and was it reloaded since?",
        });
    }

    private async Task ForgeAsync(ProbeClient client, Belief honest, string way, bool countsTrusted)
    {
        foreach (Forgery forgery in Forgery.All(ownHeaders))
        {
            (int status, string body) = await client.AskAsync(forgery.Fields).ConfigureAwait(false);
            Belief? belief = status == 200 ? Belief.Read(body) : null;
            string difference = belief?.DifferenceFrom(honest) ?? "";
            string verdict = belief is null ? $"refused ({status})"
                : difference.Length == 0 ? "ok"
                : !countsTrusted && belief.PeerIsTrusted ? "of a trusted proxy"
                : "BELIEVED";
            if (verdict == "BELIEVED") believed++;
            table.Add(way, forgery.Header, forgery.Sent, difference.Length == 0 ? "-" : difference, verdict);
        }
    }

    private string? DirectAddress(string directory)
    {
        if (options.Direct is not null || options.Via is null) return options.Direct;
        return NginxUpstream.Find(File.ReadAllText(Path.Combine(directory, options.Via)))
            ?? throw new IOException($"'{options.Via}' has no proxy_pass to http://…: say --direct HOST:PORT or --direct unix:PATH");
    }

    private static async Task<EndPoint> EndPointOfAsync(string address)
    {
        if (address.StartsWith("unix:", StringComparison.Ordinal)) return new UnixDomainSocketEndPoint(address["unix:".Length..]);
        int colon = address.LastIndexOf(':');
        bool hasPort = colon > 0 && int.TryParse(address.AsSpan(colon + 1), out int port) && port is > 0 and <= ushort.MaxValue;
        return hasPort
            ? await ResolveAsync(address[..colon].Trim('[', ']'), int.Parse(address.AsSpan(colon + 1))).ConfigureAwait(false)
            : await ResolveAsync(address, 80).ConfigureAwait(false);
    }

    private static async Task<EndPoint> ResolveAsync(string host, int port)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address)) return new IPEndPoint(address, port);
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(host).ConfigureAwait(false);
        return new IPEndPoint(addresses.Length > 0 ? addresses[0] : throw new IOException($"'{host}' has no address"), port);
    }
}
