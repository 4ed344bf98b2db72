using Gatehouse.Tasks.Manifest;
using Gatehouse.Tasks.Nginx;

namespace Gatehouse.Tasks.Tests;

public sealed class NginxSiteTests
{
    private static readonly NginxOptions Debian = new(["80"], "/var/log/nginx", "/run/hello.sock", "/usr/lib/hello");

    [Fact]
    public void An_app_that_declares_nothing_gets_the_defaults() =>
        Snapshot.Match(NginxSite.Render(ManifestParser.Parse(Manifests.Hello), Debian), "hello.conf");

    [Fact]
    public void Every_declaration_arrives_in_the_site() =>
        Snapshot.Match(
            NginxSite.Render(
                ManifestParser.Parse(Manifests.Shop),
                new NginxOptions(["8080", "[::]:8080 default_server"], "/srv/logs", "/srv/shop/app.sock", "/srv/shop")),
            "shop.conf");

    [Fact]
    public void Folders_of_static_files_arrive_in_the_site() =>
        Snapshot.Match(NginxSite.Render(ManifestParser.Parse(Manifests.Files), Debian), "files.conf");

    [Fact]
    public void A_folder_at_the_root_takes_the_place_of_the_applications_location()
    {
        string site = Site("\"routes\":", "\"staticFiles\":[{\"path\":\"/\",\"folder\":\"wwwroot\",\"servedBy\":\"nginx\"}],\"routes\":");
        Assert.Contains("location ^~ / {\n        alias /usr/lib/hello/wwwroot/;", site);
        Assert.DoesNotContain("location / {", site);
    }

    [Fact]
    public void Every_location_and_its_alias_end_with_a_slash()
    {
        string site = NginxSite.Render(ManifestParser.Parse(Manifests.Files), Debian);
        Assert.All(
            site.Split('\n').Where(line => line.TrimStart().StartsWith("location ^~", StringComparison.Ordinal)),
            line => Assert.EndsWith("/ {", line, StringComparison.Ordinal));
        Assert.All(
            site.Split('\n').Where(line => line.TrimStart().StartsWith("alias", StringComparison.Ordinal)),
            line => Assert.EndsWith("/;", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_header_of_the_apps_own_is_set_and_the_standard_one_overwritten_as_well()
    {
        Dictionary<string, string> headers = Headers(Manifests.Hello.Replace("\"X-Forwarded-Host\"", "\"X-FHost\"", StringComparison.Ordinal));
        Assert.Equal("$host", headers["X-FHost"]);
        Assert.Equal("$host", headers["X-Forwarded-Host"]);
    }

    [Fact]
    public void An_app_that_takes_the_standard_header_gets_it_with_the_client_as_a_node()
    {
        string manifest = Manifests.Hello.Replace("\"settings\"", "\"forwardedStandard\":true,\"settings\"", StringComparison.Ordinal);
        Assert.Equal("\"for=$n;proto=$scheme;host=\\\"$n_host\\\"\"", Headers(manifest)["Forwarded"]);
        string site = NginxSite.Render(ManifestParser.Parse(manifest), Debian);
        Assert.Contains("map $remote_addr $gatehouse_hello_node {", site);
        Assert.Contains("\"\\\"[$remote_addr]\\\"\";", site);
        Assert.DoesNotContain("_node", NginxSite.Render(ManifestParser.Parse(Manifests.Hello), Debian));
    }

    [Fact]
    public void Header_names_that_differ_in_case_only_are_set_once()
    {
        Dictionary<string, string> headers = Headers(Manifests.Hello.Replace("\"X-Forwarded-For\"", "\"x-REAL-ip\"", StringComparison.Ordinal));
        Assert.Single(headers, header => header.Key.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("$remote_addr", headers["X-Forwarded-For"]);
    }

    [Theory]
    [InlineData("Forwarded")]
    [InlineData("X-Forwarded-Prefix")]
    [InlineData("Proxy")]
    public void Headers_that_nginx_has_nothing_to_say_in_are_dropped(string name) =>
        Assert.Equal("\"\"", Headers(Manifests.Hello)[name]);

    [Fact]
    public void No_value_that_the_client_chose_is_appended_to()
    {
        string site = NginxSite.Render(ManifestParser.Parse(Manifests.Hello), Debian);
        Assert.DoesNotContain("$proxy_add_x_forwarded_for", site);
        Assert.DoesNotContain("$http_x_", site);
        Assert.DoesNotContain("$http_host", site);
    }

    [Theory]
    [InlineData("75", "keepalive_timeout 60s;")]
    [InlineData("1", "keepalive_timeout 800ms;")]
    [InlineData("2.5", "keepalive_timeout 2s;")]
    public void Nginx_lets_an_idle_connection_go_before_the_app_does(string keepAlive, string expected) =>
        Assert.Contains(expected, Site("\"keepAlive\":\"75\"", $"\"keepAlive\":\"{keepAlive}\""));

    [Fact]
    public void Without_keep_alive_in_the_app_nginx_keeps_nothing() =>
        Assert.DoesNotContain("keepalive 32", Site("\"keepAlive\":\"75\"", "\"keepAlive\":\"0\""));

    [Theory]
    [InlineData("30", "35s")]
    [InlineData("0.25", "5250ms")]
    [InlineData("0", "86400s")]
    public void The_app_gives_up_before_nginx_does(string timeout, string expected) =>
        Assert.Contains($"proxy_read_timeout    {expected};", Site("\"timeout\":\"30\"", $"\"timeout\":\"{timeout}\""));

    [Theory]
    [InlineData("\"1\"", "10485760", "maxRequestBody in the application")]
    [InlineData("\"52428800\"", "52428800", "The largest [MaxRequestBody]")]
    public void The_largest_body_that_a_handler_takes_gets_through(string declared, string expected, string reason)
    {
        string site = Site("\"routes\":", $"\"largestRequestBody\":{declared},\"routes\":");
        Assert.Contains($"client_max_body_size {expected};", site);
        Assert.Contains(reason, site);
    }

    [Fact]
    public void Bodies_that_one_handler_takes_get_through_where_no_other_takes_any() => Assert.Contains(
        "client_max_body_size 5;",
        NginxSite.Render(
            ManifestParser.Parse(Manifests.Shop.Replace("\"routes\":", "\"largestRequestBody\":\"5\",\"routes\":", StringComparison.Ordinal)), Debian));

    [Theory]
    [InlineData("/", "= /")]
    [InlineData("/chat", "= /chat")]
    [InlineData("/chat/", "= /chat/")]
    [InlineData("/a;b'c(d)$e", "= \"/a;b'c(d)$e\"")]
    [InlineData("/chat/{room}", "~ \"^/chat/[^/]+$\"")]
    [InlineData("/v1.0/{größe}/x", "~ \"^/v1\\.0/[^/]+/x$\"")]
    [InlineData("/{a:int}/{b:long}/{c:guid}", "~ \"^/-?[0-9]+/-?[0-9]+/[0-9A-Fa-f-]+$\"")]
    [InlineData("/caf%C3%a9;$", "~ \"^/caf\\xC3\\xa9\\;\\$$\"")]
    [InlineData("/chat/{room?}", "~ \"^/chat(/[^/]+)?$\"")]
    [InlineData("/{room=a/b}", "~ \"^/([^/]+)?$\"")]
    [InlineData("/a/{n:range(1,9)=5}", "~ \"^/a(/-?[0-9]+)?$\"")]
    [InlineData("/a/{w:IsWord}/{*rest}", "~ \"^/a/[^/]+/.*$\"")]
    public void A_template_becomes_a_location_that_matches_the_same_paths(string template, string location) =>
        Assert.Equal(location, WebSocketLocation.Of(template));

    [Fact]
    public void An_upgrade_goes_through_on_WebSocket_routes_and_nowhere_else()
    {
        string plain = NginxSite.Render(ManifestParser.Parse(Manifests.Hello), Debian);
        Assert.Contains("proxy_set_header Upgrade            \"\";", plain);
        Assert.DoesNotContain("$http_upgrade", plain);

        // "location / {" comes first; the locations of the two WebSockets follow.
        string[] locations = NginxSite.Render(ManifestParser.Parse(Manifests.Shop), Debian).Split("    location ")[1..];
        Assert.Equal([false, true, true], locations.Select(text => text.Contains("proxy_set_header Connection         $gatehouse_web_shop_connection;", StringComparison.Ordinal)));
        Assert.Equal(["/ {", "= /live {", "~ \"^/chat/[^/]+$\" {"], locations.Select(text => text.Split('\n')[0]));
    }

    [Theory]
    [InlineData("30", "30", "65s")]
    [InlineData("20", "0", "25s")]
    [InlineData("0.5", "0.25", "5750ms")]
    [InlineData("0", "30", "86400s")]
    public void Nginx_waits_longer_than_a_living_client_is_quiet(string interval, string limit, string expected)
    {
        string site = NginxSite.Render(
            ManifestParser.Parse(Manifests.Shop.Replace(
                "\"pingInterval\":\"30\",\"pingTimeout\":\"30\"", $"\"pingInterval\":\"{interval}\",\"pingTimeout\":\"{limit}\"", StringComparison.Ordinal)),
            Debian);
        Assert.Contains($"proxy_read_timeout    {expected};", site.Split("location = /live")[1].Split('}')[0]);
    }

    private static string Site(string part, string replacement)
    {
        Assert.Contains(part, Manifests.Hello);
        return NginxSite.Render(ManifestParser.Parse(Manifests.Hello.Replace(part, replacement, StringComparison.Ordinal)), Debian);
    }

    private static Dictionary<string, string> Headers(string manifest) =>
        ProxyHeaders.For(ManifestParser.Parse(manifest), "$u", "$c", "$n").ToDictionary(header => header.Key, header => header.Value);
}
