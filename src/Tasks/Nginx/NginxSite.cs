using System.Globalization;
using System.Text;
using Gatehouse.Tasks.Manifest;

namespace Gatehouse.Tasks.Nginx;

/// <summary>
/// The nginx site of an application: one file for nginx's http block (Debian's sites-enabled), for nginx 1.22 and later.
/// Everything in it that the application decides comes from the manifest, and a comment says so.
/// </summary>
internal static class NginxSite
{
    /// <summary>Writes the site as text.</summary>
    public static string Render(AppManifest manifest, NginxOptions options)
    {
        // nginx variables are letters, digits and underscores; service names have no underscore, so no two meet.
        string variable = "$gatehouse_" + manifest.Name.Replace('-', '_');
        string upgrade = variable + "_upgrade";
        string connection = variable + "_connection";
        string node = variable + "_node";

        return $$"""
            # nginx site of {{manifest.Name}} ({{manifest.App}}). It belongs in nginx's http block: copy it to /etc/nginx/sites-enabled/.
            # Written by dotnet publish from what the application declares. Edits are lost at the next publish:
            # change the declaration or the project's Gatehouse* properties instead.

            {{Maps(manifest, upgrade, connection)}}{{NodeMap(manifest, node)}}upstream {{manifest.Name}} {
                # The socket that {{manifest.Name}}.socket listens on.
                server unix:{{options.SocketPath}};
            {{KeepAlive(manifest.Settings.KeepAlive)}}}

            server {
            {{Listen(options.Listen)}}{{ServerName(manifest)}}    server_tokens off;

                access_log {{options.LogDirectory}}/{{manifest.Name}}.access.log;
                error_log  {{options.LogDirectory}}/{{manifest.Name}}.error.log;

            {{BodySize(manifest)}}
            {{StaticLocations.Render(manifest, options.InstallDirectory)}}{{Locations(manifest, node)}}{{WebSockets(manifest, upgrade, connection, node)}}}

            """;
    }

    private static string NodeMap(AppManifest manifest, string node) => !manifest.TakesStandardForwarded
        ? ""
        : $$"""
            # The client as the Forwarded header writes it: IPv6 in brackets and quotes (RFC 7239 section 6).
            map $remote_addr {{node}} {
                default               unknown;
                "~^[0-9.]+$"          $remote_addr;
                "~^[0-9A-Fa-f:.]+$"   "\"[$remote_addr]\"";
            }

            # A host that could end its quoted string is none (RFC 3986 section 3.2.2).
            map $host {{node}}_host {
                default                        unknown.invalid;
                "~^[][A-Za-z0-9._~:-]+$"       $host;
            }


            """;

    private static string Maps(AppManifest manifest, string upgrade, string connection) => manifest.WebSockets.Count == 0
        ? ""
        : $$"""
            # On the WebSocket routes below an upgrade to that goes through. Any other one does not, and Connection is then empty,
            # which is what lets nginx keep its connections to the application.
            map $http_upgrade {{upgrade}} {
                default         "";
                "~*^websocket$" websocket;
            }
            map $http_upgrade {{connection}} {
                default         "";
                "~*^websocket$" upgrade;
            }


            """;

    /// <summary>
    /// Where the application answers: everywhere, and in the stead of nginx for the files that it serves. Twice the same, since a
    /// location cannot have two names.
    /// </summary>
    private static string Locations(AppManifest manifest, string node)
    {
        var text = new StringBuilder();
        if (!StaticLocations.HaveRoot(manifest)) text.Append(Location("/", manifest, node));
        if (StaticLocations.Any(manifest))
        {
            if (text.Length > 0) text.Append('\n');
            text.Append(Location(StaticLocations.Application, manifest, node));
        }

        return text.ToString();
    }

    private static string Location(string path, AppManifest manifest, string node) => $$"""
            location {{path}} {
                proxy_pass http://{{manifest.Name}};
                proxy_http_version 1.1;
                proxy_redirect off;

                # What nginx knows about the client replaces what the client says about itself: nothing under these names
                # can be forged. {{Trust(manifest)}}
        {{Headers(ProxyHeaders.For(manifest, ProxyHeaders.Nothing, ProxyHeaders.Nothing, node))}}
                # timeout = {{Limit(manifest.Settings.Timeout)}} in the application, which must be the first to give up.
                proxy_connect_timeout 5s;
                proxy_send_timeout    {{NginxDuration.Above(manifest.Settings.Timeout)}};
                proxy_read_timeout    {{NginxDuration.Above(manifest.Settings.Timeout)}};
            }

        """;

    private static string WebSockets(AppManifest manifest, string upgrade, string connection, string node)
    {
        var text = new StringBuilder();
        foreach (WebSocketRoute route in manifest.WebSockets)
        {
            string patience = NginxDuration.Above(route.PingInterval == TimeSpan.Zero ? TimeSpan.Zero : route.PingInterval + route.PingTimeout);
            text.Append(CultureInfo.InvariantCulture, $$"""

                    # {{Pings(route)}}
                    location {{WebSocketLocation.Of(route.Template)}} {
                        proxy_pass http://{{manifest.Name}};
                        proxy_http_version 1.1;
                        proxy_redirect off;

                {{Headers(ProxyHeaders.For(manifest, upgrade, connection, node))}}
                        proxy_connect_timeout 5s;
                        proxy_send_timeout    {{patience}};
                        proxy_read_timeout    {{patience}};
                    }

                """);
        }

        return text.ToString();
    }

    private static string Pings(WebSocketRoute route) => route.PingInterval == TimeSpan.Zero
        ? "A WebSocket, whose clients the application does not ping: it may be quiet for a day."
        : $"A WebSocket. The application pings a quiet client every {Seconds(route.PingInterval)}, so that nginx always hears of a living one.";

    private static string KeepAlive(TimeSpan keepAlive) => keepAlive == TimeSpan.Zero
        ? """
                # keepAlive = 0 in the application: it closes after each answer, so nginx keeps no connection either.

            """
        : $$"""
                # Idle connections that each nginx worker keeps. keepAlive = {{Seconds(keepAlive)}} in the application; nginx lets go
                # earlier, so that the application never closes a connection that a request is about to use.
                keepalive 32;
                keepalive_timeout {{NginxDuration.Below(keepAlive)}};

            """;

    private static string Listen(IReadOnlyList<string> addresses)
    {
        var text = new StringBuilder();
        foreach (string address in addresses) text.Append(CultureInfo.InvariantCulture, $"    listen {address};\n");
        return text.ToString();
    }

    private static string ServerName(AppManifest manifest) => manifest.ServerNames.Count == 0
        ? """
                # The application declares no ServerNames.
                server_name localhost;

            """
        : $"    server_name {string.Join(' ', manifest.ServerNames)};\n";

    // For nginx 0 means unlimited, for the application it means none. What a handler declares must get through; where others take
    // less, the application refuses.
    private static string BodySize(AppManifest manifest) => Math.Max(manifest.Settings.MaxRequestBody, manifest.LargestRequestBody ?? 0) switch
    {
        0 => """
                # maxRequestBody = 0 in the application: no bodies. For nginx 0 would mean any size.
                client_max_body_size 1;

            """,
        var most when most == manifest.Settings.MaxRequestBody => $"""
                # maxRequestBody in the application, in bytes.
                client_max_body_size {most.ToString(CultureInfo.InvariantCulture)};

            """,
        var most => $"""
                # The largest [MaxRequestBody] of the application's handlers, in bytes; it holds the others to theirs itself.
                client_max_body_size {most.ToString(CultureInfo.InvariantCulture)};

            """,
    };

    private static string Trust(AppManifest manifest) => manifest.TrustsUnixPeers
        ? "The application believes them: it trusts peers on its Unix socket."
        : "The application does not read them: it declares no trust in \"unix:\".";

    private static string Headers(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        int width = headers.Max(header => header.Key.Length);
        var text = new StringBuilder();
        foreach ((string name, string value) in headers)
            text.Append(CultureInfo.InvariantCulture, $"        proxy_set_header {name.PadRight(width)} {value};\n");
        return text.ToString();
    }

    private static string Limit(TimeSpan time) => time == TimeSpan.Zero ? "0 (no limit)" : Seconds(time);

    private static string Seconds(TimeSpan time) =>
        time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";
}
