using Gatehouse.Tasks.Manifest;

namespace Gatehouse.Tasks.Tests;

public sealed class ManifestParserTests
{
    [Fact]
    public void Everything_that_the_files_need_is_read()
    {
        AppManifest manifest = ManifestParser.Parse(Manifests.Shop);
        Assert.Equal("web-shop", manifest.Name);
        Assert.Equal("Example.Shop.Front", manifest.App);
        Assert.Equal(["shop.example.org", "*.shop.example.org"], manifest.ServerNames);
        Assert.True(manifest.TrustsUnixPeers);
        Assert.Equal(1, manifest.ProxyHops);
        Assert.Equal(
            new ForwardedHeaderNames { For = "X-Client", Proto = "X-Scheme", Host = "X-FHost", Port = "X-Port", Prefix = "X-Base" },
            manifest.ForwardedHeaders);
        Assert.Equal(
            [
                new WebSocketRoute("/live", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)),
                new WebSocketRoute("/chat/{room}", TimeSpan.Zero, TimeSpan.FromSeconds(30)),
            ],
            manifest.WebSockets);
        Assert.Equal(new AppSettings(TimeSpan.FromSeconds(1.5), TimeSpan.Zero, TimeSpan.FromMinutes(2), 0), manifest.Settings);
    }

    [Fact]
    public void What_is_not_said_has_the_servers_own_default()
    {
        AppManifest manifest = ManifestParser.Parse("""{"version":1,"name":"a","app":"A"}""");
        Assert.Equal(
            new AppSettings(TimeSpan.FromSeconds(75), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), 10 * 1024 * 1024),
            manifest.Settings);
        Assert.Equal(new ForwardedHeaderNames(), manifest.ForwardedHeaders);
        Assert.Empty(manifest.ServerNames);
        Assert.False(manifest.TrustsUnixPeers);
        Assert.Empty(manifest.WebSockets);
    }

    [Fact]
    public void Static_folders_are_read() => Assert.Equal(
        [
            new StaticFolder("/static", "wwwroot", "public, max-age=60", true, false),
            new StaticFolder("/.well-known", "acme/known", null, true, true),
            new StaticFolder("/docs", "manual", null, false, false),
        ],
        ManifestParser.Parse(Manifests.Files).StaticFolders);

    [Theory]
    [InlineData("{}", "staticFiles: an array")]
    [InlineData("[1]", "staticFiles[0]: an object")]
    [InlineData("[{}]", "path: it is missing")]
    [InlineData("""[{"path":"/a"}]""", "folder: it is missing")]
    [InlineData("""[{"path":"a","folder":"b"}]""", "staticFiles[0].path: 'a'")]
    [InlineData("""[{"path":"/a/","folder":"b"}]""", "staticFiles[0].path: ")]
    [InlineData("""[{"path":"//","folder":"b"}]""", "staticFiles[0].path: ")]
    [InlineData("""[{"path":"/a/..","folder":"b"}]""", "staticFiles[0].path: ")]
    [InlineData("""[{"path":"/a b","folder":"b"}]""", "staticFiles[0].path: ")]
    [InlineData("""[{"path":"/a\n","folder":"b"}]""", "staticFiles[0].path: ")]
    [InlineData("""[{"path":"/a;","folder":"b"}]""", "staticFiles[0].path: ")]
    [InlineData("""[{"path":"/","folder":"/etc"}]""", "staticFiles[0].folder: '/etc'")]
    [InlineData("""[{"path":"/","folder":".."}]""", "staticFiles[0].folder: ")]
    [InlineData("""[{"path":"/","folder":"."}]""", "staticFiles[0].folder: ")]
    [InlineData("""[{"path":"/","folder":"a/../../b"}]""", "staticFiles[0].folder: ")]
    [InlineData("""[{"path":"/","folder":"a/"}]""", "staticFiles[0].folder: ")]
    [InlineData("""[{"path":"/","folder":"a;b"}]""", "staticFiles[0].folder: ")]
    [InlineData("""[{"path":"/","folder":"$a"}]""", "staticFiles[0].folder: ")]
    [InlineData("""[{"path":"/","folder":"a","cacheControl":"\"; x"}]""", "staticFiles[0].cacheControl: ")]
    [InlineData("""[{"path":"/","folder":"a","servedBy":"apache"}]""", "staticFiles[0].servedBy: 'apache'")]
    public void Static_folders_that_could_mean_something_else_are_refused(string folders, string reason)
    {
        ManifestException refusal = Assert.Throws<ManifestException>(
            () => ManifestParser.Parse($$"""{"version":1,"name":"a","app":"A","staticFiles":{{folders}}}"""));
        Assert.Contains(reason, refusal.Message);
    }

    [Fact]
    public void Members_that_nobody_here_knows_are_passed_over() =>
        Assert.Equal("a", ManifestParser.Parse("""{"version":1,"name":"a","app":"A","colour":{"x":[1]}}""").Name);

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "version: ")]
    [InlineData("""{"version":"1"}""", "version: ")]
    [InlineData("""{"version":1}""", "name: it is missing")]
    [InlineData("""{"version":1,"name":7}""", "name: a string")]
    [InlineData("""{"version":1,"name":"a"}""", "app: it is missing")]
    [InlineData("""{"version":1,"name":"A","app":"A"}""", "name: 'A'")]
    [InlineData("""{"version":1,"name":"-a","app":"A"}""", "name: '-a'")]
    [InlineData("""{"version":1,"name":"a\n","app":"A"}""", "name: ")]
    [InlineData("""{"version":1,"name":"../a","app":"A"}""", "name: ")]
    [InlineData("""{"version":1,"name":"a","app":"A","serverNames":"x"}""", "serverNames: an array")]
    [InlineData("""{"version":1,"name":"a","app":"A","serverNames":["ok.example","a; include /etc/passwd"]}""", "serverNames[1]: ")]
    [InlineData("""{"version":1,"name":"a","app":"A","serverNames":["a\nb"]}""", "serverNames[0]: ")]
    [InlineData("""{"version":1,"name":"a","app":"A","serverNames":["~^x$"]}""", "serverNames[0]: ")]
    [InlineData("""{"version":1,"name":"a","app":"A","serverNames":[null]}""", "serverNames[0]: ")]
    [InlineData("""{"version":1,"name":"a","app":"A","proxyHops":0}""", "proxyHops: ")]
    [InlineData("""{"version":1,"name":"a","app":"A","proxyHops":"1"}""", "proxyHops: ")]
    [InlineData("""{"version":1,"name":"a","app":"A","forwardedHeaders":{"for":"X Y"}}""", "forwardedHeaders.for: 'X Y'")]
    [InlineData("""{"version":1,"name":"a","app":"A","forwardedHeaders":{"host":"X$y"}}""", "forwardedHeaders.host: ")]
    [InlineData("""{"version":1,"name":"a","app":"A","settings":[]}""", "settings: an object")]
    [InlineData("""{"version":1,"name":"a","app":"A","settings":{"timeout":"-1"}}""", "settings.timeout: '-1'")]
    [InlineData("""{"version":1,"name":"a","app":"A","settings":{"timeout":"1e9"}}""", "settings.timeout: ")]
    [InlineData("""{"version":1,"name":"a","app":"A","settings":{"keepAlive":"NaN"}}""", "settings.keepAlive: ")]
    [InlineData("""{"version":1,"name":"a","app":"A","settings":{"keepAlive":"ms"}}""", "settings.keepAlive: 'ms'")]
    [InlineData("""{"version":1,"name":"a","app":"A","settings":{"keepAlive":"25h"}}""", "settings.keepAlive: '25h'")]
    [InlineData("""{"version":1,"name":"a","app":"A","settings":{"keepAlive":""}}""", "settings.keepAlive: ''")]
    [InlineData("""{"version":1,"name":"a","app":"A","settings":{"maxRequestBody":"9223372036854775807k"}}""", "settings.maxRequestBody: ")]
    [InlineData("""{"version":1,"name":"a","app":"A","settings":{"maxRequestBody":"10q"}}""", "settings.maxRequestBody: '10q'")]
    [InlineData("""{"version":1,"name":"a","app":"A","settings":{"maxRequestBody":true}}""", "settings.maxRequestBody: ")]
    [InlineData("""{"version":1,"name":"a","app":"A","largestRequestBody":"x"}""", "largestRequestBody: 'x'")]
    [InlineData("""{"version":1,"name":"a","app":"A","largestRequestBody":1}""", "largestRequestBody: a string")]
    [InlineData("""{"version":1,"name":"a","app":"A","routes":{}}""", "routes: an array")]
    [InlineData("""{"version":1,"name":"a","app":"A","routes":["/"]}""", "routes[0]: an object")]
    [InlineData("""{"version":1,"name":"a","app":"A","routes":[{},{"webSocket":1}]}""", "routes[1].webSocket: an object")]
    [InlineData("""{"version":1,"name":"a","app":"A","routes":[{"webSocket":{}}]}""", "template: it is missing")]
    [InlineData("""{"version":1,"name":"a","app":"A","routes":[{"template":"/a","webSocket":{"pingTimeout":"1"}}]}""", "pingInterval: it is missing")]
    [InlineData("""{"version":1,"name":"a","app":"A","routes":[{"template":"/a","webSocket":{"pingInterval":"1","pingTimeout":"-1"}}]}""", "routes[0].webSocket.pingTimeout: ")]
    [InlineData("""{"version":1,"name":"a","app":"A","routes":[{"template":"a","webSocket":{}}]}""", "routes[0].template: 'a'")]
    [InlineData("""{"version":1,"name":"a","app":"A","routes":[{"template":"/a { } location /","webSocket":{}}]}""", "routes[0].template: ")]
    [InlineData("""{"version":1,"name":"a","app":"A","routes":[{"template":"/a\u0022","webSocket":{}}]}""", "routes[0].template: ")]
    [InlineData("""{"version":1,"name":"a","app":"A","routes":[{"template":"/a\n","webSocket":{}}]}""", "routes[0].template: ")]
    [InlineData("""{"version":1,"name":"a","app":"A","routes":[{"template":"/a\\","webSocket":{}}]}""", "routes[0].template: ")]
    public void A_malformed_manifest_is_refused_with_the_place_and_the_reason(string json, string reason)
    {
        ManifestException refusal = Assert.Throws<ManifestException>(() => ManifestParser.Parse(json));
        Assert.Equal("GHD2002", refusal.Code);
        Assert.Contains(reason, refusal.Message);
    }

    [Theory]
    [InlineData("75", 75_000)]
    [InlineData("1.5", 1_500)]
    [InlineData("0", 0)]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("2 m", 120_000)]
    [InlineData("24H", 86_400_000)]
    public void Times_are_read_as_the_command_line_reads_them(string text, int milliseconds)
    {
        AppManifest manifest = ManifestParser.Parse($$$"""{"version":1,"name":"a","app":"A","settings":{"timeout":"{{{text}}}"}}""");
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), manifest.Settings.Timeout);
    }

    [Theory]
    [InlineData("\"0\"", 0)]
    [InlineData("65536", 65536)]
    [InlineData("\"500k\"", 500L << 10)]
    [InlineData("\"10M\"", 10L << 20)]
    [InlineData("\"2g\"", 2L << 30)]
    public void Sizes_are_read_as_the_command_line_reads_them(string json, long bytes)
    {
        AppManifest manifest = ManifestParser.Parse($$$"""{"version":1,"name":"a","app":"A","settings":{"maxRequestBody":{{{json}}}}}""");
        Assert.Equal(bytes, manifest.Settings.MaxRequestBody);
    }

    [Fact]
    public void A_manifest_of_another_version_is_refused_by_its_number()
    {
        ManifestException refusal = Assert.Throws<ManifestException>(() => ManifestParser.Parse("""{"version":2}"""));
        Assert.Equal("GHD2003", refusal.Code);
        Assert.Contains("version 2", refusal.Message);
    }
}
